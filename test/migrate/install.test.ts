import type { Pool } from "pg";
import { describe, expect, it } from "vitest";
import { down, migratedVersion, plan, up, verify } from "../../src/index.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { catalogOf, databaseObjects, expectSame } from "../support/catalogs.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { majors } from "../support/releases.ts";

const newest = getNewestVersion();
const prefixes = ["public", 'Käse "tenant" 1'];

/** All rows of a schema but for what differs from run to run: keys and times. A role stands for its key. */
async function readStableRows(pool: Pool, schema: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string; columns: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, string_agg(
       CASE WHEN a.attname = 'role_uuid'
         THEN format('(SELECT name FROM %I.phoenix_kit_user_roles AS role WHERE role.uuid = role_uuid)', n.nspname)
         ELSE quote_ident(a.attname)
       END, ', ' ORDER BY a.attnum) AS columns
     FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND n.nspname = ANY ($1) AND a.attname <> 'uuid' AND a.atttypid::regtype::text NOT LIKE 'timestamp%'
     GROUP BY 1 ORDER BY 1`,
    [[schema, "drizzle"]],
  );
  const lines: string[] = [];
  for (const { name, columns } of tables) {
    const { rows } = await pool.query<{ line: string }>(
      `SELECT ROW(${columns})::text AS line FROM ${name} ORDER BY 1`,
    );
    lines.push(...rows.map(({ line }) => `${name} ${line}`));
  }
  return lines;
}

async function readColumnOrder(pool: Pool, schema: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = $1 GROUP BY 1 ORDER BY 1`,
    [schema],
  );
  return rows;
}

describe.each(majors)("a new schema on PostgreSQL %i", (major) => {
  it.each(prefixes)("in %s is after one step what all the steps make of it", async (prefix) => {
    const [stepped, installed] = [
      await createDatabase({ from: "empty", major }),
      await createDatabase({ from: "empty", major }),
    ];
    try {
      await up(stepped.pool, { prefix, version: newest });
      const { from, to, steps } = await up(installed.pool, { prefix });
      expect({ from, to }).toEqual({ from: 0, to: newest });
      expect(steps).toMatchObject([{ version: newest, outcome: "installed" }]);
      expectSame(await catalogOf(installed.pool, prefix), await catalogOf(stepped.pool, prefix));
      expect(await readColumnOrder(installed.pool, prefix)).toEqual(
        await readColumnOrder(stepped.pool, prefix),
      );
      expect(await readStableRows(installed.pool, prefix)).toEqual(
        await readStableRows(stepped.pool, prefix),
      );
      expect(await databaseObjects(installed.pool)).toEqual(await databaseObjects(stepped.pool));
      expect(await verify(installed.pool, { prefix })).toMatchObject({ ok: true, differences: [] });
    } finally {
      await stepped.drop();
      await installed.drop();
    }
  });

  it("goes down to nothing and up again", async () => {
    const { pool, drop } = await createDatabase({ from: "empty", major });
    try {
      await pool.query("CREATE EXTENSION citext; CREATE EXTENSION pg_trgm");
      const before = await databaseObjects(pool);
      await up(pool);
      const objects = await databaseObjects(pool);
      await down(pool, { version: 0 });
      expect(await databaseObjects(pool)).toEqual(before);
      await up(pool);
      expect(await databaseObjects(pool)).toEqual(objects);
    } finally {
      await drop();
    }
  });
});

describe("a schema in which the host has something already", () => {
  const database = useDatabase({ from: "empty" });

  it.each([
    ["tables of its own", "CREATE TABLE host.notes (id int PRIMARY KEY)", ["installed"]],
    [
      "a function that makes UUIDs",
      "CREATE FUNCTION host.uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'",
      ["applied", "marker-only"],
    ],
    [
      "an index with a name that a version gives",
      "CREATE TABLE host.notes (id int); CREATE INDEX phoenix_kit_future_index ON host.notes (id)",
      ["installed"],
    ],
    [
      "a type of Oban's",
      "CREATE TYPE host.oban_job_state AS ENUM ('available', 'suspended', 'scheduled', 'executing', 'retryable', 'completed', 'discarded', 'cancelled')",
      ["applied", "marker-only"],
    ],
  ])("%s: the install is taken only if no name is in its way", async (_, sql, outcomes) => {
    const { pool } = database();
    await pool.query(`CREATE SCHEMA host; ${sql}`);
    try {
      const { steps } = await up(pool, { prefix: "host" });
      expect([...new Set(steps.map(({ outcome }) => outcome))]).toEqual(outcomes);
      expect(await migratedVersion(pool, { prefix: "host" })).toBe(newest);
      expect(await verify(pool, { prefix: "host" })).toMatchObject({ ok: true });
    } finally {
      await pool.query("DROP SCHEMA host CASCADE");
    }
  });
});

describe("two requests that create one tenant at the same time", () => {
  const database = useDatabase({ from: "empty" });

  it("both find it complete, and one of them made it", async () => {
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => up(database().pool, { prefix: "tenant" })),
    );
    expect(runs.map(({ to }) => to)).toEqual([newest, newest, newest, newest]);
    expect(runs.flatMap(({ steps }) => steps)).toMatchObject([{ outcome: "installed" }]);
  });
});

describe("a plan for a new schema", () => {
  const database = useDatabase({ from: "empty" });

  it("is the script that up runs", async () => {
    const { pool } = database();
    const { steps } = await plan(pool, "up", { prefix: "planned" });
    expect(steps).toHaveLength(1);
    await pool.query(steps[0]?.sql ?? "");
    expect(await migratedVersion(pool, { prefix: "planned" })).toBe(newest);
    expect(await verify(pool, { prefix: "planned" })).toMatchObject({ ok: true, differences: [] });
    expect((await plan(pool, "up", { prefix: "stepwise", version: newest })).steps.length).toBeGreaterThan(1);
  });

  it("runs once: a second time the script refuses", async () => {
    const { pool } = database();
    const { steps } = await plan(pool, "up");
    await pool.query(steps[0]?.sql ?? "");
    await expect(pool.query(steps[0]?.sql ?? "")).rejects.toThrow(/needs an empty schema/);
  });
});
