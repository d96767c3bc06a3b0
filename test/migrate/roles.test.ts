import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/read.ts";
import { verify } from "../../src/drift/verify.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";
import { createRole, type TestRole } from "../support/roles.ts";

let database: TestDatabase;
let role: TestRole;
let name: string;

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
  role = await createRole(database, { createOnDatabase: false });
  name = escapeIdentifier(role.name);
});

afterEach(async () => {
  await role.drop();
  await database.drop();
});

const asAdmin = (sql: string) => database.pool.query(sql);

const denied = {
  name: "PhoenixKitError",
  code: "insufficient_privilege",
  remedy: expect.stringContaining("owns the schema"),
};

describe("a role that may create nothing in the database", () => {
  it("migrates the schema that it owns if the extension exists already", async () => {
    await asAdmin(
      `CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE SCHEMA theirs AUTHORIZATION ${name}`,
    );
    expect(await up(role.url, { prefix: "theirs" })).toMatchObject({ from: 0, to: getNewestVersion() });
    expect(await down(role.url, { prefix: "theirs", version: 0 })).toMatchObject({
      from: getNewestVersion(),
      to: 0,
    });
  });

  it("migrates public, too, if it owns that, and then keeps no journal for drizzle-kit", async () => {
    await asAdmin(`CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; ALTER SCHEMA public OWNER TO ${name}`);
    expect(await up(role.url)).toMatchObject({ from: 0, to: getNewestVersion() });
    expect(await stateOf(database.url)).toMatchObject({ version: getNewestVersion(), journal: [] });
    expect(await down(role.url, { version: 0 })).toMatchObject({ from: getNewestVersion(), to: 0 });
  });

  it("finds the extension in whatever schema it is installed", async () => {
    await asAdmin(`CREATE SCHEMA "Their Extensions"; CREATE EXTENSION citext SCHEMA "Their Extensions"; CREATE EXTENSION pg_trgm SCHEMA "Their Extensions";
      GRANT USAGE ON SCHEMA "Their Extensions" TO ${name}; CREATE SCHEMA theirs AUTHORIZATION ${name}`);
    expect(await up(role.url, { prefix: "theirs" })).toMatchObject({ from: 0, to: getNewestVersion() });
  });

  it("gets an error that names what it lacks: the schema", async () => {
    await expect(up(role.url, { prefix: "theirs" })).rejects.toMatchObject({
      ...denied,
      version: getNewestVersion(),
    });
    expect((await asAdmin("SELECT FROM pg_namespace WHERE nspname = 'theirs'")).rows).toEqual([]);
  });

  it("gets an error that names what it lacks: the extension", async () => {
    await asAdmin(`CREATE SCHEMA theirs AUTHORIZATION ${name}`);
    await expect(up(role.url, { prefix: "theirs" })).rejects.toMatchObject({
      ...denied,
      version: getNewestVersion(),
    });
    expect(Object.keys((await stateOf(database.url, "theirs")).catalog.tables)).toEqual([]);
  });

  it("gets an error that names what it lacks: the right to create in public", async () => {
    await asAdmin("CREATE EXTENSION citext; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    await expect(up(role.url)).rejects.toMatchObject(denied);
    expect((await stateOf(database.url)).version).toBe(0);
  });

  it("gets an error that names what it lacks: ownership of the tables, both up and down, with nothing changed", async () => {
    await up(database.pool, { prefix: "theirs", version: 5 });
    await asAdmin(
      `GRANT ALL ON SCHEMA theirs TO ${name}; GRANT ALL ON ALL TABLES IN SCHEMA theirs TO ${name}`,
    );
    const before = await stateOf(database.url, "theirs");
    const notOwner = { ...denied, remedy: expect.stringMatching(/owns phoenix_kit/) };
    await expect(up(role.url, { prefix: "theirs" })).rejects.toMatchObject(notOwner);
    await expect(down(role.url, { prefix: "theirs", version: 0 })).rejects.toMatchObject(notOwner);
    expect(await stateOf(database.url, "theirs")).toEqual(before);
  });

  it("may ask for the version and the plan of a schema that it may not enter", async () => {
    await up(database.pool, { prefix: "theirs", version: 5 });
    await expect(up(role.url, { prefix: "theirs", version: 5 })).resolves.toMatchObject({
      from: 5,
      steps: [],
    });
    expect((await plan(role.url, "up", { prefix: "theirs", version: 6 })).steps).toHaveLength(1);
    await expect(status(role.url, { prefix: "theirs" })).rejects.toMatchObject(denied);
  });
});

describe("a role with settings of its own", () => {
  const settings = [
    "default_transaction_isolation = serializable",
    "default_transaction_isolation = 'repeatable read'",
    "default_transaction_read_only = on",
    "default_transaction_deferrable = on",
    "standard_conforming_strings = off",
    "TimeZone = 'Asia/Kathmandu'",
    "DateStyle = 'German, DMY'",
    "lock_timeout = '1ms'",
    "idle_in_transaction_session_timeout = '1ms'",
    "exit_on_error = on",
    "search_path = ''",
    "check_function_bodies = off",
    "client_min_messages = error",
    "default_tablespace = ''",
    "row_security = off",
    "quote_all_identifiers = on",
    "escape_string_warning = off",
    "array_nulls = off",
    "bytea_output = escape",
  ];

  it("gets what everybody gets", async () => {
    const prefix = "back\\slash's";
    await asAdmin(
      `CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE SCHEMA ${escapeIdentifier(prefix)} AUTHORIZATION ${name}`,
    );
    await up(database.pool);
    const expected = (await stateOf(database.url)).catalog;
    for (const setting of settings) await asAdmin(`ALTER ROLE ${name} SET ${setting}`);
    expect(await up(role.url, { prefix })).toMatchObject({ from: 0, to: getNewestVersion() });
    expect((await stateOf(database.url, prefix)).catalog).toEqual(expected);
    expect(await status(role.url, { prefix })).toMatchObject({ version: getNewestVersion() });
    expect((await plan(role.url, "down", { prefix, version: 0 })).steps.length).toBeGreaterThan(80);
    expect(await verify(role.url, { prefix })).toMatchObject({ version: getNewestVersion() });
    expect(await down(role.url, { prefix, version: 0 })).toMatchObject({ from: getNewestVersion(), to: 0 });
  });

  it("is not led astray by tables and functions on its search path", async () => {
    await asAdmin(`CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE SCHEMA decoy; CREATE SCHEMA theirs AUTHORIZATION ${name};
      ${decoys}; GRANT ALL ON SCHEMA decoy TO ${name}; GRANT ALL ON ALL TABLES IN SCHEMA decoy TO ${name};
      ALTER ROLE ${name} SET search_path = decoy, theirs, pg_catalog, public`);
    await up(database.pool);
    const expected = (await stateOf(database.url)).catalog;
    expect(await up(role.url, { prefix: "theirs" })).toMatchObject({ from: 0, to: getNewestVersion() });
    expect((await stateOf(database.url, "theirs")).catalog).toEqual(expected);
    expect(await status(role.url, { prefix: "theirs" })).toMatchObject({ version: getNewestVersion() });
    expect((await plan(role.url, "down", { prefix: "theirs", version: 0 })).steps).toHaveLength(
      readVersions().migrations.length,
    );
    expect(await down(role.url, { prefix: "theirs", version: 0 })).toMatchObject({
      from: getNewestVersion(),
      to: 0,
    });
    const decoy = await withClient(database.url, (client) => readCatalog(client, "decoy"));
    expect(Object.keys(decoy.tables)).toHaveLength(4);
  });
});

/** What an unqualified name would meet first. */
const decoys = [
  ...["phoenix_kit", "phoenix_kit_users", "pg_class", "pg_namespace"].map(
    (table) => `CREATE TABLE decoy.${table} ()`,
  ),
  ...[
    "now()",
    "to_regclass(text)",
    "to_regtype(text)",
    "set_config(text, text, boolean)",
    "current_database()",
  ].map(trap),
  ...[
    "hashtextextended(text, bigint)",
    "pg_advisory_xact_lock(bigint)",
    "gen_random_uuid()",
    "lower(text)",
  ].map(trap),
  ...["current_setting(text, boolean)", "obj_description(oid, name)", "timezone(text, timestamptz)"].map(
    trap,
  ),
].join("; ");

function trap(signature: string): string {
  return `CREATE FUNCTION decoy.${signature} RETURNS text LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''led astray''; END'`;
}
