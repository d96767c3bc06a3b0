import { describe, expect, it } from "vitest";
import { checkServerVersion } from "../../src/doctor/checks/server.ts";
import { doctor } from "../../src/doctor/doctor.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { changeUrl } from "../support/admin.ts";
import { stateOf } from "../support/processes.ts";
import { bad, sqlOf, useFindings } from "./findings.ts";

const { database, role, roleName, asAdmin, findingsOf, problems } = useFindings();

describe("doctor on a sound database", () => {
  it.each([0, 7, getNewestVersion()])("reports no warning and no error at V%i", async (version) => {
    await up(database().pool, { version });
    const before = await stateOf(database().url);
    const report = await doctor(database().url);
    expect(report).toMatchObject({ prefix: "public", ok: true });
    expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([]);
    const checks = report.findings.map(({ check }) => check);
    expect(checks).toEqual(expect.arrayContaining(["server", "pooler", "extensions", "marker", "sessions"]));
    expect([report, report.findings, ...report.findings].every(Object.isFrozen)).toBe(true);
    expect(await stateOf(database().url)).toEqual(before);
  });

  it("leaves no transaction open on the client that it was given, whatever the prefix is", async () => {
    const prefix = `Käse "x" o'y \\`;
    await up(database().pool, { prefix, version: 8 });
    const client = await database().pool.connect();
    expect(await problems(client, prefix)).toEqual([]);
    expect(client.getTransactionStatus()).toBe("I");
    client.release();
  });

  it.each([
    { number: 140_019, text: "14.19", level: "error" },
    { number: 150_000, text: "15.0", level: "ok" },
    { number: 189_999, text: "18.99", level: "ok" },
    { number: 190_000, text: "19beta1", level: "warning" },
  ])("reports PostgreSQL $text as $level", ({ number, text, level }) => {
    expect(checkServerVersion(number, text)).toMatchObject({ level, message: expect.stringContaining(text) });
  });
});

describe("doctor on a database that it cannot reach", () => {
  it.each([
    ["no server", (url: string) => Object.assign(new URL(url), { port: "1" }).href, "database_unreachable"],
    ["no such role", (url: string) => changeUrl(url, { user: "nobody_at_all" }), "authentication_failed"],
    ["no such database", (url: string) => changeUrl(url, { database: "nowhere" }), "database_missing"],
  ])("throws a typed error if there is %s", async (_, changed, code) => {
    await expect(doctor(changed(database().url))).rejects.toMatchObject({ name: "PhoenixKitError", code });
  });
});

