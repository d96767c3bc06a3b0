import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";
import { createRole, type TestRole } from "../support/roles.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  let database: TestDatabase;
  let owner: TestRole;
  let app: TestRole;
  let name: string;

  beforeEach(async () => {
    database = await createDatabase({ major, from: "empty" });
    owner = await createRole(database, { createOnDatabase: true });
    app = await createRole(database, { createOnDatabase: false });
    name = escapeIdentifier(app.name);
    await database.pool.query(`CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;
    CREATE SCHEMA kit AUTHORIZATION "${owner.name}"; GRANT USAGE ON SCHEMA kit TO ${name}`);
  });

  afterEach(async () => {
    await app.drop();
    await owner.drop();
    await database.drop();
  });

  const asOwner = (sql: string) => withClient(owner.url, (client) => client.query(sql));

  const migrate = (version: number) => up(owner.url, { prefix: "kit", version });

  async function access() {
    const { findings } = await doctor(owner.url, { prefix: "kit" });
    return findings.filter(({ check }) => check === "access");
  }

  const grantAll = () => `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA kit TO ${name};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA kit TO ${name}`;

  /** The SQL of a remedy. */
  const sqlOf = (remedy = "") => (remedy.match(/\b(?:GRANT|ALTER DEFAULT) [^;]*;/g) ?? []).join(" ");

  const addUser =
    "INSERT INTO kit.phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('a@b.c', 'x', now(), now())";

  describe("the application's role, which can use all tables that there are", () => {
    it("is named beforehand with the tables that it will lack, and the remedy makes them usable", async () => {
      await migrate(27);
      await asOwner(grantAll());
      const [found, ...others] = await access();
      expect([found?.level, found?.message, others]).toEqual([
        "warning",
        expect.stringMatching(
          new RegExp(`${app.name}.* pending versions .*V39.*phoenix_kit_role_permissions`),
        ),
        [],
      ]);
      await asOwner(sqlOf(found?.remedy));
      expect(await access()).toEqual([]);
      await migrate(getNewestVersion());
      expect(await access()).toEqual([]);
    });

    it("is named with the tables that it lacks afterwards, and the remedy makes them usable", async () => {
      await migrate(27);
      await asOwner(grantAll());
      await migrate(getNewestVersion());
      const [found, ...others] = await access();
      expect([found?.level, found?.message, others]).toEqual([
        "warning",
        expect.stringMatching(new RegExp(`${app.name}.* lacks rights on .*phoenix_kit_role_permissions`)),
        [],
      ]);
      expect(found?.remedy).toContain(
        `GRANT SELECT, INSERT, UPDATE, DELETE ON "kit"."phoenix_kit_role_permissions" TO ${name};`,
      );
      await asOwner(sqlOf(found?.remedy));
      expect(await access()).toEqual([]);
      await withClient(app.url, (client) => client.query("SELECT FROM kit.phoenix_kit_role_permissions"));
    });

    it("is named after tables have gone and come back", async () => {
      await migrate(getNewestVersion());
      await asOwner(grantAll());
      expect(await access()).toEqual([]);
      await down(owner.url, { prefix: "kit", version: 20 });
      await migrate(getNewestVersion());
      const [found] = await access();
      expect(found?.message).toContain("phoenix_kit_audit_logs");
      await asOwner(sqlOf(found?.remedy));
      expect(await access()).toEqual([]);
    });

    it.each([
      [
        "only the right to read",
        () => `ALTER DEFAULT PRIVILEGES IN SCHEMA kit GRANT SELECT ON TABLES TO ${name}`,
        "INSERT",
      ],
      ["the right to read by way of a group", () => `GRANT pg_read_all_data TO ${name}`, "INSERT"],
    ])("is named with what it lacks when new tables give it %s", async (_, sql, lacking) => {
      await migrate(27);
      await asOwner(grantAll());
      await (sql().startsWith("ALTER") ? asOwner(sql()) : database.pool.query(sql()));
      const before = await access();
      await migrate(getNewestVersion());
      const after = await access();
      for (const [found] of [before, after])
        expect(found?.remedy).toContain(`GRANT ${lacking}, UPDATE, DELETE ON`);
      await asOwner(sqlOf(after[0]?.remedy));
      expect(await access()).toEqual([]);
    });
  });

  describe("the function that defaults call", () => {
    const grantTables =
      () => `ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${name};
    ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO ${name};
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`;

    it("is named with the role that may not execute it, and the remedy makes inserts work", async () => {
      await asOwner(grantTables());
      await migrate(getNewestVersion());
      const [found, ...others] = await access();
      expect([found?.message, others]).toEqual([
        expect.stringMatching(
          new RegExp(`${app.name}.* lacks EXECUTE ON FUNCTION kit\\.uuid_generate_v7\\(\\)\\.$`),
        ),
        [],
      ]);
      await asOwner(sqlOf(found?.remedy));
      expect(await access()).toEqual([]);
      await withClient(app.url, (client) => client.query(addUser));
    });

    it("is named before the version that creates it", async () => {
      await asOwner(grantTables());
      await migrate(27);
      const [found] = await access();
      expect(found?.message).toContain("function uuid_generate_v7()");
      await asOwner(sqlOf(found?.remedy));
      await migrate(getNewestVersion());
      expect(await access()).toEqual([]);
      await withClient(app.url, (client) => client.query(addUser));
    });
  });

  describe("sequences and the schema", () => {
    it.each([
      [
        "sequences",
        () => `REVOKE USAGE ON ALL SEQUENCES IN SCHEMA kit FROM ${name}`,
        "USAGE ON SEQUENCE kit.phoenix_kit_users_id_seq",
      ],
      ["the schema", () => `REVOKE USAGE ON SCHEMA kit FROM ${name}`, "USAGE ON SCHEMA kit"],
    ])("%s that the role cannot use are named, and the remedy makes inserts work", async (_, sql, lack) => {
      await migrate(27);
      await asOwner(`${grantAll()}; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO ${name}`);
      expect(await access()).toEqual([]);
      await asOwner(sql());
      const [found] = await access();
      expect(found?.remedy).toContain(lack);
      await asOwner(sqlOf(found?.remedy));
      expect(await access()).toEqual([]);
      await withClient(app.url, (client) => client.query(addUser));
    });
  });

  describe("roles of which nothing is said", () => {
    it.each([
      [
        "a role with rights on a few tables",
        () => `GRANT SELECT ON kit.phoenix_kit_users, kit.phoenix_kit_settings TO ${name}`,
      ],
      [
        "a role that may not change a table of some version, but newer ones",
        () => `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA kit TO ${name};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA kit TO ${name};
        REVOKE UPDATE, DELETE ON kit.phoenix_kit_audit_logs FROM ${name}; REVOKE ALL ON kit.phoenix_kit FROM ${name};
        REVOKE ALL ON kit.phoenix_kit_users_tokens FROM ${name}`,
      ],
      [
        "a member of the owner",
        () => `GRANT "${owner.name}" TO ${name}; GRANT SELECT ON ALL TABLES IN SCHEMA kit TO ${name}`,
      ],
    ])("%s", async (_, sql) => {
      await migrate(getNewestVersion());
      await database.pool.query(sql());
      expect(await access()).toEqual([]);
    });

    it("a superuser", async () => {
      await migrate(27);
      await database.pool.query(
        `ALTER ROLE ${name} SUPERUSER; GRANT SELECT ON ALL TABLES IN SCHEMA kit TO ${name}`,
      );
      expect(await access()).toEqual([]);
    });
  });

  it("everybody, if PUBLIC has rights on all tables that there were", async () => {
    await migrate(27);
    await asOwner("GRANT SELECT ON ALL TABLES IN SCHEMA kit TO PUBLIC");
    await migrate(getNewestVersion());
    const [found] = await access();
    expect(found?.remedy).toContain("TO PUBLIC;");
    await asOwner(sqlOf(found?.remedy));
    expect(await access()).toEqual([]);
  });

  it("a function of ours that another role owns is an error of doctor as a table is", async () => {
    await migrate(getNewestVersion());
    await database.pool.query("ALTER FUNCTION kit.uuid_generate_v7() OWNER TO CURRENT_USER");
    const { findings } = await doctor(owner.url, { prefix: "kit" });
    expect(findings).toContainEqual({
      check: "tables",
      level: "error",
      message: expect.stringContaining("owns uuid_generate_v7(); only the owner can alter a function"),
      remedy: expect.stringContaining("GRANT"),
    });
  });
});
