import { drizzle } from "drizzle-orm/node-postgres";
import { Client, Pool } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import type { Progress } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { listPrefixes } from "../../src/tenants/select-prefixes.ts";
import { withClient } from "../support/admin.ts";
import { useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";

const database = useDatabase({ from: "empty" });
const pools: Pool[] = [];

afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())));

describe("a client", () => {
  it("stays open, usable and with its own settings, whatever happened", async () => {
    await withClient(database().url, async (client) => {
      await client.query(
        "SET search_path = pg_catalog; SET TimeZone = 'Asia/Tokyo'; SET lock_timeout = '7s'",
      );
      const settings = async () =>
        (
          await client.query(`SELECT name, setting FROM pg_settings
            WHERE name IN ('search_path', 'TimeZone', 'lock_timeout', 'standard_conforming_strings',
              'synchronous_commit', 'transaction_isolation', 'transaction_read_only')`)
        ).rows;
      const before = await settings();
      expect(await up(client, { version: 3 })).toMatchObject({ to: 3 });
      await plan(client, "up");
      await status(client);
      await client.query("CREATE TABLE public.phoenix_kit_audit_logs_action_index ()");
      await expect(up(client)).rejects.toMatchObject({ version: 22 });
      await client.query("DROP TABLE public.phoenix_kit_audit_logs_action_index");
      expect(client.getTransactionStatus()).toBe("I");
      expect(await settings()).toEqual(before);
      expect(await down(client, { version: 0 })).toMatchObject({ from: 21, to: 0 });
    });
  });

  it.each(["BEGIN", "BEGIN; SAVEPOINT here"])(
    "in a transaction is refused, and stays in it: %s",
    async (begin) => {
      await withClient(database().url, async (client) => {
        await client.query(`${begin}; CREATE TABLE theirs ()`);
        for (const run of [
          () => up(client),
          () => down(client, { version: 0 }),
          () => plan(client, "up"),
          () => status(client),
          () => migratedVersion(client),
        ]) {
          await expect(run()).rejects.toMatchObject({
            code: "in_transaction",
            remedy: expect.stringContaining("Commit or roll back"),
          });
        }
        await client.query("COMMIT; DROP TABLE theirs");
      });
    },
  );

  it("in a failed transaction is refused as well", async () => {
    await withClient(database().url, async (client) => {
      await client.query("BEGIN; SELECT 1/0").catch(() => undefined);
      await expect(up(client)).rejects.toMatchObject({ code: "in_transaction" });
    });
  });

  it.each(["started", "finished"])("is idle again after onProgress throws at what has %s", async (type) => {
    await withClient(database().url, async (client) => {
      const onProgress = (progress: Progress) => {
        if (progress.type === type && "version" in progress && progress.version === 2)
          throw new Error("of the host");
      };
      await expect(up(client, { prefix: "thrown", version: 3, onProgress })).rejects.toThrow("of the host");
      expect(client.getTransactionStatus()).toBe("I");
      expect(await up(client, { prefix: "thrown", version: 3 })).toMatchObject({ to: 3 });
      await down(client, { prefix: "thrown", version: 0 });
    });
  });

  it("may have temporary tables with the names of managed tables and of PostgreSQL's catalogs", async () => {
    await withClient(database().url, async (client) => {
      await client.query(`CREATE TEMP TABLE phoenix_kit (); CREATE TEMP TABLE phoenix_kit_users ();
        CREATE TEMP TABLE pg_class (oid oid); CREATE TEMP TABLE pg_namespace (oid oid)`);
      expect(await up(client, { prefix: "temporary" })).toMatchObject({ from: 0, to: getNewestVersion() });
      expect(await down(client, { prefix: "temporary", version: 0 })).toMatchObject({ to: 0 });
    });
    expect(Object.keys((await stateOf(database().url)).catalog.tables)).toEqual([]);
  });
});

describe("a pool", () => {
  it("of one connection is enough, and gets it back", async () => {
    const pool = new Pool({ connectionString: database().url, max: 1 });
    pools.push(pool);
    for (let time = 0; time < 3; time++) {
      await up(pool, { version: 2 });
      await plan(pool, "down", { version: 0 });
      await status(pool);
      await expect(down(pool, { version: 999 })).rejects.toThrow();
      await down(pool, { version: 0 });
      expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0]);
    }
    await pool.query("CREATE TABLE public.phoenix_kit_users ()");
    await expect(up(pool)).rejects.toMatchObject({ code: "marker_missing" });
    await pool.query("DROP TABLE public.phoenix_kit_users");
    expect([pool.idleCount, pool.totalCount]).toEqual([1, 1]);
  });

  it("and a client of it do for everything", async () => {
    const client = await database().pool.connect();
    expect(await up(client, { version: 1 })).toMatchObject({ to: 1 });
    expect(await down(client, { version: 0 })).toMatchObject({ to: 0 });
    client.release();
  });
});

describe("a client that is no longer or not yet connected", () => {
  it("is an error, and not waited for", async () => {
    const client = new Client({ connectionString: database().url });
    const early = await Promise.race([up(client).catch((error: unknown) => error), later("still waiting")]);
    expect(early).toMatchObject({
      name: "PhoenixKitError",
      code: "invalid_option",
      remedy: expect.stringContaining("client.connect()"),
    });
    await client.connect();
    await client.end();
    await expect(up(client)).rejects.toMatchObject({ name: "PhoenixKitError", code: "connection_lost" });
  });
});

describe("what is no client of pg", () => {
  it("is taken if it is a Drizzle database, by its client", async () => {
    expect(
      await up(drizzle({ client: database().pool }), { prefix: "of_drizzle", version: 1 }),
    ).toMatchObject({ to: 1 });
    expect(await listPrefixes(drizzle({ client: database().pool }))).toEqual(["of_drizzle"]);
    await down(drizzle({ client: database().pool }), { prefix: "of_drizzle", version: 0 });
  });

  it.each([
    ["a variable that is not set", undefined, /process\.env\.DATABASE_URL/],
    ["the options of a pool", { connectionString: "postgres://localhost/app" }, /new pg\.Pool/],
    ["a client of postgres.js", Object.assign(() => undefined, { unsafe: () => undefined }), /Give the URL/],
    ["a Drizzle database on postgres.js", { $client: () => undefined }, /Give the URL/],
  ])("is refused with a remedy if it is %s", async (_what, target, remedy) => {
    await expect(up(target as never)).rejects.toMatchObject({
      code: "invalid_option",
      remedy: expect.stringMatching(remedy),
    });
  });

  it("is refused if it is a pool that was ended", async () => {
    const pool = new Pool({ connectionString: database().url });
    await pool.end();
    await expect(up(pool)).rejects.toMatchObject({ code: "invalid_option", message: "The pool was ended." });
  });
});

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 3000, value));
