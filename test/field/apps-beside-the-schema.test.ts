import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { build } from "esbuild";
import { execa } from "execa";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { down, migratedVersion, repair, status, up, verify } from "../../src/index.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { ensureBuild } from "../support/build.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";
import { root } from "../support/root.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "phoenix-kit-app-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(fieldMajors)("an application with a prepared statement on PostgreSQL %i", (major) => {
  const database = useDatabase({ major, version: 57 });

  it("gets PostgreSQL's error from its connection when a step changes the type, and the documents say what to do", async () => {
    const pool = openPool(database().url, { max: 1 });
    try {
      const query = drizzle({ client: pool }).select({ at: sql`inserted_at` }).from(sql`phoenix_kit_users`);
      const prepared = query.prepare("users");
      await prepared.execute();
      await up(database().url, { version: 58 });
      await expect(prepared.execute()).rejects.toMatchObject({ cause: { code: "0A000" } });
      expect(await query).toEqual([]);
    } finally {
      await pool.end();
    }
    const pages = ["migrate", "in-an-app", "reliability"].map((page) =>
      readFileSync(join(root, `docs/${page}.md`), "utf8"),
    );
    expect(pages.join("\n")).toMatch(/cached plan/);
  });
});

describe.each(fieldMajors)("a schema that was renamed on PostgreSQL %i", (major) => {
  const database = useDatabase({ major, version: 100, prefixes: ["tenant_1", "same"] });

  it("goes on under its new name, up and down", async () => {
    const { pool } = database();
    await pool.query("ALTER SCHEMA tenant_1 RENAME TO tenant_2");
    expect(await verify(pool, { prefix: "tenant_2" })).toMatchObject({ ok: true });
    await up(pool, { prefix: "tenant_2" });
    await pool.query(
      "INSERT INTO tenant_2.phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('a@example.com', 'x', now(), now())",
    );
    await down(pool, { prefix: "tenant_2", version: 100 });
    expectSame(await catalogOf(pool, "tenant_2"), await catalogOf(pool, "same"));
    expect((await pool.query("SELECT email FROM tenant_2.phoenix_kit_users")).rows).toHaveLength(1);
  });
});

async function tablesOf(pool: Pool, schema: string): Promise<string[]> {
  const { rows } = await pool.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = $1", [
    schema,
  ]);
  return rows.map(({ name }) => name);
}

