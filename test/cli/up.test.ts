import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { ClientBase } from "pg";
import { describe, expect, it } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { createDatabase, type TestDatabase, useDatabase } from "../support/database.ts";
import { commandLine, phoenixKit, printed } from "./phoenix-kit.ts";

const lock = `SELECT pg_advisory_xact_lock(hashtextextended('"public".phoenix_kit', 0))`;

async function markerOf({ pool }: TestDatabase): Promise<string> {
  const { rows } = await pool.query("SELECT obj_description('public.phoenix_kit'::regclass) AS marker");
  return rows[0].marker;
}

describe("phoenix-kit up", () => {
  const database = useDatabase({ from: "empty" });

  it("prints one line per version, and then how to connect", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["up", "--to", "2", "--url", database().url]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^✔ V01 Initial setup {2}\d+ ms\n✔ V02 Role system {2}\d+ ms$/);
    expect(stdout).toMatch(/^V00 → V02: 2 steps in \d+ ms\.\nConnect with postgres\S*:\/\/\S+$/);
  });

  it("uses the database of DATABASE_URL, and prints one JSON object with --json", async () => {
    const env = { DATABASE_URL: database().url };
    const { exitCode, stdout } = await phoenixKit(["up", "--to", "3", "--json"], { env });
    expect(exitCode).toBe(0);
    const step = { version: 3, title: "Settings system", direction: "up", outcome: "applied" };
    expect(JSON.parse(stdout)).toMatchObject({
      prefix: "public",
      from: 2,
      to: 3,
      steps: [{ ...step, durationMs: expect.any(Number) }],
      database: { source: "environment", url: expect.stringContaining(database().name) },
    });
  });

  it("says how to go back if the schema is above --to, and changes nothing", async () => {
    const { exitCode, stdout } = await phoenixKit(["up", "--to", "1", "--url", database().url]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Already at V03, nothing to do.\nTo go back to V01: phoenix-kit down --to 1\n");
    expect(await markerOf(database())).toBe("3");
  });

  it("migrates to the newest version, and then has nothing to do", async () => {
    await phoenixKit(["up", "--url", database().url]);
    expect(await markerOf(database())).toBe(String(getNewestVersion()));
    const { exitCode, stdout, stderr } = await phoenixKit(["up", "--url", database().url]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Already at V${getNewestVersion()}, nothing to do\\.\n`));
  });

  it.each(["-x", 'Käse "tenant" 1'])("accepts the prefix %s", async (prefix) => {
    const args = ["up", "--to", "1", "--url", database().url, `--prefix=${prefix}`, "--json"];
    expect(JSON.parse((await phoenixKit(args)).stdout)).toMatchObject({ prefix, from: 0, to: 1 });
  });

  it("fails if the prefix's schema is missing and must not be created", async () => {
    const args = ["up", "--no-create-schema", "--prefix", "absent", "--url", database().url];
    const { exitCode, stdout, stderr } = await phoenixKit(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^error: Schema "absent" does not exist\.\n→ Create it/);
  });
});

describe("phoenix-kit up next to other sessions", () => {
  it("says that it waits for another runner, and continues after it", async () => {
    const database = await createDatabase({ from: "empty" });
    const other = await database.pool.connect();
    await other.query("BEGIN").then(() => other.query(lock));
    const child = phoenixKit(["up", "--to", "1", "--url", database.url]);
    await printed(child.stderr, "Waiting for another runner…");
    await other.query("COMMIT");
    expect(await child).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("V00 → V01") });
    other.release();
    await database.drop();
  });

  it("rolls back the current step on SIGINT and leaves a complete version", async () => {
    const database = await createDatabase({ from: "empty" });
    await phoenixKit(["up", "--to", "7", "--url", database.url]);
    const other = await database.pool.connect();
    await other.query("BEGIN; LOCK TABLE phoenix_kit_users");
    const child = phoenixKit(["up", "--json", "--url", database.url]);
    // V08 changes the users. It does not get their lock within lock_timeout, and retries.
    await printed(child.stderr, "↻ Retrying V08");
    child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode).toBe(130);
    expect(stderr).toContain("Interrupted: rolling back the current step.");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "aborted" } });
    await other.query("COMMIT").then(() => other.release());
    expect(await markerOf(database)).toBe("7");
    expect((await phoenixKit(["up", "--url", database.url])).exitCode).toBe(0);
    await database.drop();
  });

  it("exits immediately on a second SIGINT, and leaves a complete version", async () => {
    const database = await createDatabase({ from: "empty" });
    await phoenixKit(["up", "--to", "7", "--url", database.url]);
    const other = await database.pool.connect();
    await other.query("BEGIN; LOCK TABLE phoenix_kit_users");
    const child = phoenixKit(["up", "--url", database.url]);
    await blocked(other);
    child.kill("SIGINT");
    await printed(child.stderr, "Press Ctrl-C again to exit immediately.");
    await sleep(1000);
    const asked = performance.now();
    child.kill("SIGINT");
    expect((await child).exitCode).toBe(130);
    expect(performance.now() - asked).toBeLessThan(1000);
    await other.query("COMMIT").then(() => other.release());
    expect(await markerOf(database)).toBe("7");
    await database.drop();
  });

  it("ends quietly when its output pipe is closed", async () => {
    const database = await createDatabase({ from: "empty" });
    const plan = commandLine(["plan", "up", "--to", "23", "--url", database.url]);
    const piped = await execa("bash", ["-c", `set -o pipefail; "$@" | head -n 1`, "bash", ...plan]);
    expect(piped).toMatchObject({ exitCode: 0, stdout: "-- V01 Initial setup", stderr: "" });
    await database.drop();
  });
});

/** Waits until another session waits for a lock. */
async function blocked(client: ClientBase): Promise<void> {
  const waiting =
    "SELECT FROM pg_locks JOIN pg_database d ON d.oid = database AND d.datname = current_database() WHERE NOT granted";
  while ((await client.query(waiting)).rows.length === 0) await sleep(20);
}

describe("phoenix-kit up --online", () => {
  const database = useDatabase({ version: 136 });

  it("prepares V137, prints what it did, and can undo what did not reach its step", async () => {
    const url = ["--url", database().url];
    await database().pool.query(
      `CREATE INDEX phoenix_kit_email_logs_compress_scan_index ON phoenix_kit_email_logs (sent_at) WHERE body_full IS NOT NULL`,
    );
    const shown = await phoenixKit(["status", ...url]);
    expect(shown.stdout).toContain("\nPrepared V137  phoenix_kit_email_logs_compress_scan_index\n");
    const undone = await phoenixKit(["up", "--undo-preparations", ...url]);
    expect(undone).toMatchObject({
      exitCode: 0,
      stdout: "Dropped phoenix_kit_email_logs_compress_scan_index.",
    });
    expect((await phoenixKit(["up", "--undo-preparations", ...url])).stdout).toBe("Nothing was prepared.");
    const { exitCode, stderr } = await phoenixKit(["up", "--online", "--to", "137", ...url]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^• V137 prepared: phoenix_kit_email_logs_v137_helper_index {2}\d+ ms\n/);
    expect(stderr).toMatch(/\n• V137 prepared: phoenix_kit_email_events {2}\d+ ms\n/);
    expect(stderr).toMatch(/\n✔ V137 Email event deduplication {2}\d+ ms$/);
    const wrong = await phoenixKit(["up", "--undo-preparations", "--to", "3", ...url]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
