import { drizzle } from "drizzle-orm/node-postgres";
import { beforeAll, describe, expect, it } from "vitest";
import * as v27 from "../../schema/frozen/v27.ts";
import * as v137 from "../../schema/frozen/v137.ts";
import { defineTables, type Tables } from "../../schema/index.ts";
import { up } from "../../src/migrate/up-down.ts";
import {
  type BoundRules,
  bindRules,
  getSetting,
  putSetting,
  registerUser,
  rulesFor,
} from "../../src/rules/index.ts";
import { useDatabase } from "../support/database.ts";
import { prepareScene, type Scene, scenarios } from "./each-rule.ts";

const database = useDatabase({ from: "empty" });
const connect = () => drizzle({ client: database().pool });
const ada = { email: "ada@example.com", hashedPassword: "x" };

describe("tables of an older version", () => {
  it.each([
    ["V27", v27, "the column uuid of phoenixKit|the table|the column"],
    ["V137", v137, "the table|the column"],
  ])("of %s are refused when rules are bound to them, with what they lack", (_version, older, missing) => {
    const tables = older.defineTables("tenant") as unknown as Tables;
    const error = expect.objectContaining({
      name: "RuleError",
      code: "schema_outdated",
      message: expect.stringMatching(new RegExp(missing)),
      remedy: expect.stringContaining("phoenix-kit-schema/v27"),
    });
    expect(() => rulesFor(connect(), tables)).toThrow(error);
    expect(() => bindRules(connect(), tables, { getSetting })).toThrow(error);
  });

  it("are refused by TypeScript", () => {
    const tables = v27.defineTables("tenant");
    // @ts-expect-error users of V27 have no uuid
    const registration = () => registerUser(connect(), ada, { tables });
    // @ts-expect-error nor has any table of it
    const binding = () => rulesFor(connect(), tables);
    expect([registration, binding]).toHaveLength(2);
  });
});

describe.each([
  ["V27", v27],
  ["V137", v137],
])("tables of %s", (_version, older) => {
  const newest = useDatabase();
  let scene: Scene;
  beforeAll(async () => {
    const db = drizzle({ client: newest().pool });
    scene = await prepareScene(db, defineTables());
  });

  it.each(Object.entries(scenarios))(
    "are refused by the rule %s itself at its first call",
    async (name, run) => {
      const tables = { ...defineTables() };
      const direct = rulesFor(scene.db, tables);
      // a bound rule hands these tables on as a direct call does
      Object.assign(tables, older.defineTables());
      const rules = { ...scene.rules, [name]: direct[name as keyof BoundRules] };
      await expect(run({ ...scene, rules })).rejects.toMatchObject({
        name: "RuleError",
        code: "schema_outdated",
        message: expect.stringContaining("lack the"),
      });
    },
  );
});

describe("a schema at an older version", () => {
  it("is refused at the first call, and 20 calls at once leave nothing behind", async () => {
    await up(database().pool, { prefix: "old", version: 27 });
    const rules = rulesFor(connect(), defineTables("old"));
    const calls = await Promise.allSettled(Array.from({ length: 20 }, () => rules.registerUser(ada)));
    for (const call of calls) {
      expect(call).toMatchObject({
        status: "rejected",
        reason: {
          name: "RuleError",
          code: "schema_outdated",
          message: expect.stringMatching(/column .* does not exist|relation .* does not exist/),
          remedy: expect.stringContaining("newest version"),
        },
      });
    }
    expect(await connect().select().from(v27.defineTables("old").users)).toEqual([]);
  });

  it("that is not there at all is refused in the same way", async () => {
    await expect(rulesFor(connect(), defineTables("nowhere")).listSettings()).rejects.toMatchObject({
      code: "schema_outdated",
      message: expect.stringContaining('"nowhere.phoenix_kit_settings" does not exist'),
      remedy: expect.stringContaining("defineTables"),
    });
  });

  it("is taken after it was migrated", async () => {
    await up(database().pool, { prefix: "old" });
    const settings = bindRules(connect(), defineTables("old"), { getSetting, putSetting });
    await settings.putSetting("migrated", "yes");
    expect(await settings.getSetting("migrated")).toBe("yes");
  });
});
