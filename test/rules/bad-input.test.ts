import { generateKeyPairSync } from "node:crypto";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defineTables, type Tables } from "../../schema/index.ts";
import * as exported from "../../src/rules/index.ts";
import { type BoundRules, createSessionFingerprint, isRuleError, rulesFor } from "../../src/rules/index.ts";
import * as rulesOnTables from "../../src/rules/rules-on-tables.ts";
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
  JSON.parse('{"toString": null, "toJSON": null, "length": 1}'),
];

/** What may stand in place of a whole object that a rule takes. */
const noObjects: readonly unknown[] = [undefined, null, "text", 7, true, [], Symbol("s"), () => ({})];

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
      for (const call of slow.includes(name) ? calls.slice(0, 20) : calls) {
        await call().catch((error: unknown) => {
          if (!isRuleError(error)) throw error;
          refused.push(call);
        });
      }
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      const before = await readContents();
      await Promise.allSettled(refused.map((call) => call()));
      expect(await readContents()).toEqual(before);
    },
  );
});

describe("something else in place of a whole argument", () => {
  it.each(Object.keys(scenarios) as (keyof BoundRules)[])(
    "is taken by the rule %s, or refused with a RuleError",
    async (name) => {
      const given = await catchArguments(scene, name);
      const rule = Reflect.get(rulesOnTables, name) as Call;
      const place = Math.max(rule.length - 1, given.length);
      const others = Array.from({ length: place }, (_, index) => given[index]);
      const argumentLists = noObjects.flatMap((wrong) => [
        ...others.map((_, index) => [scene.db, ...others.with(index, wrong)]),
        ...[wrong, { tables: wrong }].map((options) => [scene.db, ...others, options]),
        [wrong, ...others],
      ]);
      argumentLists.push([pool, ...others]);
      for (const list of argumentLists) {
        const error = await (async () => rule(...list))().catch((caught: unknown) => caught);
        if (error instanceof Error && !isRuleError(error)) throw error;
        if (list[0] !== scene.db && name !== "createSettingsCache") expect(isRuleError(error)).toBe(true);
      }
    },
  );

  it.each(noObjects)("is no tables for rulesFor: %s", (wrong) => {
    expect(() => rulesFor(scene.db, wrong as Tables)).toThrow(
      expect.objectContaining({ name: "RuleError", code: "invalid_input" }),
    );
  });
});

const file = { fileUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", variant: "thumbnail" };
const client = { ip: "203.0.113.7", userAgent: "Mozilla/5.0" };
const key = "k".repeat(32);

/** What the exported functions that take no database are given. */
const withoutDatabase: Readonly<Record<string, readonly unknown[]>> = {
  // a hash of the lowest cost, since every wrong value is compared with it
  checkPassword: ["correct horse", "$2b$04$VZP81hK2m348S01t4ugoKecTi8SPvhbWgsKvKWP1MdLr9SpqWYbZC"],
  checkSessionFingerprint: [createSessionFingerprint(client), client, { mode: "force" }],
  compressEmailBody: ["Hello"],
  computeUserFileChecksum: [file.fileUuid, "0".repeat(64)],
  convertToTimeZone: [new Date(0), "+2"],
  createSessionFingerprint: [client],
  formatDate: [new Date(0), "+2", "Y-m-d"],
  generateUsername: ["ada@example.com", new Set(["ada"])],
  getEmailEventConflict: ["open", {}],
  hashPassword: ["short"],
  parseUserAgent: ["Mozilla/5.0"],
  publicUser: [{ email: "ada@example.com" }],
  readEmailBody: [{ bodyFull: "Hello", bodyCompressed: false }],
  renderTemplate: ["Hello {{name}}", { name: "Ada" }, "html"],
  signFileToken: [file, new Date(), key],
  verifyFileToken: ["1.x", file, key],
  verifySendgridSignature: [{ body: "[]", signature: "c2ln", timestamp: "1" }, "a2V5"],
  verifySnsMessage: ["{}", { topicArns: ["arn:aws:sns:eu-north-1:123456789012:ses"] }],
};

describe("without a database", () => {
  it("all other exported functions are among those that are tried", () => {
    const { bindRules: _bind, isRuleError: _is, RuleError: _class, rulesFor: _all, ...others } = exported;
    const names = Object.keys(others).filter((name) => typeof Reflect.get(exported, name) === "function");
    expect(Object.keys(withoutDatabase)).toEqual(names.filter((name) => !(name in rulesOnTables)).sort());
  });

  it.each(Object.entries(withoutDatabase))(
    "%s takes a wrong value, or refuses it with a RuleError",
    async (name, given) => {
      const call = Reflect.get(exported, name) as Call;
      for (const [index, value] of given.entries()) {
        for (const wrong of [...noObjects, ...wrongValues, ...spoil(value)]) {
          const error = await (async () => call(...given.with(index, wrong)))().catch(
            (caught: unknown) => caught,
          );
          if (error instanceof Error && !isRuleError(error)) throw error;
        }
      }
    },
    // a password is compared slowly, by design
    180_000,
  );

  it("a request without SendGrid's headers is not signed", () => {
    const delivery = { body: "[]", signature: undefined, timestamp: undefined };
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const verificationKey = publicKey.export({ format: "der", type: "spki" }).toString("base64");
    expect(() => exported.verifySendgridSignature(delivery as never, verificationKey)).toThrow(
      expect.objectContaining({ code: "signature_invalid" }),
    );
  });

  it("a variable of a template that is an object is refused, because nobody can read [object Object]", () => {
    expect(() => exported.renderTemplate("Hello {{name}}", { name: { first: "Ada" } as never })).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  });
});