/** Copies tables with their comments and rows, but neither foreign keys nor functions and types. */
async function copySchema(pool: Pool, from: string, to: string): Promise<void> {
  await pool.query(`CREATE SCHEMA ${to}`);
  for (const table of await tablesOf(pool, from)) {
    const unlogged = table === "oban_peers" ? "UNLOGGED" : "";
    await pool.query(`CREATE ${unlogged} TABLE ${to}.${table} (LIKE ${from}.${table} INCLUDING ALL);
      INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
  }
  await pool.query(`COMMENT ON TABLE ${to}.phoenix_kit IS '137'`);
}

describe.each(fieldMajors)("a schema that was copied table by table on PostgreSQL %i", (major) => {
  const database = useDatabase({ major, version: 137, prefixes: ["tenant_1"] });

  it("goes on by itself, once repair has removed what names the schema that it came from", async () => {
    const { pool } = database();
    const prefix = "copy";
    await pool.query(
      "INSERT INTO tenant_1.phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('a@example.com', 'x', now(), now())",
    );
    await pool.query("INSERT INTO tenant_1.oban_jobs (worker) VALUES ('App.Worker')");
    await copySchema(pool, "tenant_1", prefix);
    expect(await status(pool, { prefix })).toMatchObject({ version: 137 });
    const { ok, differences } = await verify(pool, { prefix });
    expect(ok).toBe(false);
    expect(differences).toContainEqual(
      expect.objectContaining({ table: "oban_jobs", name: "state", actual: "tenant_1.oban_job_state" }),
    );
    expect(await repair(pool, { prefix })).toMatchObject({ remaining: [] });
    const tables = (await tablesOf(pool, "tenant_1")).map((table) => `tenant_1.${table}`);
    await pool.query(`DROP TABLE ${tables}; DROP TYPE tenant_1.oban_job_state; DROP FUNCTION tenant_1.uuid_generate_v7;
      DROP FUNCTION tenant_1.phoenix_kit_protect_system_roles; DROP SCHEMA tenant_1`);
    expect(await verify(pool, { prefix })).toMatchObject({ ok: true });
    expect(await up(pool, { prefix })).toMatchObject({ from: 137, to: getNewestVersion() });
    await pool.query("INSERT INTO copy.oban_jobs (worker) VALUES ('App.Worker')");
    const { rows } = await pool.query("SELECT id, state FROM copy.oban_jobs ORDER BY id");
    expect(rows).toEqual([
      { id: "1", state: "available" },
      { id: "2", state: "available" },
    ]);
    expect((await pool.query("SELECT email FROM copy.phoenix_kit_users")).rows).toHaveLength(1);
  });
});

describe("an application that is bundled into one file", () => {
  const database = useDatabase({ from: "empty" });
  let dist: string;

  beforeAll(async () => {
    dist = await ensureBuild();
  }, 240_000);

  it.each(["esm", "cjs"] as const)("migrates where there is no node_modules, as %s", async (format) => {
    const outfile = join(folder, format === "esm" ? "app.mjs" : "app.cjs");
    await build({
      stdin: {
        contents: `import pg from "pg";
          import { down, up } from ${JSON.stringify(join(dist, "index.js"))};
          const pool = new pg.Pool({ connectionString: process.env.URL });
          up(pool).then(async ({ to }) => {
            console.log("at " + to);
            await down(pool, { version: 0 });
          }).finally(() => pool.end());`,
        resolveDir: root,
      },
      bundle: true,
      platform: "node",
      target: "node20",
      format,
      external: ["pg-native"],
      outfile,
      logLevel: "error",
      ...(format === "esm" && {
        banner: {
          js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
        },
      }),
    });
    const { stdout } = await execa(process.execPath, [outfile], {
      cwd: folder,
      env: { URL: database().url },
    });
    expect(stdout).toBe(`at ${getNewestVersion()}`);
    expect(await migratedVersion(database().pool)).toBe(0);
  });
});

describe("an application whose drizzle-kit pushes to the same schema", () => {
  const database = useDatabase();

  it("leaves the managed tables alone with the config that docs/drizzle-kit.md gives", async () => {
    const { pool, url } = database();
    await pool.query("CREATE TABLE posts (id integer PRIMARY KEY)");
    const before = await catalogOf(pool, "public");
    const page = readFileSync(join(root, "docs/drizzle-kit.md"), "utf8");
    const [filter] = /tablesFilter: \[[^\]]*\]/.exec(page) ?? [];
    const [oban = ""] = /import \{ pgEnum[^`]*/.exec(page) ?? [];
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(
      join(folder, "schema.ts"),
      `import { integer, pgTable, text } from "drizzle-orm/pg-core";
       export const posts = pgTable("posts", { id: integer("id").primaryKey(), title: text("title") });`,
    );
    writeFileSync(join(folder, "oban.ts"), oban);
    writeFileSync(
      join(folder, "drizzle.config.ts"),
      `export default { dialect: "postgresql", schema: ["./schema.ts", "./oban.ts"], dbCredentials: { url: process.env.URL! }, ${filter} };`,
    );
    const kit = join(root, "node_modules/.bin/drizzle-kit");
    const options = { cwd: folder, env: { URL: url }, stdin: "ignore" } as const;
    expect((await execa(kit, ["push", "--force"], options)).stdout).toContain("Changes applied");
    expect((await execa(kit, ["push", "--strict"], options)).stdout).toContain("No changes detected");
    const after = await catalogOf(pool, "public");
    expect(after.tables.posts?.columns.title).toBeDefined();
    const { posts: _, ...managed } = after.tables;
    const { posts: __, ...expected } = before.tables;
    expectSame({ ...after, tables: managed }, { ...before, tables: expected });
  });
});
