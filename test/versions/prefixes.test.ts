import { Client, escapeIdentifier } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { down, up } from "../../src/index.ts";
import { catalogOf, contentsOf, databaseObjects, expectSame } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";
import { fillRows } from "../support/rows.ts";

const last = 27;
const database = useDatabase({ from: "empty" });
let expected: Catalog;

beforeAll(async () => {
  const { pool } = database();
  await up(pool, { version: last });
  await fillRows(pool, "public", last);
  expected = await catalogOf(pool, "public");
});

const awkward = [
  'Käse "tenant" 1',
  "t".repeat(63),
  "select",
  "a.b",
  "o'brien",
  'a"b',
  "$$",
  "$phoenix_kit$ $do$ $function$",
  "back\\slash%s %I\\",
  '"public".',
  " a;--/* ",
];

describe.each(awkward)("prefix %j", (prefix) => {
  test("gets the catalog of public, accepts rows, and is gone after down to 0", async () => {
    const { pool } = database();
    const before = await databaseObjects(pool);
    await up(pool, { prefix, version: last });
    expectSame(await catalogOf(pool, prefix), expected);
    await fillRows(pool, prefix, last);
    const roles = `${escapeIdentifier(prefix)}.phoenix_kit_user_roles`;
    await expect(pool.query(`DELETE FROM ${roles}`)).rejects.toThrow('system role "Owner" cannot be deleted');
    await down(pool, { prefix, version: 0 });
    expect(await databaseObjects(pool)).toEqual(before);
  });
});

describe("two prefixes in one database", () => {
  const schemas = async (...names: string[]) => {
    return Promise.all(names.map((name) => contentsOf(database().pool, name)));
  };

  test("down to 13 and to 0 in one keeps the other's catalog and rows", async () => {
    const { pool } = database();
    await up(pool, { prefix: "left", version: last });
    await fillRows(pool, "left", last);
    const before = await schemas("public", "drizzle");
    await down(pool, { prefix: "left", version: 13 });
    expect(await schemas("public", "drizzle")).toEqual(before);
    await down(pool, { prefix: "left", version: 0 });
    expect(await schemas("public", "drizzle")).toEqual(before);
  });

  test("down to 13 and to 0 in public keeps a prefix", async () => {
    const { pool } = database();
    await up(pool, { prefix: "right", version: last });
    await fillRows(pool, "right", last);
    const before = await schemas("right");
    await down(pool, { version: 13 });
    expect(await schemas("right")).toEqual(before);
    await down(pool, { version: 0 });
    expect(await schemas("right")).toEqual(before);
    await up(pool, { version: last });
    expect(await schemas("right")).toEqual(before);
  });

  test("the second has its own checks, not the first one's names", async () => {
    const { pool } = database();
    await up(pool, { prefix: "second", version: last });
    const token = `INSERT INTO second.phoenix_kit_users_tokens (token, context, inserted_at)
                   VALUES ('x', 'session', now())`;
    await expect(pool.query(token)).rejects.toThrow("user_id_required_for_non_registration_tokens");
  });

  test("a search path with objects of the same names changes nothing", async () => {
    const { pool, url } = database();
    await up(pool, { prefix: "decoy", version: last });
    await fillRows(pool, "decoy", last);
    await pool.query(`
      CREATE FUNCTION decoy.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT timestamptz ''2000-01-01''';
      CREATE FUNCTION decoy.lower(text) RETURNS text LANGUAGE sql AS 'SELECT ''decoy''';
      CREATE DOMAIN decoy.jsonb AS text; CREATE DOMAIN decoy.citext AS text;`);
    const before = await contentsOf(pool, "decoy");
    const client = new Client({ connectionString: url, options: "-c search_path=decoy,pg_catalog" });
    await client.connect();
    try {
      await up(client, { prefix: "straight", version: last });
      expectSame(await catalogOf(pool, "straight"), expected);
      await down(client, { prefix: "straight", version: 0 });
      expect((await client.query("SHOW search_path")).rows).toEqual([{ search_path: "decoy,pg_catalog" }]);
    } finally {
      await client.end();
    }
    expect(await contentsOf(pool, "decoy")).toEqual(before);
  });

  test("a role that owns its schema and may create nothing else migrates up and down", async () => {
    const { pool } = database();
    const role = await createRole(database(), { createOnDatabase: false });
    try {
      await pool.query(`CREATE SCHEMA owned AUTHORIZATION ${escapeIdentifier(role.name)}`);
      const before = await databaseObjects(pool);
      await up(role.url, { prefix: "owned", version: last });
      expectSame(await catalogOf(pool, "owned"), expected);
      await down(role.url, { prefix: "owned", version: 0 });
      expect(await databaseObjects(pool)).toEqual(before);
    } finally {
      await role.drop();
    }
  });

  test("a prefix that is not given is public", async () => {
    const { prefix, from } = await up(database().pool, { prefix: undefined, version: last });
    expect({ prefix, from }).toEqual({ prefix: "public", from: last });
  });
});
