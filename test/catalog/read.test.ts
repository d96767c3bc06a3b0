import fc from "fast-check";
import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Catalog, emptyCatalog } from "../../src/catalog/catalog.ts";
import { compareCatalogs } from "../../src/catalog/compare.ts";
import { type KnownCatalogs, type Queryable, readCatalog, readCatalogs } from "../../src/catalog/read.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { catalogAfter, everything } from "./everything.ts";

const awkwardNames = [
  "Upper Case",
  'quo"te',
  "apo'strophe's",
  `"'"`,
  "with.dot",
  "select",
  "$$",
  "$body$",
  "back\\slash\\",
  `\\'"$1`,
  "%I",
  " ",
  "über",
  "x".repeat(63),
  "é".repeat(31),
];

const database = useDatabase({ from: "empty" });
let client: PoolClient;
let expected: Catalog;

beforeAll(async () => {
  client = await database().pool.connect();
  await client.query("CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;");
  await client.query(everything("own"));
  expected = await readCatalog(client, "own");
});

afterAll(() => client.release());

describe("a catalog", () => {
  it("reads every kind of object without the schema's name", () => {
    expect(Object.keys(expected.tables)).toEqual([
      "counts",
      "events",
      "events_2020",
      "good",
      "posts",
      "users",
    ]);
    expect(expected.tables.users?.columns.email).toEqual({
      type: "citext",
      notNull: true,
      default: null,
      identity: null,
      generated: null,
      collation: null,
      comment: "lower or upper case",
      position: 3,
    });
    expect(expected.tables.users?.columns.id?.default).toBe("nextval('users_id_seq'::regclass)");
    expect(expected.tables.users?.constraints).toEqual({
      name_given: {
        type: "check",
        definition: "CHECK (name::text <> ''::text)",
        validated: false,
        comment: null,
      },
      users_pkey: { type: "primary key", definition: "PRIMARY KEY (id)", validated: true, comment: null },
      users_uuid_key: {
        type: "unique",
        definition: "UNIQUE (uuid) DEFERRABLE INITIALLY DEFERRED",
        validated: true,
        comment: null,
      },
      visits_positive: { type: "check", definition: "CHECK (visits >= 0)", validated: true, comment: null },
    });
    expect(expected.tables.good?.definition).toContain("FROM users u\n     JOIN posts p ON p.user_id = u.id");
    expect(expected.functions["slug(citext, mood)"]).toEqual({
      kind: "function",
      arguments: "name citext, mood mood DEFAULT 'good'::mood",
      returns: "SETOF mood",
      language: "sql",
      volatility: "immutable",
      parallel: "unsafe",
      strict: true,
      securityDefiner: true,
      settings: [],
      body: "RETURN mood",
      comment: "a slug",
    });
    expect(expected.functions["touch()"]?.body).toContain("EXECUTE 'UPDATE users SET visits");
    expect(JSON.stringify(expected)).not.toMatch(/\bown\b/);
  });

  it("of a schema that does not exist is empty", async () => {
    expect(await readCatalog(client, "absent")).toEqual(emptyCatalog());
    expect(await readCatalog(client, "")).toEqual(emptyCatalog());
    expect(await readCatalog(client, "OWN")).toEqual(emptyCatalog());
  });

  it("leaves out what belongs to an extension", async () => {
    const { functions, types } = await readCatalog(client, "public");
    expect({ functions, types }).toEqual({ functions: {}, types: {} });
  });

  it("does not depend on the session's settings or its temporary tables", async () => {
    const session = `SET LOCAL quote_all_identifiers = on; SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL search_path = own;
      SET LOCAL standard_conforming_strings = off; CREATE TEMPORARY TABLE users (id integer);`;
    expect(await catalogAfter(client, session, "own")).toEqual(expected);
  });

  it("is read within 150 ms for 30 tables with 300 columns and 150 indexes", async () => {
    const columns = Array.from({ length: 9 }, (_, n) => `c${n} citext NOT NULL DEFAULT 'x'`).join(", ");
    const tables = Array.from({ length: 30 }, (_, table) => {
      const indexes = [0, 1, 2, 3].map((n) => `CREATE INDEX ON own_large.t${table} (c${n});`);
      return `CREATE TABLE own_large.t${table} (id bigserial PRIMARY KEY, ${columns}); ${indexes.join(" ")}`;
    });
    await client.query(`CREATE SCHEMA own_large; ${tables.join("\n")}`);
    await readCatalog(client, "own_large");
    const start = performance.now();
    const { tables: read } = await readCatalog(client, "own_large");
    expect(performance.now() - start).toBeLessThan(150);
    expect(Object.keys(read)).toHaveLength(30);
    await client.query("DROP SCHEMA own_large CASCADE");
  });
});

