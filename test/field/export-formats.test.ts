import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escapeIdentifier } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportMigrations } from "../../src/migrate/export.ts";
import { locateJournal } from "../../src/migrate/journal.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { newestWithFiles } from "../support/catalogs-by-version.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const newest = getNewestVersion();
const { migrations } = readVersions();
let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "phoenix-kit-formats-"));
});

afterAll(() => rm(parent, { recursive: true }));

const isMigration = (name: string) => /^\d{14}_v\d+_/.test(name);

/** Migrates as drizzle-orm 1.0 does: each folder whose name the journal does not have, in one transaction. */
async function migrateLikeDrizzle1(folder: string, prefix: string): Promise<void> {
  const { schema, table } = locateJournal(prefix);
  const journal = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  const client = await database().pool.connect();
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(schema)};
      CREATE TABLE IF NOT EXISTS ${journal} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
      ALTER TABLE ${journal} ADD COLUMN IF NOT EXISTS name text,
        ADD COLUMN IF NOT EXISTS applied_at timestamptz DEFAULT now()`);
    const { rows } = await client.query(`SELECT name FROM ${journal}`);
    const applied = new Set(rows.map(({ name }) => name));
    const names = (await readdir(folder)).filter(isMigration).sort();
    await client.query("BEGIN");
    for (const name of names.filter((one) => !applied.has(one))) {
      const text = await readFile(join(folder, name, "migration.sql"), "utf8");
      for (const sql of text.split("--> statement-breakpoint")) await client.query(sql);
      const [, year, month, day, hour, minute, second] =
        /^(....)(..)(..)(..)(..)(..)/.exec(name)?.map(Number) ?? [];
      const millis = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
      await client.query(`INSERT INTO ${journal} (hash, created_at, name) VALUES ('h', $1, $2)`, [
        millis,
        name,
      ]);
    }
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}

describe.each(["public", 'Käse "tenant" 1'])("a folder for drizzle-kit 1.0 and the prefix %j", (prefix) => {
  it("leads to the newest version, and up and down continue from it and it from them", async () => {
    const folder = join(parent, `folders-${prefix.length}`);
    await exportMigrations({ folder, prefix, format: "folders" });
    const names = await readdir(folder);
    expect(names.filter(isMigration)).toHaveLength(migrations.length);
    expect(names).not.toContain("meta");
    await migrateLikeDrizzle1(folder, prefix);
    expect(await status(database().pool, { prefix })).toMatchObject({ version: newestWithFiles() });
    const { to, steps } = await up(database().pool, { prefix });
    expect(to).toBe(newest);
    expect(steps.filter(({ outcome }) => outcome === "applied")).toEqual([]);
    await down(database().pool, { prefix, version: 26 });
    await up(database().pool, { prefix, version: 40 });
    await migrateLikeDrizzle1(folder, prefix);
    expect(await status(database().pool, { prefix })).toMatchObject({ version: newestWithFiles() });
    await down(database().pool, { prefix, version: 0 });
  });
});

describe("an export over an earlier one of the other format", () => {
  it.each([
    ["journal", "folders"],
    ["folders", "journal"],
  ] as const)("from %s to %s leaves what a new folder has", async (from, to) => {
    const [again, fresh] = [join(parent, `${from}-${to}`), join(parent, `fresh-${to}`)];
    await exportMigrations({ folder: again, format: from });
    await exportMigrations({ folder: again, format: to });
    await exportMigrations({ folder: fresh, format: to });
    const files = async (folder: string) =>
      (await readdir(folder, { recursive: true })).filter((name) => name !== "meta").sort();
    expect(await files(again)).toEqual(await files(fresh));
  });

  it("refuses a format that does not exist", async () => {
    const options = { folder: join(parent, "none"), format: "zip" as never };
    await expect(exportMigrations(options)).rejects.toMatchObject({ code: "invalid_option" });
  });
});
