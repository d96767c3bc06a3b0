import { cp, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "../../src/migrate/plan.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { findDamage, newestWithFiles, useCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { useDatabase } from "../support/database.ts";
import { drizzleKit, stateOf } from "../support/processes.ts";
import { root } from "../support/root.ts";

const database = useDatabase({ from: "empty" });
const catalogs = useCatalogsByVersion();

async function migrate(): Promise<void> {
  const { exitCode, output } = await drizzleKit(["migrate"], { url: database().url });
  expect(exitCode, output).toBe(0);
}

async function expectAt(version: number): Promise<void> {
  const state = await stateOf(database().url);
  expect([state.version, ...findDamage(state, catalogs())]).toEqual([version]);
}

describe("drizzle-kit migrate, with the configuration of this repository", () => {
  it("brings an empty database to the newest version that has a file, just as up does", async () => {
    await migrate();
    await expectAt(newestWithFiles());
  });

  it("leaves nothing but the marker to up, and nothing to itself", async () => {
    const { steps } = await up(database().pool);
    expect(steps.filter(({ outcome }) => outcome !== "marker-only")).toEqual([]);
    await migrate();
    await expectAt(getNewestVersion());
  });

  it("may be mixed with up and down in any order", async () => {
    const { pool } = database();
    await down(pool, { version: 0 });
    await expectAt(0);
    await up(pool, { version: 5 });
    await expectAt(5);
    await migrate();
    await expectAt(newestWithFiles());
    await down(pool, { version: 3 });
    await expectAt(3);
    await migrate();
    await expectAt(newestWithFiles());
    await down(pool, { version: 0 });
    await expectAt(0);
    await migrate();
    await expectAt(newestWithFiles());
    await up(pool);
    await expectAt(getNewestVersion());
  });

  it("finds its journal as it would have written it itself", async () => {
    const journal =
      "SELECT hash, created_at::float8 AS when FROM drizzle.__phoenix_kit_migrations ORDER BY created_at";
    const expected = readVersions().migrations.map(({ hash, when }) => ({ hash, when }));
    expect((await database().pool.query(journal)).rows).toEqual(expected);
    await down(database().pool, { version: 0 });
    await up(database().pool);
    expect((await database().pool.query(journal)).rows).toEqual(expected);
    const own = (await stateOf(database().url, "drizzle")).catalog;
    await down(database().pool, { version: 0 });
    await migrate();
    expect((await stateOf(database().url, "drizzle")).catalog).toEqual(own);
  });

  it("loses its schema when no managed table remains", async () => {
    await down(database().pool, { version: 0 });
    const { rows } = await database().pool.query("SELECT FROM pg_namespace WHERE nspname = 'drizzle'");
    expect(rows).toEqual([]);
  });

  it("keeps the journals that other packages have in that schema", async () => {
    const { pool } = database();
    await pool.query(
      "CREATE SCHEMA drizzle CREATE TABLE __drizzle_migrations (id serial, created_at bigint)",
    );
    await pool.query("INSERT INTO drizzle.__drizzle_migrations (created_at) VALUES (9000000000000)");
    await up(pool, { version: 3 });
    await migrate();
    await expectAt(newestWithFiles());
    await down(pool, { version: 0 });
    const { rows } = await pool.query("SELECT created_at FROM drizzle.__drizzle_migrations");
    expect(rows).toEqual([{ created_at: "9000000000000" }]);
  });

  it("knows nothing of other prefixes, nor do they of its journal", async () => {
    const { pool, url } = database();
    await up(pool, { prefix: "tenant", version: 2 });
    expect((await stateOf(url)).journal).toEqual([]);
    await migrate();
    await down(pool, { prefix: "tenant", version: 0 });
    await expectAt(newestWithFiles());
  });

  it("stops without changes if the version is not the one in its journal", async () => {
    const { pool, url } = database();
    await down(pool, { version: 10 });
    const { sql } = (await plan(pool, "up", { version: 11 })).steps[0] ?? { sql: "" };
    await pool.query(sql.replaceAll(/^(?:INSERT INTO|DELETE FROM) "drizzle"[^;]*;/gm, ""));
    const before = await stateOf(url);
    expect([before.version, before.journal.at(-1)]).toEqual([11, 10]);
    expect((await drizzleKit(["migrate"], { url })).exitCode).not.toBe(0);
    expect(await stateOf(url)).toEqual(before);
    await up(pool, { version: 12 });
    await migrate();
    expect((await stateOf(url)).version).toBe(newestWithFiles());
  });
});

describe("the migrations folder", () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), "phoenix-kit-folder-"));
    for (const part of ["schema", "src", "drizzle", "drizzle.config.ts", "package.json", "tsconfig.json"]) {
      await cp(join(root, part), join(copy, part), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  });

  afterAll(() => rm(copy, { recursive: true }));

  const filesIn = async () => {
    const names = (await readdir(join(copy, "drizzle"), { recursive: true })).sort();
    return Promise.all(
      names
        .filter((name) => /\.\w+$/.test(name))
        .map(async (name) => [name, await readFile(join(copy, "drizzle", name), "utf8")]),
    );
  };

  it("passes drizzle-kit check", async () => {
    const { exitCode, output } = await drizzleKit(["check"], { folder: copy });
    expect([exitCode, output]).toEqual([0, expect.stringContaining("Everything's fine")]);
  });

  it("leaves drizzle-kit generate nothing to do", async () => {
    const before = await filesIn();
    const { exitCode, output } = await drizzleKit(["generate"], { folder: copy });
    expect([exitCode, output]).toEqual([0, expect.stringContaining("No schema changes")]);
    expect(await filesIn()).toEqual(before);
  });
});
