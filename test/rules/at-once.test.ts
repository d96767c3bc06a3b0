import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { defineTables } from "../../schema/index.ts";
import { type BoundRules, isRuleError } from "../../src/rules/index.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { type Call, catchArguments, prepareScene, type Scene, scenarios } from "./each-rule.ts";

const database = useDatabase();
let pool: Pool;
let scene: Scene;

beforeAll(() => {
  pool = openPool(database().url, { max: 20 });
});
afterAll(() => pool.end());
beforeEach(async () => {
  scene = await prepareScene(drizzle({ client: pool }), defineTables());
});

it.each(Object.keys(scenarios) as (keyof BoundRules)[])(
  "20 who call the rule %s with the same are all answered, or refused with a RuleError that is no conflict",
  async (name) => {
    const given = await catchArguments(scene, name);
    const rule = scene.rules[name] as Call;
    const calls = await Promise.allSettled(Array.from({ length: 20 }, async () => rule(...given)));
    const errors = calls.flatMap((call) => (call.status === "rejected" ? [call.reason] : []));
    expect(errors.filter((error) => !isRuleError(error) || error.code === "conflict")).toEqual([]);
  },
);

it("20 who run different rules on the same rows at once are answered likewise", async () => {
  const names = Object.keys(scenarios) as (keyof BoundRules)[];
  for (let from = 0; from < names.length; from += 20) {
    const calls = await Promise.allSettled(
      names.slice(from, from + 20).map((name) => scenarios[name](scene)),
    );
    const errors = calls.flatMap((call) => (call.status === "rejected" ? [call.reason] : []));
    expect(errors.filter((error) => !isRuleError(error) || error.code === "conflict")).toEqual([]);
  }
});
