import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escapeIdentifier, type Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { locateJournal } from "../../src/migrate/journal.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { newestWithFiles } from "../support/catalogs-by-version.ts";
import { useDatabase } from "../support/database.ts";
import { drizzleKit } from "../support/processes.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const database = useDatabase({ from: "empty" });
const reference = useDatabase();
const newest = getNewestVersion();
let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "phoenix-kit-export-"));
});

afterAll(() => rm(parent, { recursive: true }));

const exportTo = (folder: string, ...args: string[]) =>
  phoenixKit(["export", "--out", folder, ...args], { cwd: parent });

/** What an export and drizzle-kit do for a prefix, in a database where others are at work too. */
function kitFor(prefix: string, folder: string) {
  const { schema, table } = locateJournal(prefix);
  const pool = (): Pool => database().pool;
  const config = join(folder, "drizzle.config.ts");
  return {
    migrate: () => drizzleKit(["migrate", "--config", config], { url: database().url, folder: parent }),
    async journal(): Promise<number[]> {
      const { rows } = await pool().query(
        `SELECT created_at FROM ${escapeIdentifier(schema)}.${table} ORDER BY created_at`,
      );
      return rows.map(({ created_at }) => Number(created_at));
    },
    /** Of all but journals. */
    async catalog(): Promise<Catalog> {
      const found = await catalogOf(pool(), prefix);
      const others = <T>(objects: Record<string, T>) =>
        Object.fromEntries(Object.entries(objects).filter(([name]) => !name.startsWith("__phoenix_kit_")));
      return { ...found, tables: others(found.tables), sequences: others(found.sequences) };
    },
    async expectAt(version: number): Promise<void> {
      expect(await status(pool(), { prefix })).toMatchObject({ version });
      const known = readVersions().migrations.filter((one) => one.version <= version);
      expect((await this.journal()).at(-1)).toBe(known.at(-1)?.when);
    },
    /** The newest version that has a file, or, where `up` has taken the marker on, the newest of all. */
    async expectNewest(version = newestWithFiles()): Promise<void> {
      await this.expectAt(version);
      const expected = await catalogOf(reference().pool, "public");
      if (expected.tables.phoenix_kit) expected.tables.phoenix_kit.comment = String(version);
      expectSame(await this.catalog(), expected);
    },
    async expectMigrated(): Promise<void> {
      const { exitCode, output } = await this.migrate();
      expect(exitCode, output).toBe(0);
      await this.expectNewest();
    },
  };
}

const schemas = async () =>
  (await database().pool.query("SELECT nspname FROM pg_namespace ORDER BY 1")).rows.map((row) => row.nspname);

let folders = 0;

async function exported(prefix: string): Promise<{ folder: string; kit: ReturnType<typeof kitFor> }> {
  folders += 1;
  const folder = join(parent, `folder-${folders}`);
  const { exitCode, stderr } = await exportTo(folder, "--prefix", prefix);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return { folder, kit: kitFor(prefix, folder) };
}

