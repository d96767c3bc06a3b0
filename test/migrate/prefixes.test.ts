import { beforeAll, describe, expect, it } from "vitest";
import { type Catalog, emptyCatalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs } from "../../src/catalog/compare.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { versionsWithFiles } from "../support/catalogs-by-version.ts";
import { useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";

const prefixes = [
  'Käse "tenant" 1',
  "o'brien's",
  "My App",
  "my-app",
  "select",
  "Public",
  'public"."phoenix_kit',
  '"public"',
  "a.b",
  "$phoenix_kit$ $do$ $$ $text$",
  "back\\slash\\",
  "100%s %I %% $1 $&",
  "-- line\n/* two",
  "'; DROP TABLE x; --",
  "x".repeat(63),
  "é😀".repeat(10),
  " ",
];

const database = useDatabase();
let expected: Catalog;

/** All that is in other schemas, whoever touched it last included. */
async function elsewhere(prefix: string): Promise<unknown[]> {
  const kinds = {
    class: "rel",
    proc: "pro",
    type: "typ",
    constraint: "con",
    operator: "opr",
    collation: "coll",
  };
  const queries = Object.entries(kinds).map(
    ([kind, short]) => `SELECT '${kind}', o.oid, o.xmin, ${short}name FROM pg_${kind} o
      JOIN pg_namespace n ON n.oid = ${short}namespace WHERE n.nspname NOT IN ($1, 'pg_toast')`,
  );
  const schemas = "SELECT 'namespace', oid, xmin, nspname FROM pg_namespace WHERE nspname <> $1";
  const extensions = "SELECT 'extension', oid, xmin, extname FROM pg_extension WHERE $1 <> ''";
  const { rows } = await database().pool.query({
    text: `${[...queries, schemas, extensions].join(" UNION ALL ")} ORDER BY 1, 2`,
    values: [prefix],
    rowMode: "array",
  });
  return rows;
}

/** Of PhoenixKit's objects in `public`, which are never to be touched from another prefix. */
beforeAll(async () => {
  await up(database().url);
  expected = (await stateOf(database().url)).catalog;
});

describe.each(prefixes.map((prefix) => ({ prefix })))("a prefix like $prefix", ({ prefix }) => {
  it("migrates to the newest version and down to 0, and touches nothing outside", async () => {
    const { pool, url } = database();
    const before = await elsewhere(prefix);
    expect(await up(pool, { prefix })).toMatchObject({ prefix, from: 0, to: getNewestVersion() });
    const { version, history, catalog } = await stateOf(url, prefix);
    expect(version).toBe(getNewestVersion());
    expect(history).toEqual([...new Set([...versionsWithFiles(), version])]);
    expect(compareCatalogs(catalog, expected)).toEqual([]);
    expect(await elsewhere(prefix)).toEqual(before);
    expect(await down(pool, { prefix, version: 0 })).toMatchObject({
      prefix,
      from: getNewestVersion(),
      to: 0,
    });
    expect((await stateOf(url, prefix)).catalog).toEqual(emptyCatalog());
    expect(await elsewhere(prefix)).toEqual(before);
    const { rows } = await pool.query("SELECT nspname FROM pg_namespace WHERE nspname = $1", [prefix]);
    expect(rows).toEqual([]);
  });
});

describe("a schema that was there before", () => {
  it("is filled without being created, and stays after down to 0", async () => {
    const { pool } = database();
    await pool.query("CREATE SCHEMA theirs CREATE TABLE theirs.users (id integer)");
    await up(pool, { prefix: "theirs", createSchema: false });
    await down(pool, { prefix: "theirs", version: 0 });
    const { tables } = (await stateOf(database().url, "theirs")).catalog;
    expect(Object.keys(tables)).toEqual(["users"]);
  });

  it("is required if it may not be created, and nothing is changed", async () => {
    const { pool } = database();
    const run = up(pool, { prefix: "nowhere", createSchema: false });
    await expect(run).rejects.toMatchObject({
      code: "schema_missing",
      remedy: expect.stringContaining('CREATE SCHEMA "nowhere"'),
    });
    const { rows } = await pool.query("SELECT FROM pg_namespace WHERE nspname = 'nowhere'");
    expect(rows).toEqual([]);
  });

  it("that up created also stays, with what the host has put into it", async () => {
    const { pool } = database();
    await up(pool, { prefix: "shared" });
    await pool.query("CREATE TYPE shared.mood AS ENUM ('good')");
    await down(pool, { prefix: "shared", version: 0 });
    expect(Object.keys((await stateOf(database().url, "shared")).catalog.enums)).toEqual(["mood"]);
  });
});
