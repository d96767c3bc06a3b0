import { escapeIdentifier } from "pg";
import { describe, expect, it } from "vitest";
import { down, up } from "../../src/migrate/up-down.ts";
import { stateOf } from "../support/processes.ts";
import { bad, sqlOf, useFindings } from "./findings.ts";

const { database, asAdmin, problems } = useFindings();

describe("doctor on a marker", () => {
  it.each([
    ["is not a number", "COMMENT ON TABLE phoenix_kit IS 'abc'", "not a version", "COMMENT ON TABLE"],
    ["has no comment", "COMMENT ON TABLE phoenix_kit IS NULL", "no comment", "COMMENT ON TABLE"],
    ["is gone", "DROP TABLE phoenix_kit", "no version table", "backup"],
  ])("reports an error if it %s", async (_, sql, message, remedy) => {
    await up(database().pool, { version: 7 });
    await asAdmin(sql);
    expect(await problems()).toContainEqual(bad("error", "marker", message, remedy));
  });

  it("warns if it is above the newest version, and offers nothing that would move the database backwards", async () => {
    await up(database().pool);
    await asAdmin(`COMMENT ON TABLE phoenix_kit IS '999'; DELETE FROM drizzle.__phoenix_kit_migrations`);
    expect(await problems()).toEqual([
      bad("warning", "marker", "V999, newer than this package", "newer phoenix-kit-schema"),
    ]);
  });

  it("says that V180 of PhoenixKit may have stopped half-way if the marker is 179 and the module's table is there", async () => {
    await up(database().pool, { version: 179 });
    const finding = bad(
      "warning",
      "marker",
      "V180 leaves a database if it stops half-way",
      "inside a transaction",
    );
    expect(await problems()).not.toContainEqual(finding);
    await database().pool.query("CREATE TABLE phoenix_kit_cat_item_supplier_info (uuid uuid PRIMARY KEY)");
    expect(await problems()).toContainEqual(finding);
  });

  it("reports the history, names and journal that contradict a marker which was set back by hand", async () => {
    await up(database().pool, { version: 7 });
    await asAdmin("COMMENT ON TABLE phoenix_kit IS '6'");
    const found = await problems();
    expect(found).toContainEqual(
      bad("error", "host-objects", 'the table "public"."phoenix_kit_email_logs"', "adopt it with --at"),
    );
    expect(found).toContainEqual(bad("error", "history", "has V07", "IS '7'"));
    expect(found).toContainEqual(bad("warning", "journal", "V06", "created_at"));
    await expect(up(database().pool)).rejects.toMatchObject({ version: 7 });
  });
});

describe("doctor on drizzle-kit's journal", () => {
  const journal = "drizzle.__phoenix_kit_migrations";

  it.each([
    [
      "has lost its newest row",
      `DELETE FROM ${journal} WHERE created_at = (SELECT max(created_at) FROM ${journal})`,
    ],
    ["is ahead", `INSERT INTO ${journal} (hash, created_at) VALUES ('x', 99999999999999)`],
    ["is empty", `DELETE FROM ${journal}`],
    ["is gone", `DROP TABLE ${journal}`],
    ["is gone with its schema", "DROP SCHEMA drizzle CASCADE"],
  ])("warns if the journal %s, with a remedy that corrects it", async (_, sql) => {
    await up(database().pool, { version: 12 });
    await asAdmin(sql);
    const [finding, ...others] = await problems();
    expect([finding, others]).toEqual([bad("warning", "journal", "V12", "INSERT INTO"), []]);
    await asAdmin(sqlOf(finding));
    expect(await problems()).toEqual([]);
    expect((await stateOf(database().url)).journal.at(-1)).toBe(12);
  });

  it("warns of entries in the journal of a schema that is not set up", async () => {
    await up(database().pool, { version: 1 });
    await asAdmin(`CREATE TABLE kept AS SELECT * FROM ${journal}`);
    await down(database().pool, { version: 0 });
    await asAdmin(`CREATE SCHEMA drizzle; CREATE TABLE ${journal} AS SELECT * FROM kept`);
    const [finding] = await problems();
    expect(finding).toEqual(bad("warning", "journal", "no version", "DELETE FROM"));
    await asAdmin(sqlOf(finding));
    expect(await problems()).toEqual([]);
  });

  it("compares the journal that drizzle-kit has created in another prefix", async () => {
    const prefix = `o'k "x`;
    await up(database().pool, { prefix, version: 12 });
    expect(await problems(undefined, prefix)).toEqual([]);
    const columns = "id serial PRIMARY KEY, hash text NOT NULL, created_at bigint";
    await asAdmin(`CREATE TABLE ${escapeIdentifier(prefix)}.__phoenix_kit_journal (${columns})`);
    const [finding] = await problems(undefined, prefix);
    expect(finding).toEqual(bad("warning", "journal", "V12", "INSERT INTO"));
    await asAdmin(sqlOf(finding));
    expect(await problems(undefined, prefix)).toEqual([]);
  });
});

describe("doctor on indexes and names", () => {
  it("names an INVALID index, with a remedy that rebuilds it", async () => {
    await up(database().pool, { version: 7 });
    const user =
      "INSERT INTO phoenix_kit_users (email, hashed_password, first_name, inserted_at, updated_at)";
    await asAdmin(`${user} SELECT n || '@x', '', 'same', now(), now() FROM generate_series(1, 2) n`);
    const made = asAdmin('CREATE UNIQUE INDEX CONCURRENTLY "Half" ON phoenix_kit_users (first_name)');
    await expect(made).rejects.toThrow(/could not create unique index/);
    const [finding, ...others] = await problems();
    expect([finding, others]).toEqual([
      bad("warning", "indexes", '"public"."Half" on phoenix_kit_users', 'DROP INDEX "public"."Half";'),
      [],
    ]);
    await asAdmin("UPDATE phoenix_kit_users SET first_name = email");
    await asAdmin(/REINDEX [^;]+/.exec(finding?.remedy ?? "")?.[0] ?? "");
    expect(await problems()).toEqual([]);
  });

  it("names an index and a view whose names a pending version needs", async () => {
    await up(database().pool, { version: 94 });
    await asAdmin(`CREATE VIEW phoenix_kit_media_folders AS SELECT 1 AS one;
      CREATE INDEX phoenix_kit_email_logs_to_trgm_index ON phoenix_kit_email_logs ("to")`);
    expect(await problems()).toEqual([
      bad("error", "names", "index", "Rename or drop"),
      bad(
        "error",
        "host-objects",
        'the table "public"."phoenix_kit_media_folders", but there is a view',
        "RENAME TO",
      ),
    ]);
    await expect(up(database().pool)).rejects.toMatchObject({ version: 95 });
  });
});