describe.each(["public", 'Käse "tenant" 1'])("an exported folder for %j", (prefix) => {
  let folder: string;
  let kit: ReturnType<typeof kitFor>;

  beforeAll(async () => {
    ({ folder, kit } = await exported(prefix));
  });

  it("is run by drizzle-kit migrate, and leaves up nothing but the marker", async () => {
    const before = await schemas();
    await kit.expectMigrated();
    const { steps } = await up(database().pool, { prefix });
    expect(steps.filter(({ outcome }) => outcome !== "marker-only")).toEqual([]);
    const own = prefix === "public" ? ["drizzle"] : [prefix];
    expect(await schemas()).toEqual([...new Set([...before, ...own])].sort());
  });

  it("continues from any version that up and down have reached, and they continue from it", async () => {
    const { pool } = database();
    await down(pool, { prefix, version: 30 });
    await kit.expectAt(30);
    await up(pool, { prefix, version: 40 });
    await kit.expectAt(40);
    await kit.expectMigrated();
    await down(pool, { prefix, version: 12 });
    await kit.expectMigrated();
  });

  it("is gone with its journal and schema after down to 0", async () => {
    await down(database().pool, { prefix, version: 0 });
    expect(await schemas()).not.toContain(prefix === "public" ? "drizzle" : prefix);
    const { rows } = await database().pool.query(
      "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = $1",
      [prefix],
    );
    expect(rows).toEqual([]);
  });

  it("passes over what up did while there was no journal", async () => {
    const { pool } = database();
    await up(pool, { prefix, version: 26 });
    await pool.query("DROP SCHEMA IF EXISTS drizzle CASCADE");
    await kit.expectMigrated();
    await down(pool, { prefix, version: 0 });
    expect(await schemas()).not.toContain(prefix === "public" ? "drizzle" : prefix);
  });

  it("is content to drizzle-kit check", async () => {
    const config = join(folder, "drizzle.config.ts");
    const { exitCode, output } = await drizzleKit(["check", "--config", config], { folder: parent });
    expect([exitCode, output]).toEqual([0, expect.stringContaining("Everything's fine")]);
  });
});

describe("drizzle-kit migrate on an exported folder", () => {
  it.each(["select", `o'b \\ $$ %s\n--${"x".repeat(48)}`])(
    "accepts any name as a prefix: %j",
    async (prefix) => {
      const { kit } = await exported(prefix);
      await kit.expectMigrated();
      await down(database().pool, { prefix, version: 0 });
      expect(await schemas()).not.toContain(prefix);
    },
  );

  it("works in an app of ES modules that does not import the config", async () => {
    const { folder, kit } = await exported("esm");
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await kit.expectMigrated();
    await down(database().pool, { prefix: "esm", version: 0 });
  });

  it("keeps the journals of prefixes apart, even in the schema that holds the journal of public", async () => {
    const { pool } = database();
    const { kit: drizzle } = await exported("drizzle");
    const { kit: tenant } = await exported("tenant");
    await up(pool, { version: 5 });
    await drizzle.expectMigrated();
    await tenant.expectMigrated();
    await down(pool, { prefix: "tenant", version: 3 });
    await down(pool, { version: 4 });
    await drizzle.expectNewest();
    await tenant.expectAt(3);
    await down(pool, { prefix: "drizzle", version: 0 });
    expect((await up(pool, { version: 5 })).from).toBe(4);
    await down(pool, { version: 0 });
    expect(await schemas()).not.toContain("drizzle");
    await pool.query("DROP SCHEMA tenant CASCADE");
    await tenant.expectMigrated();
    await down(pool, { prefix: "tenant", version: 0 });
  });

  it("may race with itself and with up", async () => {
    const { pool } = database();
    const { kit } = await exported("race");
    await kit.expectMigrated();
    await down(pool, { prefix: "race", version: 3 });
    const [first, second] = await Promise.all([kit.migrate(), kit.migrate(), up(pool, { prefix: "race" })]);
    expect([first?.exitCode, second?.exitCode]).toEqual([0, 0]);
    await kit.expectNewest(newest);
    await down(pool, { prefix: "race", version: 5 });
    await kit.expectMigrated();
    await down(pool, { prefix: "race", version: 0 });
  });

  it("keeps a host's schema, and fails without changes if tables are in the way", async () => {
    const { pool } = database();
    const { kit } = await exported("host");
    await pool.query("CREATE SCHEMA host CREATE TABLE phoenix_kit_settings ()");
    const before = await kit.catalog();
    expect((await kit.migrate()).exitCode).not.toBe(0);
    expect(await kit.catalog()).toEqual(before);
    await pool.query("DROP TABLE host.phoenix_kit_settings; CREATE TABLE host.theirs ()");
    expect((await kit.migrate()).exitCode).toBe(0);
    await down(pool, { prefix: "host", version: 0 });
    expect(Object.keys((await kit.catalog()).tables)).toEqual(["theirs"]);
    await pool.query("DROP SCHEMA host CASCADE");
  });

  it("leaves a schema for up that it could not fill itself, and down to 0 still removes it", async () => {
    const { pool } = database();
    const { kit } = await exported("half");
    await pool.query("CREATE SCHEMA half CREATE TABLE phoenix_kit ()");
    expect((await kit.migrate()).exitCode).not.toBe(0);
    await pool.query("DROP TABLE half.phoenix_kit");
    await up(pool, { prefix: "half" });
    await kit.expectNewest(newest);
    await down(pool, { prefix: "half", version: 0 });
    expect(await schemas()).not.toContain("half");
  });
});

