import fc from "fast-check";
import { Client } from "pg";
import { PhoenixKitError } from "../../src/error.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { databaseObjects } from "../support/catalogs.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { storableText } from "./nasty-text.ts";
import { countByText, type Outcome } from "./outcome.ts";

const blanks = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r", "\f", "\v"), maxLength: 3 });
const number = fc.oneof(
  fc.nat(140).map(String),
  fc.bigInt(-10n, 10n ** 12n).map(String),
  fc.double().map(String),
);
const marker = fc.oneof(
  storableText,
  fc.tuple(blanks, fc.stringMatching(/^0{0,3}$/), number, blanks).map((parts) => parts.join("")),
  fc.tuple(number, storableText).map((parts) => parts.join("")),
);

/**
 * Puts markers of every kind on a version table that has no other tables beside it: they are read as a number, or
 * refused by a typed error; no run does anything else than fail in a typed way or finish, and nobody else's is touched.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many markers
 * @param seed which
 * @example
 * await fuzzMarkers(serverUrl, 10_000, 1)
 */
export async function fuzzMarkers(serverUrl: string, count: number, seed: number): Promise<Outcome> {
  return withFreshDatabase(serverUrl, async ({ url, pool }) => {
    await pool.query("CREATE SCHEMA canary; CREATE TABLE canary.bird (song text); CREATE SCHEMA fuzzed");
    const client = new Client({ connectionString: url });
    await client.connect();
    const before = await databaseObjects(pool);
    const outcomes: string[] = [];
    const property = fc.asyncProperty(marker, async (text) => {
      await client.query(`SET synchronous_commit = off; DROP SCHEMA fuzzed CASCADE; CREATE SCHEMA fuzzed;
        CREATE TABLE fuzzed.phoenix_kit (id serial PRIMARY KEY, version integer, migrated_at timestamp DEFAULT now());
        COMMENT ON TABLE fuzzed.phoenix_kit IS ${client.escapeLiteral(text)}`);
      const outcome = await catchTyped(() => migratedVersion(client, { prefix: "fuzzed" }));
      outcomes.push(typeof outcome === "number" ? "read as a number" : String(outcome));
      const expected = text === "" ? "marker_without_comment" : (versionIn(text) ?? "marker_unreadable");
      if (outcome !== expected) throw new Error(`${expected} is read as ${String(outcome)}`);
      const runs = [
        await catchTyped(() => plan(client, "up", { prefix: "fuzzed" })),
        await catchTyped(() => up(client, { prefix: "fuzzed" })),
      ];
      const ran = runs.filter((found) => typeof expected === "string" && found !== expected);
      if (ran.length > 0) throw new Error(`${expected} runs as ${String(ran[0])}`);
      await catchTyped(() => down(client, { prefix: "fuzzed", version: 0 }));
    });
    const result = await fc
      .check(property, { numRuns: count, seed, endOnFailure: true })
      .finally(() => client.end());
    const failures = result.failed
      ? [`${JSON.stringify(result.counterexample?.[0])}: ${String(result.errorInstance)}`]
      : [];
    await pool.query("DROP SCHEMA IF EXISTS fuzzed CASCADE; CREATE SCHEMA fuzzed");
    const after = await databaseObjects(pool);
    if (String(after) !== String(before)) failures.push("something outside of the prefix is not as it was");
    return { scenario: "fuzzed markers", tried: result.numRuns, summary: countByText(outcomes), failures };
  });
}

/** What it gives, or the code of its error. @throws what is not typed */
async function catchTyped<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PhoenixKitError) return error.code;
    throw error;
  }
}

/** The number that a marker stands for: digits alone, blanks of ASCII around them, nine that count at most. */
function versionIn(text: string): number | undefined {
  const digits = [...text];
  while (digits.length > 0 && " \t\n\r\f\v".includes(digits[0] ?? "")) digits.shift();
  while (digits.length > 0 && " \t\n\r\f\v".includes(digits.at(-1) ?? "")) digits.pop();
  if (digits.some((digit) => digit < "0" || digit > "9")) return undefined;
  const value = Number(digits.join(""));
  return value >= 1 && value <= 999_999_999 ? value : undefined;
}
