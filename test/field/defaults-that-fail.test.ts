import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  let database: TestDatabase | undefined;

  afterEach(async () => {
    await database?.drop();
    database = undefined;
  });

  async function databaseWith(version: number, sql: string): Promise<TestDatabase> {
    database = await createDatabase({ major, version });
    await database.pool.query(sql);
    return database;
  }

  async function problemsOf({ pool }: TestDatabase, name: string) {
    const { findings } = await doctor(pool);
    return findings.filter(({ level, check }) => level !== "ok" && check === name);
  }

  const users = `INSERT INTO phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
  SELECT n, n || '@example.com', 'x', now(), now() FROM generate_series(1, 20) n;`;

  describe("a sequence that is behind the rows of its table", () => {
    it.each([
      ["that was never used", users],
      ["that was set back", `${users} SELECT setval('phoenix_kit_users_id_seq', 20, false)`],
      ["that a dump set to 1", `${users} SELECT setval('phoenix_kit_users_id_seq', 1)`],
    ])("%s is a warning of doctor, and its remedy makes inserts work", async (_, sql) => {
      const db = await databaseWith(27, sql);
      const [found, ...others] = await problemsOf(db, "sequences");
      expect([found?.level, found?.message, others]).toEqual([
        "warning",
        expect.stringMatching(
          /^Sequence public\.phoenix_kit_users_id_seq .*public\.phoenix_kit_users\.id goes up to 20/,
        ),
        [],
      ]);
      await db.pool.query(found?.remedy ?? "");
      await db.pool.query(
        "INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at) VALUES ('new@example.com', 'x', now(), now())",
      );
      expect(await problemsOf(db, "sequences")).toEqual([]);
    });

    it.each([
      ["is ahead", `${users} SELECT setval('phoenix_kit_users_id_seq', 20)`],
      ["is unused by a table without rows", ""],
      ["is of the application", "CREATE TABLE host_table (id serial); INSERT INTO host_table VALUES (7)"],
    ])("is not mentioned when it %s", async (_, sql) => {
      expect(await problemsOf(await databaseWith(27, sql), "sequences")).toEqual([]);
    });
  });

  describe("a function that defaults call", () => {
    const replace = (language: string, body: string) =>
      `CREATE OR REPLACE FUNCTION uuid_generate_v7() RETURNS uuid LANGUAGE ${language} AS $$ ${body} $$`;

    it.each([
      ["calls a function of a newer server", replace("plpgsql", "BEGIN RETURN uuidv77(); END")],
      ["raises an error", replace("plpgsql", "BEGIN RAISE EXCEPTION 'no'; END")],
    ])("is an error of doctor when it %s", async (_, sql) => {
      const db = await databaseWith(getNewestVersion(), sql);
      expect(await problemsOf(db, "functions")).toEqual([
        {
          check: "functions",
          level: "error",
          message: expect.stringMatching(/^Function public\.uuid_generate_v7\(\), .*fails on this server/),
          remedy: expect.stringContaining("phoenix-kit repair"),
        },
      ]);
    });

    it.each([
      [
        "relies on the role's search_path",
        "CREATE FUNCTION host_uuid() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'; " +
          replace("plpgsql", "BEGIN RETURN host_uuid(); END"),
      ],
      ["is as the version made it", ""],
    ])("is not mentioned when it %s", async (_, sql) => {
      expect(await problemsOf(await databaseWith(getNewestVersion(), sql), "functions")).toEqual([]);
    });
  });
});
