import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Progress } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { findDamage, useCatalogsByVersion } from "../support/catalogs-by-version.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";
import { createRole } from "../support/roles.ts";

let database: TestDatabase;
let holder: Client;
const catalogs = useCatalogsByVersion();
let told: Progress[] = [];
const onProgress = (progress: Progress) => void told.push(progress);

beforeEach(async () => {
  told = [];
  database = await createDatabase({ from: "empty" });
  await up(database.pool, { version: 7 });
  holder = new Client({ connectionString: database.url });
  await holder.connect();
});

afterEach(async () => {
  await holder.end();
  await database.drop();
});

const holds = {
  "all of a table": "LOCK TABLE phoenix_kit_users IN ACCESS EXCLUSIVE MODE",
  "a row of it": "UPDATE phoenix_kit_users SET first_name = 'Somebody'",
  "a look at it": "SELECT count(*) FROM phoenix_kit_users",
};

const insertUser = `INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
  VALUES ('a@b.c', '', now(), now())`;

async function hold(what: keyof typeof holds): Promise<void> {
  await database.pool.query(insertUser);
  await holder.query(`BEGIN; ${holds[what]}`);
}

const release = () => holder.query("ROLLBACK");
async function until(type: Progress["type"]): Promise<void> {
  while (!told.some((one) => one.type === type)) await sleep(2);
}

async function expectWhole(version: number): Promise<void> {
  const state = await stateOf(database.url);
  expect([state.version, ...findDamage(state, catalogs())]).toEqual([version]);
}

describe("another session that holds", () => {
  it.each(Object.keys(holds) as (keyof typeof holds)[])(
    "%s: the step is retried until the lock is released",
    async (what) => {
      await hold(what);
      const run = up(database.pool, { version: 9, lockTimeoutMs: 50, onProgress });
      await until("retrying");
      await release();
      expect((await run).steps.map(({ version }) => version)).toEqual([8, 9]);
      expect(told).toContainEqual({
        type: "retrying",
        version: 8,
        attempt: 1,
        reason: expect.stringContaining("lock timeout"),
      });
      await expectWhole(9);
    },
  );

  it("a table that a down migration needs: its step is retried, too", async () => {
    await up(database.pool, { version: 8 });
    await holder.query(`BEGIN; ${holds["a look at it"]}`);
    const run = down(database.pool, { version: 7, lockTimeoutMs: 50, onProgress });
    await until("retrying");
    await release();
    expect(await run).toMatchObject({ from: 8, to: 7 });
    await expectWhole(7);
  });
});

describe("the application", () => {
  it("never queues behind a waiting step for longer than lockTimeout", async () => {
    await hold("a look at it");
    const controller = new AbortController();
    const run = up(database.pool, { lockTimeoutMs: 100, onProgress, signal: controller.signal }).catch(
      () => undefined,
    );
    const waits: number[] = [];
    while (!told.some((one) => one.type === "retrying" && one.attempt >= 2)) {
      const asked = performance.now();
      await database.pool.query("SELECT count(*) FROM phoenix_kit_users");
      waits.push(performance.now() - asked);
    }
    controller.abort();
    await release();
    await run;
    expect(Math.max(...waits)).toBeLessThan(100 + 400);
  });
});

describe("a role's statement_timeout", () => {
  it("ends in an error that says so, with the version before it complete", async () => {
    const role = await createRole(database, { createOnDatabase: true });
    await down(database.pool, { version: 0 });
    await database.pool.query(
      `CREATE SCHEMA theirs AUTHORIZATION "${role.name}"; ALTER ROLE "${role.name}" SET statement_timeout = '1s'`,
    );
    await up(role.url, { prefix: "theirs", version: 7 });
    await holder.query("BEGIN; LOCK TABLE theirs.phoenix_kit_users IN ACCESS EXCLUSIVE MODE");
    await expect(up(role.url, { prefix: "theirs", lockTimeoutMs: 60_000 })).rejects.toMatchObject({
      code: "statement_timeout",
      version: 8,
      remedy: expect.stringContaining("statement_timeout"),
    });
    await release();
    const state = { ...(await stateOf(database.url, "theirs")), journal: [1, 2, 3, 4, 5, 6, 7] };
    expect([state.version, ...findDamage(state, catalogs())]).toEqual([7]);
    await role.drop();
  });
});

describe("an AbortSignal", () => {
  const stopped = { name: "PhoenixKitError", code: "aborted", remedy: expect.stringContaining("Run again") };

  it("given too late changes nothing", async () => {
    await expect(up(database.pool, { signal: AbortSignal.abort() })).rejects.toMatchObject(stopped);
    await expect(down(database.pool, { version: 0, signal: AbortSignal.abort() })).rejects.toMatchObject(
      stopped,
    );
    await expectWhole(7);
  });

  it("between two steps keeps the first", async () => {
    const controller = new AbortController();
    const stop = (one: Progress) => void (one.type === "finished" && one.version === 9 && controller.abort());
    const run = up(database.pool, { signal: controller.signal, onProgress: stop });
    await expect(run).rejects.toMatchObject(stopped);
    await expectWhole(9);
    expect(await up(database.pool)).toMatchObject({ from: 9, to: getNewestVersion() });
  });

  it.each(["URL", "pool"])(
    "in the middle of a statement cancels it and rolls its step back, for a %s",
    async (kind) => {
      await hold("all of a table");
      const controller = new AbortController();
      const options = { signal: controller.signal, onProgress, lockTimeoutMs: 30_000 };
      const run = up(kind === "URL" ? database.url : database.pool, options).catch((error: unknown) => error);
      await until("started");
      await sleep(100);
      const asked = performance.now();
      controller.abort();
      expect(await run).toMatchObject(stopped);
      expect(performance.now() - asked).toBeLessThan(2000);
      await release();
      await expectWhole(7);
      expect(await up(database.pool)).toMatchObject({ from: 7, to: getNewestVersion() });
    },
  );

  it("stops a client that was given after the statement under way", async () => {
    await hold("all of a table");
    const client = await database.pool.connect();
    const controller = new AbortController();
    const run = up(client, { signal: controller.signal, onProgress }).catch((error: unknown) => error);
    await until("started");
    controller.abort();
    await release();
    await expect(run).resolves.toMatchObject(stopped);
    expect(client.getTransactionStatus()).toBe("I");
    client.release();
    await expectWhole(7);
  });

  it.each(["retrying", "waiting"] as const)("is heard at once while it is %s", async (type) => {
    if (type === "retrying") await hold("all of a table");
    else
      await holder.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('"public".phoenix_kit', 0))`);
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress, lockTimeoutMs: 20 };
    const run = up(database.pool, options).catch((error: unknown) => error);
    await until(type);
    const asked = performance.now();
    controller.abort();
    expect(await run).toMatchObject(stopped);
    expect(performance.now() - asked).toBeLessThan(400);
    await release();
    await expectWhole(7);
  });
});
