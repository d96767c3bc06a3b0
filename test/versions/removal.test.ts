import { expect, test } from "vitest";
import { down, migratedVersion, up } from "../../src/index.ts";
import { contentsOf, databaseObjects, rowsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillRows } from "../support/rows.ts";

const last = 27;
const database = useDatabase({ from: "empty" });
const sql = (text: string) => database().pool.query(text);

test("down to 0 leaves nothing but extensions in the whole database", async () => {
  const { pool } = database();
  const before = await databaseObjects(pool);
  for (const prefix of ["public", "tenant"]) {
    await up(pool, { prefix, version: last });
    await fillRows(pool, prefix, last);
  }
  for (const prefix of ["public", "tenant"]) await down(pool, { prefix, version: 0 });
  expect(await databaseObjects(pool)).toEqual(before);
  const { rows } = await sql("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'");
  expect(rows).toEqual([{ extname: "citext" }]);
});

test("down to 0 leaves nothing from whichever version it starts", async () => {
  const { pool } = database();
  const before = await databaseObjects(pool);
  for (const version of [1, 2, 6, 13, 20, 22]) {
    await up(pool, { version });
    await fillRows(pool, "public", version);
    await down(pool, { version: 0 });
    expect(await databaseObjects(pool)).toEqual(before);
  }
});

test.each(["public", "shared"])(
  "tables, types and rows of the host stay as they are in %s",
  async (prefix) => {
    const { pool } = database();
    await sql(`
    CREATE SCHEMA IF NOT EXISTS ${prefix};
    CREATE TYPE ${prefix}.job_state AS ENUM ('available', 'done');
    CREATE TABLE ${prefix}.users (id bigserial PRIMARY KEY, email text UNIQUE, state ${prefix}.job_state);
    CREATE TABLE ${prefix}.phoenix_kit_extras (note text);
    CREATE FUNCTION ${prefix}.protect() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    INSERT INTO ${prefix}.users (email, state) VALUES ('host@example.com', 'done'), (NULL, NULL);
    INSERT INTO ${prefix}.phoenix_kit_extras VALUES ('ours');
    COMMENT ON TABLE ${prefix}.users IS 'the host''s';`);
    const before = { objects: await databaseObjects(pool), rows: await rowsOf(pool, prefix) };
    await up(pool, { prefix, version: last });
    await fillRows(pool, prefix, last);
    await down(pool, { prefix, version: 0 });
    expect({ objects: await databaseObjects(pool), rows: await rowsOf(pool, prefix) }).toEqual(before);
  },
);

test("a schema that the migrator made stays while something of the host's is in it", async () => {
  const { pool } = database();
  await up(pool, { prefix: "grown", version: 3 });
  await sql("CREATE TABLE grown.notes (note text); INSERT INTO grown.notes VALUES ('keep')");
  await down(pool, { prefix: "grown", version: 0 });
  expect(await rowsOf(pool, "grown")).toEqual({ notes: ["(keep)"] });
});

test("the host's own drizzle-kit journal stays beside the package's", async () => {
  const { pool } = database();
  await sql(`
    CREATE SCHEMA drizzle;
    CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
    INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('host', 1)`);
  const before = await contentsOf(pool, "drizzle");
  await up(pool, { version: 3 });
  await down(pool, { version: 0 });
  expect(await contentsOf(pool, "drizzle")).toEqual(before);
});

test("a host's foreign key to users stops the last step back, and cascades nothing", async () => {
  const { pool } = database();
  const prefix = "referred";
  await up(pool, { prefix, version: 5 });
  await fillRows(pool, prefix, 5);
  await sql(`
    CREATE TABLE referred.orders (user_id bigint REFERENCES referred.phoenix_kit_users);
    INSERT INTO referred.orders VALUES (1001)`);
  await expect(down(pool, { prefix, version: 0 })).rejects.toMatchObject({
    code: "dependent_objects",
    version: 1,
    detail: expect.stringContaining("orders"),
  });
  expect(await migratedVersion(pool, { prefix })).toBe(1);
  expect(await rowsOf(pool, prefix)).toMatchObject({ orders: ["(1001)"] });
  await sql("DROP TABLE referred.orders");
  await down(pool, { prefix, version: 0 });
});

test("a host's view on a column stops the step that drops it, and nothing of that step happens", async () => {
  const { pool } = database();
  const prefix = "viewed";
  await up(pool, { prefix, version: 8 });
  await sql("CREATE VIEW viewed.names AS SELECT username FROM viewed.phoenix_kit_users");
  const before = await contentsOf(pool, prefix);
  await expect(down(pool, { prefix, version: 7 })).rejects.toMatchObject({
    code: "dependent_objects",
    version: 8,
  });
  expect(await contentsOf(pool, prefix)).toEqual(before);
});
