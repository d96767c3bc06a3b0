import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/drift/adopt.ts";
import { repair } from "../../src/drift/repair.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { status } from "../../src/migrate/status.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { contentsOf, databaseObjects } from "../support/catalogs.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";
import { awkward, listDrift } from "./drift.ts";
import { makePhoenixKits } from "./phoenixkit.ts";

let database: TestDatabase;
const prefix = awkward;
const table = `${escapeIdentifier(prefix)}.phoenix_kit`;

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
});
afterEach(() => database.drop());

/** Refused, with nothing changed, neither in the schema nor beside it. */
async function expectRefused(options: Parameters<typeof adopt>[1], error: object): Promise<void> {
  const before = [await contentsOf(database.pool, prefix), await databaseObjects(database.pool)];
  await expect(adopt(database.pool, { prefix, ...options })).rejects.toMatchObject(error);
  expect([await contentsOf(database.pool, prefix), await databaseObjects(database.pool)]).toEqual(before);
}

describe("a marker that is wrong", () => {
  it.each([
    ["too high", 27, 40],
    ["too low", 27, 6],
    ["one too low, by indexes alone", 137, 136],
    ["one too high, by indexes alone", 136, 137],
  ])(
    "%s is refused with the differences, and names the version and the marker to give",
    async (_, real, said) => {
      await makePhoenixKits(database.pool, prefix, real);
      await database.pool.query(`COMMENT ON TABLE ${table} IS '${said}'`);
      // a version without tables of its own is as good as the last one that has some
      const near = real === 136 ? 134 : real;
      await expectRefused(
        {},
        {
          code: "not_adoptable",
          detail: expect.stringContaining("phoenix_kit_"),
          remedy: expect.stringContaining(`--at ${near}`),
        },
      );
      for (const replaceMarker of [undefined, String(real)]) {
        await expectRefused(
          { version: real, replaceMarker },
          { code: "not_adoptable", remedy: expect.stringContaining(`--replace-marker "${said}"`) },
        );
      }
      expect(
        await adopt(database.pool, { prefix, version: real, replaceMarker: String(said) }),
      ).toMatchObject({ from: said, version: real });
      expect(await migratedVersion(database.pool, { prefix })).toBe(real);
      expect(await listDrift(database.pool, prefix)).toEqual([]);
      await up(database.pool, { prefix });
    },
  );

  it("that says nothing is refused, unless the version is given, and right", async () => {
    await makePhoenixKits(database.pool, prefix, 27);
    for (const [code, sql] of [
      ["marker_without_comment", `COMMENT ON TABLE ${table} IS NULL`],
      ["marker_unreadable", `COMMENT ON TABLE ${table} IS 'abc'`],
      ["marker_missing", `DROP TABLE ${table}`],
    ] as const) {
      await database.pool.query(sql);
      await expectRefused({}, { code, remedy: expect.stringContaining("phoenix-kit adopt --at") });
    }
    await expectRefused(
      { version: 12 },
      { code: "not_adoptable", remedy: expect.stringContaining("--at 27") },
    );
    expect(await adopt(database.pool, { prefix, version: 27 })).toMatchObject({ from: null, version: 27 });
    expect(await migratedVersion(database.pool, { prefix })).toBe(27);
    expect(await listDrift(database.pool, prefix)).toEqual([]);
    expect((await up(database.pool, { prefix })).to).toBe(getNewestVersion());
  });

  it("that is above all known versions is refused, unless the version and the marker to replace are given", async () => {
    await makePhoenixKits(database.pool, prefix, 137);
    await database.pool.query(`COMMENT ON TABLE ${table} IS '999'`);
    await expectRefused({}, { code: "version_unknown" });
    expect(await adopt(database.pool, { prefix, version: 137, replaceMarker: "999" })).toMatchObject({
      from: 999,
      version: 137,
    });
  });
});

