import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PhoenixKitError } from "../../src/error.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";
import { root } from "../support/root.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase({ from: "empty" });
});

afterEach(() => database.drop());

async function errorOf(run: Promise<unknown>): Promise<PhoenixKitError> {
  const error = await run.catch((reason: unknown) => reason);
  if (!(error instanceof PhoenixKitError)) throw new Error(`not an error of ours: ${error}`);
  return error;
}

/** The line of the file that an error names. */
function lineOf({ file = "", line = 0 }: PhoenixKitError): string | undefined {
  return readFileSync(join(root, "drizzle", file), "utf8").split("\n")[line - 1];
}

describe.each(["public", 'Käse "tenant"\n1'])("an error in the prefix %j", (prefix) => {
  const quoted = `"${prefix.replaceAll('"', '""')}"`;

  it("names version, file, line and statement, and has PostgreSQL's message and cause", async () => {
    await up(database.pool, { prefix, version: 6 });
    await database.pool.query(`CREATE SEQUENCE ${quoted}.phoenix_kit_email_events_email_log_id_idx`);
    const before = await stateOf(database.url, prefix);
    const error = await errorOf(up(database.pool, { prefix }));
    expect(error).toMatchObject({
      name: "PhoenixKitError",
      code: "step_failed",
      version: 7,
      file: "0006_v07_email_system.sql",
      statement: expect.stringContaining('CREATE INDEX "phoenix_kit_email_events_email_log_id_idx" ON'),
      message: expect.stringMatching(
        /^V07 failed \(0006_v07_email_system\.sql:\d+\): relation "phoenix_kit_email_events_email_log_id_idx" already exists$/,
      ),
      remedy: expect.stringContaining("nothing of this version was applied"),
      cause: expect.objectContaining({ code: "42P07" }),
    });
    expect(lineOf(error)).toContain('CREATE INDEX "phoenix_kit_email_events_email_log_id_idx" ON "public".');
    expect(await stateOf(database.url, prefix)).toEqual(before);
  });

  it("points at the line within a statement that PostgreSQL points at", async () => {
    await up(database.pool, { prefix, version: 5 });
    await database.pool.query(`ALTER TABLE ${quoted}.phoenix_kit RENAME COLUMN version TO number`);
    const error = await errorOf(up(database.pool, { prefix, version: 6 }));
    expect(error.message).toContain('column "version"');
    expect(lineOf(error)).toBe('DELETE FROM ONLY "public".phoenix_kit WHERE id = 6 OR version = 6;');
  });

  it("points at a line far down in a statement, too", async () => {
    await up(database.pool, { prefix, version: 7 });
    await database.pool.query(`ALTER TABLE ${quoted}.phoenix_kit_users RENAME COLUMN email TO mail`);
    const error = await errorOf(up(database.pool, { prefix, version: 8 }));
    expect(error).toMatchObject({ version: 8, file: "0007_v08_username_support.sql" });
    expect(error.statement).toMatch(/^DO \$do\$/);
    expect(error.line).toBeGreaterThan(20);
    expect(lineOf(error)).toMatch(/^DO \$do\$|email/);
  });

  it("names what of the host stands on what would go, with PostgreSQL's detail and hint", async () => {
    await up(database.pool, { prefix });
    await database.pool.query(
      `CREATE SCHEMA host; CREATE VIEW host.report AS SELECT file_name FROM ${quoted}.phoenix_kit_files`,
    );
    const error = await errorOf(down(database.pool, { prefix, version: 0 }));
    expect(error).toMatchObject({
      code: "dependent_objects",
      version: 20,
      file: "down/0019_v20_distributed_file_storage.sql",
      statement: expect.stringContaining("DROP TABLE"),
      detail: expect.stringContaining("view host.report depends on table"),
      hint: expect.stringContaining("CASCADE"),
      remedy: expect.stringContaining("nothing is cascaded"),
    });
    expect(lineOf(error)).toMatch(/^DROP TABLE .*"phoenix_kit_files"/);
    expect(await stateOf(database.url, prefix)).toMatchObject({ version: 20 });
    await database.pool.query("DROP VIEW host.report");
    expect(await down(database.pool, { prefix, version: 0 })).toMatchObject({ from: 20, to: 0 });
  });

  it("names the foreign key of a host's table in the same way", async () => {
    await up(database.pool, { prefix, version: 1 });
    await database.pool.query(`CREATE TABLE notes (author bigint REFERENCES ${quoted}.phoenix_kit_users)`);
    const error = await errorOf(down(database.pool, { prefix, version: 0 }));
    expect(error).toMatchObject({
      code: "dependent_objects",
      version: 1,
      detail: expect.stringContaining("notes"),
    });
    expect(lineOf(error)).toMatch(/^DROP TABLE /);
    expect(await stateOf(database.url, prefix)).toMatchObject({ version: 1 });
  });

  it("reports the message of a guard in a file, and its hint as the remedy", async () => {
    await up(database.pool, { prefix, version: 4 });
    await database.pool.query(`INSERT INTO ${quoted}.phoenix_kit_settings (key, value, date_added, date_updated)
      VALUES (' ', 'x', now(), now())`);
    const error = await errorOf(up(database.pool, { prefix }));
    expect(error).toMatchObject({
      code: "refused",
      version: 5,
      message: expect.stringContaining("blank key"),
    });
    expect(error.remedy).toBe(error.hint);
    expect(await stateOf(database.url, prefix)).toMatchObject({ version: 4 });
  });
});

describe("an error as JSON", () => {
  it("has all that a program wants to know, and no cause", async () => {
    await up(database.pool, { version: 6 });
    await database.pool.query("CREATE SEQUENCE phoenix_kit_email_events_email_log_id_idx");
    const error = await errorOf(up(database.pool));
    const { message, code, remedy, version, file, line, statement } = error;
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      message,
      code,
      remedy,
      version,
      file,
      line,
      statement,
    });
    expect(
      JSON.parse(JSON.stringify({ error: new PhoenixKitError("No.", { code: "refused", remedy: "Do." }) })),
    ).toEqual({
      error: { message: "No.", code: "refused", remedy: "Do." },
    });
  });

  it("is an Error like any other besides", () => {
    const cause = new Error("below");
    const error = new PhoenixKitError("No.", { code: "refused", remedy: "Do.", cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.cause, String(error)]).toEqual([
      "PhoenixKitError",
      cause,
      "PhoenixKitError: No.",
    ]);
    expect(error.stack).toContain("errors.test.ts");
    expect("cause" in new PhoenixKitError("No.", { code: "refused", remedy: "Do." })).toBe(false);
  });
});
