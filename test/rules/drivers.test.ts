import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { entityKind } from "drizzle-orm";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import { PgDatabase, type PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzleProxy } from "drizzle-orm/pg-proxy";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { drizzle as drizzlePostgresJs } from "drizzle-orm/postgres-js";
import pg from "pg";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineTables } from "../../schema/index.ts";
import { up } from "../../src/migrate/up-down.ts";
import { type Db, registerUser, rulesFor } from "../../src/rules/index.ts";
import { useDatabase } from "../support/database.ts";
import { prepareScene, type Scene, scenarios } from "./each-rule.ts";

/** A Drizzle database of a driver, and how to close it. */
interface Opened {
  readonly db: Db;
  readonly end: () => Promise<unknown>;
}

async function openPglite(): Promise<Opened> {
  const pglite = await PGlite.create({ extensions: { citext, pg_trgm } });
  await up(pglite);
  return { db: drizzlePglite({ client: pglite }), end: () => pglite.close() };
}

const drivers: Readonly<Record<string, (url: string) => Opened | Promise<Opened>>> = {
  pg: (url) => {
    const pool = new pg.Pool({ connectionString: url });
    return { db: drizzleNode({ client: pool }), end: () => pool.end() };
  },
  "one client of pg": async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { db: drizzleNode({ client }), end: () => client.end() };
  },
  "pg-native": (url) => {
    const { Pool } = pg.native as unknown as typeof pg;
    const pool = new Pool({ connectionString: url });
    return { db: drizzleNode({ client: pool }), end: () => pool.end() };
  },
  "postgres.js": (url) => {
    const client = postgres(url, { onnotice: () => undefined });
    return { db: drizzlePostgresJs({ client }), end: () => client.end() };
  },
  PGlite: openPglite,
};

/** pg-native is compiled when it is installed, so the tests do not need it; `.ci/run` installs it. */
const installed = Object.entries(drivers).filter(([name]) => name !== "pg-native" || pg.native !== null);

/** A value as the types that it is made of, so that the results of two databases can be compared. */
function describeTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeTypes);
  if (value === null || typeof value !== "object") return value === null ? null : typeof value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value.constructor.name;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, describeTypes(item)]));
}

/** What each rule returns, or how it fails. */
async function runAll(scene: Scene): Promise<Record<string, unknown>> {
  const outcomes: Record<string, unknown> = {};
  for (const [name, run] of Object.entries(scenarios)) {
    outcomes[name] = await run(scene).then(
      describeTypes,
      (error: unknown) => `${error} ${(error as Error).cause}`,
    );
  }
  return outcomes;
}

const reference = useDatabase();
const sent: unknown[] = [];
let expected: Record<string, unknown>;

beforeAll(async () => {
  const pool = new pg.Pool({ connectionString: reference().url });
  const db = drizzleNode({
    client: pool,
    logger: { logQuery: (_text, values) => void sent.push(...values) },
  });
  expected = await runAll(await prepareScene(db, defineTables()));
  await pool.end();
  const failures = Object.entries(expected).filter(([, outcome]) => String(outcome).includes("rror"));
  expect(failures).toEqual([]);
});

it("no rule gives the driver bytes, which pg-native sends as if they were text", () => {
  expect(sent.length).toBeGreaterThan(100);
  expect(sent.filter((value) => ArrayBuffer.isView(value))).toEqual([]);
});

describe.each(installed)("with %s", (_name, open) => {
  const database = useDatabase();
  let opened: Opened;
  let scene: Scene;

  beforeAll(async () => {
    opened = await open(database().url);
    scene = await prepareScene(opened.db, defineTables());
  });
  afterAll(() => opened?.end());

  it("every rule returns the same types in a transaction", async () => {
    const run = scene.db.transaction(async (tx) => {
      const inside = { ...scene, db: tx, rules: rulesFor(tx, scene.tables) };
      expect(await runAll(inside)).toEqual(expected);
      throw new Error("rolled back, so that the rules find the same rows again");
    });
    await expect(run).rejects.toThrow("rolled back");
  });

  it("every rule returns the same types", async () => {
    expect(await runAll(scene)).toEqual(expected);
  });
});

describe("with a driver that has no transactions", () => {
  const refused = { name: "RuleError", code: "transactions_not_supported" };

  const ada = { email: "ada@example.com", hashedPassword: "x" };

  it("a rule of several statements is refused before it sends anything, 20 times at once", async () => {
    const db = drizzleProxy(async () => {
      throw new Error("sent");
    });
    const rules = rulesFor(db, defineTables());
    const calls = Array.from({ length: 20 }, () => rules.registerUser(ada));
    for (const call of calls) await expect(call).rejects.toMatchObject(refused);
  });

  it.each(["NeonHttpDatabase", "XataHttpDatabase"])("Drizzle's %s is known by its kind", async (kind) => {
    class HttpDatabase extends PgDatabase<PgQueryResultHKT> {
      static override readonly [entityKind]: string = kind;
    }
    const db = Object.create(HttpDatabase.prototype) as Db;
    await expect(rulesFor(db, defineTables()).registerUser(ada)).rejects.toMatchObject(refused);
  });

  it.each([
    "No transactions support in neon-http driver",
    "No transactions support in Xata Http driver",
    "Transactions are not supported by the Postgres Proxy driver",
  ])("a rule that needs one says so: %s", async (message) => {
    const db = Object.create(drizzleNode.mock(), {
      transaction: { value: () => Promise.reject(new Error(message)) },
    }) as Db;
    const registration = registerUser(db, { email: "ada@example.com", hashedPassword: "x" });
    await expect(registration).rejects.toMatchObject({
      name: "RuleError",
      code: "transactions_not_supported",
      remedy: expect.stringContaining("Neon's Pool over WebSockets"),
    });
  });
});
