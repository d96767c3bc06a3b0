import { escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verify } from "../../src/drift/verify.ts";
import { makePhoenixKits } from "../drift/phoenixkit.ts";
import { contentsOf } from "../support/catalogs.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";
import { phoenixKit } from "./phoenix-kit.ts";

let database: TestDatabase;
const run = (args: string[], url = database.url) =>
  phoenixKit(["adopt", ...args], { env: { DATABASE_URL: url } });

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
  await makePhoenixKits(database.pool, "public", 27);
});
afterEach(() => database.drop());

describe("phoenix-kit adopt", () => {
  it("shows what it would run, and refuses without a terminal to confirm on", async () => {
    const before = await contentsOf(database.pool, "public");
    const { exitCode, stdout, stderr } = await run([]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("-- column phoenix_kit_user_role_assignments.is_active is missing\nALTER TABLE");
    expect(stderr).toContain("Add --yes");
    expect(await contentsOf(database.pool, "public")).toEqual(before);
  });

  it("adopts the schema with --yes, and lists the unmanaged tables", async () => {
    const { exitCode, stdout } = await run(["--yes"]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^Adopted schema "public" at V27: \d+ statements run\.$/),
      "You can now use up, down and drizzle-kit migrate.",
      "Unmanaged tables, unchanged: oban_jobs, oban_peers",
    ]);
    expect(await verify(database.pool)).toMatchObject({ version: 27, ok: true });
  });

  it("uses --at if there is no marker, and prints JSON", async () => {
    await database.pool.query("COMMENT ON TABLE phoenix_kit IS NULL");
    const refused = await run(["--yes"]);
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("phoenix-kit adopt --at <version>"),
    });
    const { exitCode, stdout } = await run(["--at", "27", "--yes", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ prefix: "public", from: null, version: 27, adopted: true });
  });

  it("refuses a wrong marker with the whole report", async () => {
    await database.pool.query("COMMENT ON TABLE phoenix_kit IS '12'");
    const { exitCode, stdout } = await run(["--yes", "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: "not_adoptable",
        detail: expect.stringContaining("This schema has, and V12 has not:"),
        remedy: expect.stringContaining("--at 27"),
      },
    });
  });

  it("points to doctor after a restore without extensions, with a list that is cut", async () => {
    await database.pool.query(`DROP EXTENSION citext CASCADE; DROP TABLE phoenix_kit_email_logs CASCADE;
      COMMENT ON TABLE phoenix_kit IS '137'`);
    const { exitCode, stdout } = await run(["--yes", "--json"]);
    expect(exitCode).toBe(1);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({
      code: "not_adoptable",
      detail: expect.stringMatching(/ and \d{2,} more\./),
      remedy: expect.stringMatching(/lacks the extension\(s\) citext, pg_trgm.*phoenix-kit doctor/),
    });
    expect(error.detail.length).toBeLessThan(4_000);
  });

  it("with --accept-not-valid leaves a key NOT VALID that rows do not meet, and prints how many", async () => {
    const name = "phoenix_kit_users_tokens_user_id_fkey";
    await database.pool.query(`ALTER TABLE phoenix_kit_users_tokens DROP CONSTRAINT ${name};
      INSERT INTO phoenix_kit_users_tokens (user_id, token, context, inserted_at) VALUES (7, 'x', 'session', now())`);
    expect(await run(["--yes"])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/1 rows refer to nothing[\s\S]*--accept-not-valid/),
    });
    const { exitCode, stdout, stderr } = await run(["--yes", "--accept-not-valid"]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("at V27: ")]);
    expect(stderr).toMatch(
      /1 difference needs a manual fix:[\s\S]*stays NOT VALID[\s\S]*1 rows refer to nothing:/,
    );
    const { rows } = await database.pool.query(
      `SELECT convalidated FROM pg_constraint WHERE conname = '${name}'`,
    );
    expect(rows).toEqual([{ convalidated: false }]);
  });

  it("needs no right to create a schema to show what it would change", async () => {
    const role = await createRole(database, { createOnDatabase: false });
    await database.pool.query(
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${escapeIdentifier(role.name)}`,
    );
    const { exitCode, stderr } = await run([], role.url);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Refusing to change the schema without confirmation");
    await role.drop();
  });
});