describe("doctor as a role with few rights", () => {
  const withExtensions = "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;";
  const schema = () => `CREATE SCHEMA theirs AUTHORIZATION ${roleName()};`;
  const grantTables = () =>
    `GRANT ALL ON SCHEMA theirs TO ${roleName()}; GRANT ALL ON ALL TABLES IN SCHEMA theirs TO ${roleName()}`;

  it.each([
    {
      lacks: "the schema",
      sql: () => withExtensions,
      expected: () => [
        bad("error", "schema", "cannot create it", `CREATE SCHEMA "theirs" AUTHORIZATION ${roleName()}`),
      ],
    },
    {
      lacks: "CREATE in the schema",
      sql: () => `${withExtensions} CREATE SCHEMA theirs; GRANT USAGE ON SCHEMA theirs TO ${roleName()}`,
      expected: () => [
        bad("error", "schema", "cannot create objects", 'GRANT USAGE, CREATE ON SCHEMA "theirs"'),
      ],
    },
    {
      lacks: "the extensions",
      sql: () => schema(),
      expected: () => [
        bad("error", "extensions", "citext (from V01 on) is missing", "CREATE EXTENSION citext"),
        bad("error", "extensions", "pg_trgm (from V111 on) is missing", "CREATE EXTENSION pg_trgm"),
      ],
    },
    {
      lacks: "the use of an extension's schema",
      sql: () =>
        `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION pg_trgm; ${schema()}`,
      expected: () => [
        bad("error", "extensions", "cannot use", `GRANT USAGE ON SCHEMA "ext" TO ${roleName()}`),
      ],
    },
    {
      lacks: "the schema public, into which extensions go",
      sql: () =>
        `DROP SCHEMA public; GRANT CREATE ON DATABASE "${database().name}" TO ${roleName()}; ${schema()}`,
      expected: () => [
        bad("error", "extensions", "citext", "CREATE EXTENSION citext SCHEMA"),
        bad("error", "extensions", "pg_trgm", "CREATE EXTENSION pg_trgm SCHEMA"),
      ],
    },
    {
      lacks: "nothing, because it owns the schema",
      sql: () => `${withExtensions} ${schema()}`,
      expected: () => [],
    },
    {
      lacks: "nothing, because it can create schemas in the database",
      sql: () => `GRANT CREATE ON DATABASE "${database().name}" TO ${roleName()}`,
      expected: () => [],
    },
  ])("reports an error if, and only if, up fails for a role that lacks $lacks", async ({ sql, expected }) => {
    await asAdmin(sql());
    expect(await problems(role().url, "theirs")).toEqual(expected());
    const moved = await up(role().url, { prefix: "theirs" }).then(
      () => true,
      () => false,
    );
    expect(moved).toBe(expected().length === 0);
  });

  it("names the owner of the tables, and what the role cannot read", async () => {
    await up(database().pool, { prefix: "theirs", version: 5 });
    const owner = bad("error", "tables", "only the owner", "GRANT ");
    const unread = bad(
      "warning",
      "history",
      "cannot read",
      `GRANT SELECT ON "theirs".phoenix_kit TO ${roleName()}`,
    );
    const shut = bad("error", "schema", "cannot create objects", "GRANT USAGE, CREATE");
    expect(await problems(role().url, "theirs")).toEqual([
      shut,
      owner,
      bad("error", "extensions", "pg_trgm", "CREATE EXTENSION"),
      unread,
    ]);
    await asAdmin(`CREATE EXTENSION pg_trgm; ${grantTables()}`);
    expect(await problems(role().url, "theirs")).toEqual([owner]);
    await expect(up(role().url, { prefix: "theirs" })).rejects.toMatchObject({
      code: "insufficient_privilege",
    });
  });

  it("names the grants that the role needs to write drizzle-kit's journal", async () => {
    await asAdmin(`${withExtensions} GRANT CREATE ON SCHEMA public TO ${roleName()}`);
    expect((await findingsOf(role().url)).find(({ check }) => check === "journal")).toMatchObject({
      level: "ok",
      message: expect.stringContaining("There is no journal"),
    });
    await asAdmin("CREATE SCHEMA drizzle");
    await asAdmin(
      "CREATE TABLE drizzle.__phoenix_kit_migrations (id serial PRIMARY KEY, hash text, created_at bigint)",
    );
    const [finding, ...others] = await problems(role().url);
    expect([finding, others]).toEqual([bad("warning", "journal", "cannot write", "GRANT "), []]);
    await asAdmin(sqlOf(finding));
    expect(await problems(role().url)).toEqual([]);
  });

  it("names the settings of the role that would stop a migration", async () => {
    await up(database().pool);
    await asAdmin(`ALTER ROLE ${roleName()} SET default_transaction_read_only = on;
      ALTER ROLE ${roleName()} SET statement_timeout = '10min'; ALTER ROLE ${roleName()} SET search_path = '';
      ALTER ROLE ${roleName()} SET standard_conforming_strings = off; ALTER ROLE ${roleName()} SET lock_timeout = '1h';
      GRANT CREATE ON SCHEMA public TO ${roleName()}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${roleName()};
      GRANT USAGE ON SCHEMA drizzle TO ${roleName()}`);
    expect(await problems(role().url)).toMatchObject([
      bad(
        "warning",
        "writes",
        "(set by: user)",
        `ALTER ROLE ${roleName()} SET default_transaction_read_only`,
      ),
      bad(
        "warning",
        "timeouts",
        "statement_timeout is 10min",
        `ALTER ROLE ${roleName()} SET statement_timeout = 0`,
      ),
      { check: "tables" },
      { check: "journal" },
    ]);
  });
});
