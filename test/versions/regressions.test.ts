import { expect, test } from "vitest";
import { down, migratedVersion, up } from "../../src/index.ts";
import { catalogOf, contentsOf, expectSame, rowsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillRows } from "../support/rows.ts";

const database = useDatabase();
const sql = (text: string) => database().pool.query(text);

test("a marker without a number is refused, is not read as version 1, and nothing is touched", async () => {
  const { pool } = database();
  await up(pool, { prefix: "marker", version: 27 });
  await fillRows(pool, "marker", 27);
  for (const comment of ["NULL", "'v27'", "'-1'", "'27.0'"]) {
    await sql(`COMMENT ON TABLE marker.phoenix_kit IS ${comment}`);
    const before = await contentsOf(pool, "marker");
    const code = comment === "NULL" ? "marker_without_comment" : "marker_unreadable";
    await expect(up(pool, { prefix: "marker" })).rejects.toMatchObject({ code });
    await expect(down(pool, { prefix: "marker", version: 0 })).rejects.toMatchObject({ code });
    expect(await contentsOf(pool, "marker")).toEqual(before);
  }
});

test("a marker with blanks around its number is read, and the next step writes it clean", async () => {
  const { pool } = database();
  await up(pool, { prefix: "padded", version: 5 });
  await sql("COMMENT ON TABLE padded.phoenix_kit IS E' 05 \\n'");
  await up(pool, { prefix: "padded", version: 6 });
  expect((await catalogOf(pool, "padded")).tables.phoenix_kit?.comment).toBe("6");
});

test("a host's table with the name of a later managed table is refused, never adopted", async () => {
  const { pool } = database();
  await up(pool, { prefix: "foreign_table", version: 2 });
  await sql(`CREATE TABLE foreign_table.phoenix_kit_settings (key varchar);
             INSERT INTO foreign_table.phoenix_kit_settings VALUES ('host')`);
  const before = await contentsOf(pool, "foreign_table");
  await expect(up(pool, { prefix: "foreign_table", version: 27 })).rejects.toMatchObject({
    code: "dependent_objects",
    version: 3,
    message: expect.stringMatching(/V03 creates the table .*"phoenix_kit_settings", but there is a table/),
  });
  expect(await contentsOf(pool, "foreign_table")).toEqual(before);
});

test.each(["phoenix_kit_users", "phoenix_kit_email_events", "phoenix_kit_buckets"])(
  "a schema with %s but no version table is refused, not treated as empty",
  async (table) => {
    const prefix = `without_${table}`;
    await sql(`CREATE SCHEMA ${prefix}; CREATE TABLE ${prefix}.${table} (id varchar)`);
    const before = await contentsOf(database().pool, prefix);
    await expect(up(database().pool, { prefix, version: 27 })).rejects.toMatchObject({
      code: "marker_missing",
    });
    expect(await contentsOf(database().pool, prefix)).toEqual(before);
  },
);

test("a step that failed can be run again once the obstacle is gone", async () => {
  const { pool } = database();
  await up(pool, { prefix: "expected", version: 27 });
  await up(pool, { prefix: "obstacle", version: 5 });
  await fillRows(pool, "obstacle", 5);
  // V13 adds its columns before the index whose name is taken here
  await sql("CREATE SEQUENCE obstacle.phoenix_kit_email_logs_aws_message_id_index");
  for (const _ of ["first", "second"]) {
    await expect(up(pool, { prefix: "obstacle", version: 27 })).rejects.toMatchObject({ version: 13 });
    expect(await migratedVersion(pool, { prefix: "obstacle" })).toBe(12);
  }
  await sql("DROP SEQUENCE obstacle.phoenix_kit_email_logs_aws_message_id_index");
  await up(pool, { prefix: "obstacle", version: 27 });
  expectSame(await catalogOf(pool, "obstacle"), await catalogOf(pool, "expected"));
});

test("users who were there before V18 get empty custom fields, and merging into them works", async () => {
  const { pool } = database();
  await up(pool, { prefix: "fields", version: 17 });
  await fillRows(pool, "fields", 17);
  await up(pool, { prefix: "fields", version: 18 });
  await sql(`UPDATE fields.phoenix_kit_users SET custom_fields = custom_fields || '{"a": 1}'`);
  const { rows } = await sql("SELECT DISTINCT custom_fields FROM fields.phoenix_kit_users");
  expect(rows).toEqual([{ custom_fields: { a: 1 } }]);
});

test("there and back over V23 to V27, every row of every table is as it was", async () => {
  const { pool } = database();
  await up(pool, { prefix: "kept", version: 22 });
  await fillRows(pool, "kept", 22);
  const { phoenix_kit: _, ...before } = await rowsOf(pool, "kept");
  await up(pool, { prefix: "kept", version: 27 });
  await down(pool, { prefix: "kept", version: 22 });
  expect(await rowsOf(pool, "kept")).toMatchObject(before);
});
