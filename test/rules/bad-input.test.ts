import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defineTables } from "../../schema/index.ts";
import { type BoundRules, isRuleError } from "../../src/rules/index.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { type Call, catchArguments, prepareScene, type Scene, scenarios } from "./each-rule.ts";

const database = useDatabase();
let pool: Pool;
let scene: Scene;

beforeAll(() => {
  pool = openPool(database().url, { max: 5 });
});
beforeEach(async () => {
  scene = await prepareScene(drizzle({ client: pool }), defineTables());
});
afterAll(() => pool.end());

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

/** What a caller without types, or with JSON of a stranger, may give in place of any value. */
const wrongValues: readonly unknown[] = [
  ...[Number.NaN, Number.NEGATIVE_INFINITY, -0, -1, 0.5, 2 ** 53, 10n, true],
  ...["", "\0", "\ud800", "'; --", "x".repeat(100_000), "A0000000-0000-7000-8000-00000000000A"],
  ...[null, [], [null], {}, cycle, new Date(Number.NaN), new Date(8.64e15)],
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
];

/** A value, and each value within it, replaced by each wrong one; an object itself stays one. */
function* spoil(given: unknown): Generator<unknown> {
  const isPlain = typeof given === "object" && given !== null && !(given instanceof Date);
  if (!isPlain || Array.isArray(given) || given instanceof Uint8Array) yield* wrongValues;
  if (!isPlain || given instanceof Uint8Array) return;
  for (const [key, value] of Object.entries(given)) {
    for (const wrong of [...spoil(value), ...(typeof value === "object" ? wrongValues : [])]) {
      yield Array.isArray(given) ? given.with(Number(key), wrong) : { ...given, [key]: wrong };
    }
  }
}

/** What is in all tables, in a form that is cheap to compare. */
async function readContents(): Promise<unknown> {
  const { rows: tables } = await pool.query(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  const parts = tables.map(
    ({ tablename: name }) => `SELECT '${name}', sum(hashtextextended(t::text, 0)) FROM ${name} AS t`,
  );
  return (await pool.query(parts.join(" UNION ALL "))).rows;
}

/** Rules that only check a password, which is slow on purpose. */
const slow: readonly string[] = ["changePassword", "resetPassword"];

describe("a wrong value anywhere in what it is given", () => {
  it.each(Object.keys(scenarios) as (keyof BoundRules)[])(
    "is taken by the rule %s, or refused with a RuleError and without a change",
    async (name) => {
      const given = await catchArguments(scene, name);
      const rule = scene.rules[name] as Call;
      const calls = given.flatMap((value, index) =>
        [...spoil(value)].map((wrong) => async () => rule(...given.with(index, wrong))),
      );
      const refused: typeof calls = [];
      const others = new Set<string>();
      for (const call of slow.includes(name) ? calls.slice(0, 20) : calls) {
        await call().catch((error: unknown) => {
          refused.push(call);
          if (!isRuleError(error)) others.add(`${error} ${(error as Error).cause}`.slice(-300));
        });
      }
      expect([...others]).toEqual([]);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      const before = await readContents();
      await Promise.allSettled(refused.map((call) => call()));
      expect(await readContents()).toEqual(before);
    },
  );
});