describe("reading", () => {
  it("gives public the same catalog as any other schema", async () => {
    const inPublic = everything("public").replace('CREATE SCHEMA "public";', "");
    expect(await catalogAfter(client, inPublic, "public")).toEqual(expected);
  });

  it("ignores the comment that public has by default", async () => {
    expect((await readCatalog(client, "public")).schemaComment).toBeNull();
  });

  it.each(awkwardNames)("gives a schema named %j the same catalog", async (name) => {
    expect(await catalogAfter(client, everything(name), name)).toEqual(expected);
  });

  it("gives schemas of any name the same catalog", async () => {
    const names = fc
      .string({ unit: "binary", minLength: 1, maxLength: 20 })
      .filter((name) => Buffer.byteLength(name) <= 63 && !/\0|^pg_|^\$user$|^(public|own)$/.test(name));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        expect(await catalogAfter(client, everything(name), name)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it("gives the same catalog with the extensions in a schema of their own", async () => {
    const elsewhere = await createDatabase({ from: "empty" });
    const other = await elsewhere.pool.connect();
    await other.query(
      "CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions; SET search_path = extensions",
    );
    await other.query(everything("other", "extensions"));
    const actual = await readCatalog(other, "other");
    other.release();
    await elsewhere.drop();
    expect(actual).toEqual(expected);
  });

  it.each(["neighbour", "public"])("sees a foreign key that points into %s", async (schema) => {
    const elsewhere = `CREATE SCHEMA IF NOT EXISTS ${schema}; CREATE TABLE ${schema}.users (id bigint PRIMARY KEY);
      ALTER TABLE own.posts DROP CONSTRAINT posts_user_id_fkey;
      ALTER TABLE own.posts ADD CONSTRAINT posts_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES ${schema}.users (id) ON DELETE CASCADE DEFERRABLE`;
    const [difference, ...others] = compareCatalogs(await catalogAfter(client, elsewhere, "own"), expected);
    expect(difference).toMatchObject({
      kind: "constraint",
      name: "posts_user_id_fkey",
      property: "definition",
    });
    expect(difference?.actual).toContain(` REFERENCES ${schema}.users(id) `);
    expect(others).toEqual([]);
  });

  it("keeps the schema of a foreign table that no own table hides", async () => {
    const accounts = `CREATE TABLE public.accounts (id bigint PRIMARY KEY);
      ALTER TABLE own.posts ADD account_id bigint CONSTRAINT accounts_fkey REFERENCES public.accounts (id)`;
    const { tables } = await catalogAfter(client, accounts, "own");
    expect(tables.posts?.constraints.accounts_fkey?.definition).toBe(
      "FOREIGN KEY (account_id) REFERENCES public.accounts(id)",
    );
  });

  it("leaves the caller's transaction as it was", async () => {
    await client.query("BEGIN; SET LOCAL search_path = own; CREATE TABLE own.kept (id integer)");
    const { tables } = await readCatalog(client, "own");
    expect(tables).toHaveProperty("kept");
    const { rows } = await client.query(
      "SELECT current_setting('search_path') AS path, to_regclass('kept') AS kept",
    );
    expect(rows).toEqual([{ path: "own", kept: "kept" }]);
    await client.query("ROLLBACK");
    expect((await readCatalog(client, "own")).tables).not.toHaveProperty("kept");
  });

  it("leaves the session as it was outside a transaction", async () => {
    await readCatalog(client, "own");
    const { rows } = await client.query("SHOW search_path");
    expect(rows).toEqual([{ search_path: '"$user", public' }]);
    await expect(client.query("SAVEPOINT none")).rejects.toThrow("can only be used in transaction blocks");
  });

  it("refuses a schema that the role may not use, and leaves the caller's transaction usable", async () => {
    await client.query("BEGIN; CREATE ROLE catalog_stranger; SET LOCAL ROLE catalog_stranger");
    await expect(readCatalog(client, "own")).rejects.toThrow(
      /Can't read schema "own": this role has no USAGE/,
    );
    await client.query("SELECT 1");
    await client.query("ROLLBACK");
  });

  it("gives schemas with the same catalog one object, which the server sends once", async () => {
    const twins = ["twin a", "twin 'b\""];
    for (const twin of twins) await client.query(everything(twin));
    const sent: unknown[] = [];
    const query: Queryable["query"] = async (sql, values) => {
      const result = await client.query(sql, values);
      if (sql.includes("AS catalog")) sent.push(...result.rows.flatMap(({ catalog }) => catalog ?? []));
      return result;
    };
    const known: KnownCatalogs = new Map();
    const [first] = (await readCatalogs({ query }, [twins[0] ?? ""], { known })).values();
    const both = await readCatalogs({ query }, twins, { known });
    expect(first).toEqual(expected);
    expect([...both.values()].every((catalog) => catalog === first)).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it("tells schemas apart that differ in one thing, however many catalogs it has seen", async () => {
    const schemas = Array.from({ length: 12 }, (_, index) => `own_${index}`);
    for (const schema of schemas) {
      await client.query(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.things (${schema} int)`);
    }
    const known: KnownCatalogs = new Map();
    for (const [from, to] of [
      [0, 3],
      [2, 12],
      [0, 12],
    ]) {
      const some = schemas.slice(from, to);
      const catalogs = await readCatalogs(client, some, { known });
      for (const schema of some) {
        expect(catalogs.get(schema)).toMatchObject({ tables: { things: { columns: { [schema]: {} } } } });
      }
    }
    expect(known.size).toBeLessThan(schemas.length);
  });

  it("reports what broke the connection", async () => {
    const broken = {
      query: async (text: string) => {
        if (text.startsWith("ROLLBACK")) throw new Error("not connected");
        if (text.includes("entered")) throw new Error("terminated by an administrator");
        return { rows: [] };
      },
    };
    await expect(readCatalog(broken, "own")).rejects.toThrow("terminated by an administrator");
  });

  it("refuses a pool, whose queries don't share a transaction, by its type", () => {
    // @ts-expect-error a Pool is no Queryable
    const queryable: Queryable = database().pool;
    expect(queryable).toBeDefined();
  });

  it("refuses a schema whose name means another on the search path", async () => {
    await expect(catalogAfter(client, 'CREATE SCHEMA "$user"', "$user")).rejects.toThrow(
      /can't be on the search path/,
    );
  });
});