describe("phoenix-kit export", () => {
  it("prints what it wrote and how to run it, and the folder as JSON with --json", async () => {
    const { stdout } = await exportTo("said", "--prefix", "said");
    expect(stdout).toContain(
      `V${newest} for schema "said". Run the migrations with\n  DATABASE_URL=… npx drizzle-kit migrate --config "said/`,
    );
    const { stdout: json } = await exportTo("said", "--prefix", "said", "--json");
    expect(JSON.parse(json)).toEqual({ prefix: "said", folder: join(parent, "said"), version: newest });
  });

  it("writes the same bytes each time, and removes the additional files of an earlier export", async () => {
    await exportTo("again");
    const contents = async () => {
      const names = (await readdir(join(parent, "again"), { recursive: true })).sort();
      const texts = names.map((name) =>
        readFile(join(parent, "again", name), "utf8").catch(() => "a folder"),
      );
      return Object.fromEntries((await Promise.all(texts)).map((text, index) => [names[index], text]));
    };
    const before = await contents();
    await writeFile(join(parent, "again/0005_v06_an_old_title.sql"), "SELECT 1");
    await writeFile(join(parent, "again/0000_v01_initial_setup.sql"), "cut off in the midd");
    expect((await exportTo("again")).exitCode).toBe(0);
    expect(await contents()).toEqual(before);
  });

  it("refuses a folder that holds something else, and leaves it as it is", async () => {
    await mkdir(join(parent, "full"));
    await writeFile(join(parent, "full/notes.txt"), "mine");
    const { exitCode, stderr } = await exportTo("full");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("is not empty.\n→ Give a folder that is new, empty, or an earlier export");
    expect(await readdir(join(parent, "full"))).toEqual(["notes.txt"]);
  });

  it("refuses the export of another prefix, and keeps a reader's own files in its own", async () => {
    await exportTo("mine", "--prefix", "mine");
    await writeFile(join(parent, "mine/notes.txt"), "mine");
    const { exitCode, stderr } = await exportTo("mine", "--prefix", "yours");
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is the export of the prefix "mine"');
    expect((await exportTo("mine", "--prefix", "mine")).exitCode).toBe(0);
    expect(await readFile(join(parent, "mine/notes.txt"), "utf8")).toBe("mine");
  });

  it.each([
    { what: "no folder", args: [], exitCode: 2, says: "--out" },
    { what: "an empty prefix", args: ["--out", "x", "--prefix", ""], exitCode: 2, says: "is empty" },
    {
      what: "a prefix that drizzle-kit would cut through",
      args: ["--out", "x", "--prefix", "a--> statement-breakpoint"],
      exitCode: 2,
      says: "phoenix-kit up, which has no such limit",
    },
    { what: "a file", args: ["--out", "file"], exitCode: 1, says: "Give a folder" },
  ])("refuses $what", async ({ args, exitCode, says }) => {
    await writeFile(join(parent, "file"), "");
    const result = await phoenixKit(["export", ...args], { cwd: parent });
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toContain(says);
    expect(await readdir(parent)).not.toContain("x");
  });
});
