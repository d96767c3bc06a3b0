import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planRepair, type RepairOptions, repair } from "../../src/drift/repair.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

const index = "phoenix_kit_email_logs_message_id_uidx";
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe.each(fieldMajors)("a repair on PostgreSQL %i", (major) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase({ major });
    cleanups.push(() => database.drop());
  });

  /** A session whose transaction has begun with `sql` and stays open. */
  async function holdTransaction(sql: string): Promise<{ client: Client; pid: number }> {
    const client = new Client({ connectionString: database.url, application_name: "a long report" });
    client.on("error", () => undefined);
    await client.connect();
    cleanups.push(() => client.end());
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ; ${sql}`);
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    return { client, pid: rows[0].pid };
  }

  const describesHolder = (pid: number) =>
    new RegExp(
      `process ${pid} \\(role \\w+, application "a long report", idle in transaction for \\d+ s\\).*: SELECT pg_backend_pid`,
    );

  /** Starts a repair, and waits until it reports that it waits. */
  async function startWaiting(options: RepairOptions = {}, url = database.url) {
    let told: (reason: string) => void;
    const reason = new Promise<string>((resolve) => {
      told = resolve;
    });
    const run = repair(url, {
      ...options,
      onWaiting: (wait) => told(`${wait.statement.sql} ${wait.reason}`),
    });
    run.catch(() => undefined);
    return { run, reason: await Promise.race([reason, run.then(() => "nothing")]) };
  }

  it("names whom an index that is built beside writers waits for, and no lock_timeout of the role ends the wait", async () => {
    await database.pool.query(`DROP INDEX ${index}`);
    const { client, pid } = await holdTransaction("SELECT FROM phoenix_kit_email_logs LIMIT 1");
    const { run, reason } = await startWaiting({}, `${database.url}?options=-c%20lock_timeout%3D100`);
    expect(reason).toMatch(describesHolder(pid));
    expect(reason).toContain(index);
    await client.query("COMMIT");
    expect(await run).toMatchObject({ ok: true, statements: [{ concurrent: true }] });
  });

  it("names whom a statement waits for that is tried again", async () => {
    await database.pool.query("ALTER TABLE phoenix_kit_users ALTER COLUMN is_active DROP DEFAULT");
    const { client, pid } = await holdTransaction("SELECT FROM phoenix_kit_users LIMIT 1");
    const { run, reason } = await startWaiting();
    expect(reason).toMatch(describesHolder(pid));
    await client.query("COMMIT");
    expect(await run).toMatchObject({ ok: true });
  });

  it("that is aborted cancels what it runs and names the INVALID index, which the next repair builds", async () => {
    await database.pool.query(`DROP INDEX ${index}`);
    const { client } = await holdTransaction("SELECT FROM phoenix_kit_email_logs LIMIT 1");
    const stop = new AbortController();
    const own = new Client({ connectionString: database.url });
    await own.connect();
    cleanups.push(() => own.end());
    const run = repair(own, { signal: stop.signal, onWaiting: () => stop.abort() });
    await expect(run).rejects.toMatchObject({
      code: "aborted",
      statement: expect.stringContaining(index),
      detail: expect.stringContaining(`DROP INDEX CONCURRENTLY public.${index};`),
    });
    expect(own.getTransactionStatus()).toBe("I");
    expect((await own.query("SHOW lock_timeout")).rows).toEqual([{ lock_timeout: "0" }]);
    await client.query("COMMIT");
    expect(await repair(own)).toMatchObject({
      ok: true,
      statements: [{ sql: expect.stringContaining("REINDEX") }],
    });
  });

  it("drops the INVALID copies that an interrupted REINDEX has left before it builds the index again", async () => {
    const copy = index.replace(/$/, "_ccnew");
    await database.pool.query(
      `CREATE INDEX ${copy} ON phoenix_kit_email_logs (message_id);
       CREATE INDEX other_ccnew ON phoenix_kit_email_logs (message_id);
       UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('${index}'::regclass, '${copy}'::regclass)`,
    );
    const { statements } = await planRepair(database.url);
    expect(statements.map(({ sql }) => sql)).toEqual([
      `DROP INDEX CONCURRENTLY "public"."${copy}";`,
      `REINDEX INDEX CONCURRENTLY "public"."${index}";`,
    ]);
    expect(await repair(database.url)).toMatchObject({ ok: true });
    const { rows } = await database.pool.query(
      "SELECT relname FROM pg_class WHERE relname LIKE '%ccnew' ORDER BY 1",
    );
    expect(rows).toEqual([{ relname: "other_ccnew" }]);
  });
});
