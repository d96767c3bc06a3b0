import { Client } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import type { Progress } from "../../src/migrate/types.ts";
import { up } from "../../src/migrate/up-down.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function createAt(version: number, major: (typeof fieldMajors)[number]): Promise<TestDatabase> {
  const database = await createDatabase({ version, major });
  cleanups.push(() => database.drop());
  return database;
}

/** A session with an open transaction that has read the users. */
async function holdUsers({ url }: TestDatabase): Promise<{ client: Client; pid: number }> {
  const client = new Client({ connectionString: url, application_name: "a long report" });
  client.on("error", () => undefined);
  await client.connect();
  cleanups.push(() => client.end());
  await client.query("BEGIN; SELECT FROM phoenix_kit_users");
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  return { client, pid: rows[0].pid };
}

describe.each(fieldMajors)("a step that waits for a table on PostgreSQL %i", (major) => {
  it("reports the process, role, application, age and query of the session that holds it", async () => {
    const database = await createAt(57, major);
    const { pid } = await holdUsers(database);
    const reasons: string[] = [];
    const stop = new AbortController();
    const onProgress = (progress: Progress) => {
      if (progress.type !== "retrying") return;
      reasons.push(progress.reason);
      stop.abort();
    };
    const run = up(database.url, { version: 58, lockTimeoutMs: 50, onProgress, signal: stop.signal });
    await expect(run).rejects.toMatchObject({ code: "aborted" });
    expect(reasons[0]).toMatch(
      new RegExp(
        `process ${pid} \\(role \\w+, application "a long report", idle in transaction for \\d+ s\\), ` +
          "which holds .*phoenix_kit_users.*: SELECT pg_backend_pid",
      ),
    );
  });

  it("keeps no reader waiting for more than two seconds", async () => {
    const database = await createAt(57, major);
    const { client } = await holdUsers(database);
    let longestMs = 0;
    let isRunning = true;
    const run = up(database.url, { version: 58 }).finally(() => {
      isRunning = false;
    });
    const until = performance.now() + 5_000;
    const readers: Promise<void>[] = [];
    while (performance.now() < until) {
      const startedMs = performance.now();
      readers.push(
        database.pool.query("SELECT count(*) FROM phoenix_kit_users").then(() => {
          longestMs = Math.max(longestMs, performance.now() - startedMs);
        }),
      );
      await readers.at(-1);
    }
    expect(isRunning).toBe(true);
    expect(longestMs).toBeLessThan(2_000);
    await client.query("COMMIT");
    expect(await run).toMatchObject({ to: 58 });
    await Promise.all(readers);
  });
});

it("a client's statement that waits is cancelled when the signal aborts", async () => {
  const database = await createAt(57, 18);
  await holdUsers(database);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  cleanups.push(() => client.end());
  const startedMs = performance.now();
  const run = up(client, { version: 58, lockTimeoutMs: 60_000, signal: AbortSignal.timeout(500) });
  await expect(run).rejects.toMatchObject({ code: "aborted" });
  expect(performance.now() - startedMs).toBeLessThan(20_000);
  expect(client.getTransactionStatus()).toBe("I");
});
