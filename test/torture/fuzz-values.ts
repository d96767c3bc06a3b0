import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Pool } from "pg";
import { down, up } from "../../src/migrate/up-down.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { storableText } from "./nasty-text.ts";
import type { Outcome } from "./outcome.ts";

/** So many characters as the narrowest column of V07 holds, with room for a number. */
const short = storableText.map((text) => [...text].slice(0, 200).join(""));
const local = fc.oneof(
  short,
  fc.emailAddress().map((address) => address.split("@")[0] ?? ""),
);
const header = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.dictionary(storableText, fc.oneof(storableText, fc.constant(null), fc.integer())),
  },
  fc.jsonValue(),
);
const row = fc.record({ local, header, key: short, value: short });

type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Fills V07 with e-mail addresses, headers and settings of every kind and goes up to the newest version and back: they
 * come through as they were, and nothing fails on its way, such as the user names that V08 makes from addresses.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many of each
 * @param seed which
 * @example
 * await fuzzValues(serverUrl, 10_000, 1)
 */
export async function fuzzValues(serverUrl: string, count: number, seed: number): Promise<Outcome> {
  const rows = fc.sample(row, { numRuns: count, seed });
  const failures: string[] = [];
  await withFreshDatabase(serverUrl, async ({ url, pool }) => {
    await up(url, { version: 7 });
    for (let from = 0; from < count; from += 500) await fill(pool, rows.slice(from, from + 500), from);
    const before = await readContents(pool);
    for (const move of [() => up(url), () => down(url, { version: 7 })]) {
      const error = await move().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (error) failures.push(`the run failed: ${String(error)}`);
      const after = await readContents(pool);
      for (const [table, values] of Object.entries(before)) {
        if (!isDeepStrictEqual(after[table], values))
          failures.push(`${table}: ${findDifference(values, after[table] ?? [])}`);
      }
    }
  });
  const summary = "from V07 up to the newest and back to V07, unchanged";
  return { scenario: "fuzzed e-mail addresses, headers, settings", tried: count, summary, failures };
}

async function fill(pool: Pool, rows: readonly Row[], from: number): Promise<void> {
  const all = rows.map(({ local, header, key, value }, index) => ({
    email: `${local}@${from + index}.example`,
    header: withoutNul(header),
    key: `${key}${from + index}`,
    value,
  }));
  await pool.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($1) AS r (email text, header jsonb, key text, value text)),
       users AS (INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
                 SELECT email, 'x', now(), now() FROM given),
       settings AS (INSERT INTO phoenix_kit_settings (key, value) SELECT key, value FROM given)
     INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", headers, inserted_at, updated_at)
     SELECT key, left(email, 255), 'from', header, now(), now() FROM given`,
    [JSON.stringify(all)],
  );
}

/** JSON in PostgreSQL cannot hold it either. */
function withoutNul(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll(/\\+u0000/g, "0")
      .replaceAll(/\\+u[dD][89a-fA-F]../g, "D"),
  );
}

async function readContents(pool: Pool): Promise<Record<string, string[]>> {
  const read = async (sql: string) => (await pool.query<{ line: string }>(sql)).rows.map(({ line }) => line);
  return {
    addresses: await read('SELECT email::text COLLATE "C" AS line FROM phoenix_kit_users ORDER BY 1'),
    headers: await read(
      `SELECT concat(message_id, headers) COLLATE "C" AS line FROM phoenix_kit_email_logs ORDER BY 1`,
    ),
    settings: await read(
      `SELECT concat(s.key, '=', s.value) COLLATE "C" AS line FROM phoenix_kit_settings s WHERE key ~ '[0-9]$' ORDER BY 1`,
    ),
  };
}

function findDifference(before: readonly string[], after: readonly string[]): string {
  const index = before.findIndex((line, at) => line !== after[at]);
  return `${JSON.stringify(before[index])} is now ${JSON.stringify(after[index])}`;
}
