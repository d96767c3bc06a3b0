import { expect, test } from "vitest";
import { down, migratedVersion, up } from "../../src/index.ts";
import { contentsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const sql = (text: string, values: unknown[] = []) => database().pool.query(text, values);

/** The settings of a schema, by key. */
async function settings(prefix: string): Promise<Record<string, unknown>> {
  const { rows } = await sql(`SELECT to_jsonb(s) AS row FROM ${prefix}.phoenix_kit_settings s`);
  return Object.fromEntries(
    rows.map(({ row: { id, date_added, date_updated, key, ...rest } }) => [key, rest]),
  );
}

/** The values of some settings. */
async function values(prefix: string, pattern: string): Promise<unknown[]> {
  const { rows } = await sql(
    `SELECT key, value, module FROM ${prefix}.phoenix_kit_settings WHERE key ~ $1 ORDER BY key`,
    [pattern],
  );
  return rows;
}

test("V03 brings three settings, which V05 makes the system's", async () => {
  const { pool } = database();
  await up(pool, { prefix: "seeded", version: 3 });
  expect(await settings("seeded")).toEqual({
    time_zone: { value: "0" },
    date_format: { value: "Y-m-d" },
    time_format: { value: "H:i" },
  });
  await sql(`INSERT INTO seeded.phoenix_kit_settings (key, value)
             VALUES ('project_title', 'Käse'), ('own', 'x')`);
  await up(pool, { prefix: "seeded", version: 5 });
  expect(await settings("seeded")).toEqual({
    time_zone: { value: "0", module: "system" },
    date_format: { value: "Y-m-d", module: "system" },
    time_format: { value: "H:i", module: "system" },
    project_title: { value: "Käse", module: "system" },
    own: { value: "x", module: null },
  });
});

const blank = ["", " ", "\t\n \r"];

test("from V05 on, the database refuses a blank key", async () => {
  await up(database().pool, { prefix: "checked", version: 5 });
  for (const key of blank) {
    const insert = sql("INSERT INTO checked.phoenix_kit_settings (key, value) VALUES ($1, '')", [key]);
    await expect(insert).rejects.toThrow("phoenix_kit_settings_key_not_blank");
  }
  await sql("INSERT INTO checked.phoenix_kit_settings (key, value) VALUES (' x ', '')");
});

test("V05 refuses to run over blank keys, says how many and changes nothing, until they are gone", async () => {
  const { pool } = database();
  await up(pool, { prefix: "blank", version: 4 });
  for (const key of blank) {
    await sql("INSERT INTO blank.phoenix_kit_settings (key, value) VALUES ($1, 'kept')", [key]);
  }
  const before = await contentsOf(pool, "blank");
  await expect(up(pool, { prefix: "blank", version: 27 })).rejects.toMatchObject({
    code: "refused",
    version: 5,
    message: expect.stringContaining("3 setting(s) have a blank key"),
    detail: expect.stringContaining('SELECT id, key, value FROM ONLY "blank".phoenix_kit_settings'),
  });
  expect(await contentsOf(pool, "blank")).toEqual(before);
  await sql("DELETE FROM blank.phoenix_kit_settings WHERE value = 'kept'");
  await up(pool, { prefix: "blank", version: 5 });
});

test("down from V12 gives text to a setting that has neither value, or JSON alone", async () => {
  const { pool } = database();
  await up(pool, { prefix: "texts", version: 12 });
  await sql(`INSERT INTO texts.phoenix_kit_settings (key, value, value_json) VALUES
    ('neither', NULL, NULL), ('json', NULL, '{"a": 1}'), ('null', NULL, 'null'),
    ('both', 'text', '[]'), ('text', '', NULL)`);
  await down(pool, { prefix: "texts", version: 11 });
  expect(await values("texts", "^(neither|json|null|both|text)$")).toEqual([
    { key: "both", value: "text", module: null },
    { key: "json", value: "", module: null },
    { key: "neither", value: "", module: null },
    { key: "null", value: "", module: null },
    { key: "text", value: "", module: null },
  ]);
  const nothing = sql("INSERT INTO texts.phoenix_kit_settings (key, value) VALUES ('x', NULL)");
  await expect(nothing).rejects.toMatchObject({ code: "23502" });
});

test("down from V12 works although V20 had brought a setting without a value", async () => {
  const { pool } = database();
  await up(pool, { prefix: "double_null", version: 20 });
  expect(await values("double_null", "^storage_default")).toEqual([
    { key: "storage_default_bucket_id", value: null, module: null },
  ]);
  await down(pool, { prefix: "double_null", version: 11 });
  expect(await migratedVersion(pool, { prefix: "double_null" })).toBe(11);
});

test("V17 brings four settings of entities, and down removes them, whatever their values", async () => {
  const { pool } = database();
  await up(pool, { prefix: "entities", version: 17 });
  expect(await values("entities", "^entities_")).toEqual([
    { key: "entities_allow_relations", value: "true", module: "entities" },
    { key: "entities_enabled", value: "false", module: "entities" },
    { key: "entities_file_upload", value: "false", module: "entities" },
    { key: "entities_max_per_user", value: "100", module: "entities" },
  ]);
  await sql("UPDATE entities.phoenix_kit_settings SET value = 'true' WHERE key = 'entities_enabled'");
  await down(pool, { prefix: "entities", version: 16 });
  expect(await values("entities", "^entities_")).toEqual([]);
});

test("the host's settings with the same names stay unchanged, up and down", async () => {
  const { pool } = database();
  await up(pool, { prefix: "host", version: 16 });
  await sql(`INSERT INTO host.phoenix_kit_settings (key, value, module) VALUES
    ('entities_enabled', 'yes', 'mine'), ('storage_redundancy_copies', '9', 'mine')`);
  const before = await settings("host");
  await up(pool, { prefix: "host", version: 20 });
  expect(await settings("host")).toMatchObject(before);
  await down(pool, { prefix: "host", version: 16 });
  expect(await settings("host")).toEqual(before);
});
