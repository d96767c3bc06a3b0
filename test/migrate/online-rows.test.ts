import type { Pool } from "pg";
import { afterAll, describe, expect, it, vi } from "vitest";
import { down, status, undoPreparations, up } from "../../src/index.ts";
import type { Progress } from "../../src/migrate/types.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { readPreparations } from "../../src/migrations/preparations.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { createDatabase, type TestDatabase, useCopies, useDatabaseAt } from "../support/database.ts";
import { fillPreparable, readPreparable } from "../support/preparable-rows.ts";
import { drizzleKit } from "../support/processes.ts";

const copy = useCopies(({ pool }) => fillPreparable(pool), { version: 136 });
const atV136 = useDatabaseAt(136);
const prepared = readVersions().migrations.filter((migration) => {
  const { helpers, batches } = readPreparations(migration);
  return helpers.length > 0 || batches.length > 0;
});
/** Their rows do not grow with what an application does. */
const smallTables =
  /_migrations$|^phoenix_kit$|_(settings|user_roles|role_permissions|buckets|send_profiles)$/;
const databases: TestDatabase[] = [];

afterAll(async () => {
  for (const database of databases) await database.drop();
});

async function makeCopy(): Promise<TestDatabase> {
  const database = await copy();
  databases.push(database);
  return database;
}

/** Goes up to a version, but stops where its step begins. */
async function prepare(url: string, version: number): Promise<void> {
  const stop = new Error("the step begins");
  const onProgress = (progress: Progress) => {
    if (progress.type === "started" && progress.version === version) throw stop;
  };
  await expect(up(url, { online: true, version, onProgress })).rejects.toBe(stop);
}

/** How many rows of each table were read by scans of all of it, in sessions that have ended. */
async function countScannedRows(pool: Pool): Promise<Map<string, number>> {
  await vi.waitFor(async () => {
    const { rows } = await pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'phoenix-kit'",
    );
    expect(rows).toEqual([]);
  });
  const { rows } = await pool.query("SELECT relname, seq_tup_read::int FROM pg_stat_user_tables");
  return new Map(rows.map(({ relname, seq_tup_read }) => [relname, seq_tup_read]));
}

describe("up with online", () => {
  it("leaves the catalog and the rows of the plain way, at the newest version", async () => {
    const [plain, online] = [await makeCopy(), await makeCopy()];
    await up(plain.url);
    const told: Progress[] = [];
    await up(online.url, { online: true, onProgress: (progress) => told.push(progress) });
    expectSame(await catalogOf(online.pool, "public"), await catalogOf(plain.pool, "public"));
    expect(await readPreparable(online.pool)).toEqual(await readPreparable(plain.pool));
    const changed = told.filter((one) => one.type === "prepared" && one.changedRows > 0);
    expect(new Set(changed.map((one) => "version" in one && one.version))).toEqual(
      new Set(prepared.map(({ version }) => version)),
    );
  });

  it("prepares so much that only two steps after V136 read a large table, and all helpers are gone", async () => {
    const { url, pool } = await makeCopy();
    const read: Record<number, string[]> = {};
    for (const { version } of readVersions().migrations.filter((migration) => migration.version > 136)) {
      await prepare(url, version);
      const helpers = (await status(pool)).prepared.filter(({ name }) => name.endsWith("_helper_index"));
      expect(helpers.length > 0).toBe(prepared.some((migration) => migration.version === version));
      const before = await countScannedRows(pool);
      await up(url, { version });
      const after = await countScannedRows(pool);
      const large = [...before.keys()].filter((table) => !smallTables.test(table));
      const scanned = large.filter((table) => after.get(table) !== before.get(table));
      if (scanned.length > 0) read[version] = scanned;
      expect((await status(pool)).prepared).toEqual([]);
    }
    expect(read).toEqual({ 157: ["phoenix_kit_annotations"], 161: ["phoenix_kit_users"] });
  });

  it("comes to an end although the application goes on adding rows", async () => {
    const { url, pool } = await makeCopy();
    let isDone = false;
    const work = async () => {
      while (!isDone) {
        await pool.query(
          `WITH log AS (
             INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", headers, inserted_at, updated_at)
             VALUES (gen_random_uuid()::text, 'b@x', 'a@x', jsonb_build_object('MessageId', gen_random_uuid()), now(), now())
             RETURNING uuid
           )
           INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
           SELECT uuid, 'send', now(), now(), now() FROM log`,
        );
      }
    };
    const works = [work(), work()];
    const told: number[] = [];
    await up(url, {
      online: true,
      version: 137,
      onProgress: (progress) => {
        if (progress.type === "prepared" && progress.rows > 0) told.push(progress.rows);
      },
    });
    isDone = true;
    await Promise.all(works);
    expect(told[0]).toBeLessThan(5000);
  });

  it("goes on after the last batch of a run that was stopped", async () => {
    const { url, pool } = await makeCopy();
    const stop = new Error("stopped");
    const looked = { first: 0, second: 0 };
    const stopped = up(url, {
      online: true,
      version: 137,
      onProgress: (progress) => {
        if (progress.type !== "preparing" || progress.what !== "phoenix_kit_email_events") return;
        looked.first = progress.rows;
        if (progress.rows > 0) throw stop;
      },
    });
    await expect(stopped).rejects.toBe(stop);
    await up(url, {
      online: true,
      version: 137,
      onProgress: (progress) => {
        if (progress.type === "prepared" && progress.what === "phoenix_kit_email_events")
          looked.second = progress.rows;
      },
    });
    expect(looked).toEqual({ first: 2400, second: 0 });
    const { rows } = await pool.query("SELECT count(*)::int FROM phoenix_kit_email_events");
    expect(rows).toEqual([{ count: 300 * 5 }]);
  });
});

describe("a prepared schema", () => {
  it("is taken up by drizzle-kit migrate", async () => {
    const [plain, database] = [await makeCopy(), await makeCopy()];
    await prepare(database.url, 174);
    const { exitCode, output } = await drizzleKit(["migrate"], { url: database.url });
    expect(exitCode, output).toBe(0);
    await up(database.url);
    await up(plain.url);
    expectSame(await catalogOf(database.pool, "public"), await catalogOf(plain.pool, "public"));
    expect(await readPreparable(database.pool)).toEqual(await readPreparable(plain.pool));
  });

  it("goes down without anything that was prepared", async () => {
    const { url, pool } = await makeCopy();
    await prepare(url, 137);
    await down(url, { version: 134 });
    expect((await undoPreparations(pool)).dropped).toEqual([]);
    await up(url, { version: 136 });
    expectSame(await catalogOf(pool, "public"), await catalogOf(atV136().pool, "public"));
  });

  it("needs no right to temporary tables", async () => {
    const { url, pool, name } = await createDatabase({ version: 136 }).then((database) => {
      databases.push(database);
      return database;
    });
    const role = `builder_${name.slice(-8)}`;
    await pool.query(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
    await pool.query(`CREATE ROLE ${role} LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO ${role};
      GRANT USAGE, CREATE ON SCHEMA drizzle TO ${role}`);
    await pool.query(`DO $$ DECLARE t regclass; BEGIN
      FOR t IN SELECT oid FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'drizzle'::regnamespace)
        AND relkind = 'r' LOOP EXECUTE format('ALTER TABLE %s OWNER TO ${role}', t); END LOOP; END $$`);
    await pool.query(`DO $$ DECLARE f regprocedure; BEGIN
      FOR f IN SELECT p.oid FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO ${role}', f); END LOOP; END $$`);
    const target = new URL(url);
    target.username = role;
    await prepare(target.href, 137);
    await up(target.href, { version: 137 });
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
});
