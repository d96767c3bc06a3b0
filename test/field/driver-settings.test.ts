import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { verify } from "../../src/drift/verify.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import type { DatabaseTarget } from "../../src/postgres/connect.ts";
import { openPool, useDatabase, useDatabaseAt } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  /** What the functions return that an app's parsers could change. */
  async function readEverything(target: DatabaseTarget): Promise<unknown[]> {
    const { from, to } = await up(target, { version: 12 });
    const { pending, history, distributed, version } = await status(target);
    const { findings } = await doctor(target);
    return [
      [from, to, version, pending.length, distributed, history.map((row) => row.version)],
      history.every(({ migratedAt }) => /^\d{4}-\d{2}-\d{2} /.test(migratedAt)),
      await migratedVersion(target),
      findings.map(({ check, level }) => [check, level]),
      (await plan(target, "down", { version: 0 })).steps.map(({ losses }) => losses),
      (await verify(target)).ok,
      (await down(target, { version: 0 })).steps.length,
    ];
  }

  const asText = { getTypeParser: () => (value: unknown) => value };
  const ownParsers = {
    getTypeParser: (oid: number) => {
      const parsers: Record<number, (value: string) => unknown> = {
        16: (value) => (value === "t" ? "yes" : "no"),
        20: BigInt,
        23: BigInt,
        26: BigInt,
        1009: (value) => value,
        114: (value) => value,
        3802: (value) => value,
      };
      return parsers[oid] ?? (() => ({ surprise: true }));
    },
  };

  describe("a pool with settings of the app", () => {
    const database = useDatabase({ from: "empty", major });

    function openOwnPool(options: pg.PoolConfig): pg.Pool {
      const pool = openPool(database().url, { max: 2, ...options });
      cleanups.push(() => pool.end());
      return pool;
    }

    it.each([
      ["type parsers that return text", { types: asText }],
      ["type parsers of its own", { types: ownParsers }],
    ])("with %s gives the results of a plain pool", async (_, options) => {
      const plain = await readEverything(openOwnPool({}));
      expect(await readEverything(openOwnPool(options as unknown as pg.PoolConfig))).toEqual(plain);
    });

    it("and a client with type parsers of its own gives the results of a plain pool", async () => {
      const plain = await readEverything(openOwnPool({}));
      const client = new pg.Client({ connectionString: database().url, types: ownParsers as never });
      await client.connect();
      cleanups.push(() => client.end());
      expect(await readEverything(client)).toEqual(plain);
    });

    it("gives the same results when the app has set parsers for all of pg", async () => {
      const plain = await readEverything(openOwnPool({}));
      for (const oid of [16, 20, 23, 26, 1184] as const) {
        const before = pg.types.getTypeParser(oid);
        cleanups.push(() => pg.types.setTypeParser(oid, before as never));
        pg.types.setTypeParser(oid, () => ({ surprise: true }));
      }
      expect(await readEverything(database().url)).toEqual(plain);
    });
  });

  describe("a pool with query_timeout", () => {
    const database = useDatabaseAt(8, { major });

    it("does not end a statement that takes longer, and its own queries keep their timeout", async () => {
      await database().pool.query(`
      INSERT INTO phoenix_kit_settings (key, value, date_added, date_updated) VALUES ('slow', 'x', now(), now());
      CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); END';
      CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION slow()`);
      const pool = openPool(database().url, { query_timeout: 300, max: 1 });
      cleanups.push(() => pool.end());
      expect(await up(pool, { version: 9 })).toMatchObject({ from: 8, to: 9 });
      await database().pool.query("DROP EVENT TRIGGER slow");
      await expect(pool.query("SELECT pg_sleep(2)")).rejects.toThrow("timeout");
    });
  });
});

it("a PGlite instance with parsers of its own gives the results of a plain one", async () => {
  const extensions = { citext, pg_trgm };
  const plain = await PGlite.create({ extensions });
  const own = await PGlite.create({
    extensions,
    parsers: { 16: (value) => (value === "t" ? "yes" : "no"), 20: BigInt, 23: (value) => ({ value }) },
  });
  cleanups.push(
    () => plain.close(),
    () => own.close(),
  );
  for (const target of [plain, own]) {
    expect(await up(target, { version: 9 })).toMatchObject({ from: 0, to: 9 });
    expect(await status(target)).toMatchObject({ version: 9, distributed: false });
    expect(await down(target, { version: 0 })).toMatchObject({ from: 9, to: 0 });
  }
});