describe("a marker that is not the user's word", () => {
  it.each([
    ["is above the version that is given", "141", 137],
    ["is above, in another spelling", " 0141 ", 137],
    ["cannot be read", "v141", 137],
  ])("%s: it is neither lowered nor overwritten, before the first statement", async (_, comment, version) => {
    await makePhoenixKits(database.pool, prefix, 137);
    await database.pool.query(`COMMENT ON TABLE ${table} IS '${comment}'`);
    for (const replaceMarker of [undefined, "137", comment.trim() === comment ? "141 " : "141"]) {
      const confirm = () => {
        throw new Error("asked");
      };
      await expectRefused(
        { version, replaceMarker, confirm },
        { code: "not_adoptable", message: expect.stringContaining(JSON.stringify(comment)) },
      );
    }
    expect(await adopt(database.pool, { prefix, version, replaceMarker: comment })).toMatchObject({
      adopted: true,
      version,
    });
  });

  it.each([
    ["v141", "141"],
    ["v141", null],
    ["137", "138"],
    [null, "138"],
  ])("%j that becomes %j while the user is asked stops the adoption", async (before, after) => {
    await makePhoenixKits(database.pool, prefix, 137);
    const write = (comment: string | null) =>
      database.pool.query(`COMMENT ON TABLE ${table} IS ${comment === null ? "NULL" : `'${comment}'`}`);
    await write(before);
    const replaceMarker = before ?? undefined;
    const confirm = async () => {
      await write(after);
      return true;
    };
    await expect(
      adopt(database.pool, { prefix, version: 137, replaceMarker, confirm }),
    ).rejects.toMatchObject({ code: "marker_moved" });
    const { rows } = await database.pool.query("SELECT obj_description($1::regclass) AS comment", [table]);
    expect(rows).toEqual([{ comment: after }]);
  });
});

describe("what is refused", () => {
  it.each([undefined, 0, 27])("is a schema without anything of PhoenixKit's, given %j", async (version) => {
    await database.pool.query(`CREATE SCHEMA ${escapeIdentifier(prefix)} CREATE TABLE notes (id integer)`);
    await expectRefused(
      { version },
      { code: "not_adoptable", message: expect.stringContaining("nothing to adopt") },
    );
  });

  it.each([-1, 1.5, getNewestVersion() + 1])("is the version %j", async (version) => {
    await expectRefused({ version }, { code: "invalid_version" });
  });

  it("is a schema with another kind of object under the name of a managed table", async () => {
    await makePhoenixKits(database.pool, prefix, 12);
    await database.pool.query(`DROP INDEX ${escapeIdentifier(prefix)}.phoenix_kit_users_email_index;
      CREATE INDEX phoenix_kit_users_email_index ON ${escapeIdentifier(prefix)}.phoenix_kit_users (first_name)`);
    await expectRefused(
      {},
      {
        code: "not_adoptable",
        detail: expect.stringContaining(
          "index phoenix_kit_users.phoenix_kit_users_email_index: definition is",
        ),
      },
    );
  });
});

it("a no to the question changes nothing", async () => {
  await makePhoenixKits(database.pool, prefix, 12);
  const before = await contentsOf(database.pool, prefix);
  const adoption = await adopt(database.pool, { prefix, confirm: () => false });
  expect(adoption).toMatchObject({ adopted: false, statements: [] });
  expect(await contentsOf(database.pool, prefix)).toEqual(before);
});

it("an interrupted adoption can be run again", async () => {
  await makePhoenixKits(database.pool, prefix, 27);
  const onStatement = () => {
    throw new Error("killed");
  };
  for (let count = 0; count < 2; count++)
    await expect(adopt(database.pool, { prefix, onStatement })).rejects.toThrow("killed");
  expect(await adopt(database.pool, { prefix })).toMatchObject({ adopted: true, version: 27 });
  expect(await listDrift(database.pool, prefix)).toEqual([]);
});

it("a schema that is already managed stays unchanged, and so does its history", async () => {
  await up(database.pool, { prefix, version: 27 });
  const { history } = await status(database.pool, { prefix });
  expect(await adopt(database.pool, { prefix })).toMatchObject({ statements: [], version: 27 });
  expect((await status(database.pool, { prefix })).history).toEqual(history);
  expect(await repair(database.pool, { prefix })).toMatchObject({ statements: [], ok: true });
});

it("a role that owns the schema and nothing else adopts it", async () => {
  const role = await createRole(database, { createOnDatabase: false });
  await database.pool.query(
    `CREATE EXTENSION citext; CREATE SCHEMA tenant AUTHORIZATION ${escapeIdentifier(role.name)}`,
  );
  await up(role.url, { prefix: "tenant", version: 27 });
  await database.pool.query("ALTER TABLE tenant.phoenix_kit_user_role_assignments DROP COLUMN is_active");
  expect(await adopt(role.url, { prefix: "tenant" })).toMatchObject({
    adopted: true,
    version: 27,
  });
  await up(database.pool, { prefix: "tenant" });
  await role.drop();
});
