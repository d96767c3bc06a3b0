import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { Client, DatabaseError } from "pg";
import { PhoenixKitError } from "../../src/error.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { renderSql } from "../../src/migrations/render.ts";
import { quoteIdentifier } from "../../src/postgres/sql.ts";
import { parsePrefix } from "../../src/prefix.ts";
import { withFreshDatabase } from "../support/fresh-database.ts";
import { nastyText } from "./nasty-text.ts";
import type { Outcome } from "./outcome.ts";
import { parseSql, removeTags, type SqlPiece, writeSql } from "./sql-tree.ts";

const publicName = '"public".';

/**
 * Tries prefixes of every kind: each is refused by a typed error just where PostgreSQL has no schema of that name, and
 * all files rendered for it are the same SQL but for the names.
 *
 * @param serverUrl leads to a server, as a role that may create databases
 * @param count how many prefixes
 * @param seed which
 * @example
 * await fuzzPrefixes(serverUrl, 10_000, 1)
 */
export async function fuzzPrefixes(serverUrl: string, count: number, seed: number): Promise<Outcome> {
  const files = readVersions().migrations.flatMap(({ up: there, down: back }) =>
    [there, back].map(({ statements }) => statements.map(({ sql }) => sql).join("\n")),
  );
  const sources = files.map((sql) => ({ sql, pieces: parseSql(sql, publicName) }));
  const failures = sources.flatMap(({ sql, pieces }) =>
    writeSql(pieces, publicName) === sql ? [] : [`misread: ${sql}`],
  );
  let accepted = 0;
  await withFreshDatabase(serverUrl, async ({ url }) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const property = fc.asyncProperty(nastyText, async (prefix) => {
      const isTaken = isAccepted(prefix);
      if (isTaken !== (await isSchemaName(client, prefix))) {
        throw new Error(isTaken ? "accepted, but no schema" : "refused, but a schema");
      }
      if (!isTaken) return;
      accepted += 1;
      for (const source of sources) expectRendered(source, prefix);
    });
    const result = await fc
      .check(property, { numRuns: count, seed, endOnFailure: true })
      .finally(() => client.end());
    if (result.failed)
      failures.push(`${JSON.stringify(result.counterexample?.[0])}: ${String(result.errorInstance)}`);
  });
  const summary = `${accepted} taken as PostgreSQL takes them, ${files.length} files rendered for each, the others refused`;
  return { scenario: "fuzzed prefixes", tried: count, summary, failures };
}

/**
 * Whether a text is taken as a prefix.
 *
 * @param prefix any text
 * @throws what is not typed
 * @example
 * isAccepted("pg_mine") // false
 */
export function isAccepted(prefix: string): boolean {
  try {
    return parsePrefix(prefix) === prefix;
  } catch (error) {
    if (error instanceof PhoenixKitError && error.code === "invalid_prefix") return false;
    throw error;
  }
}

/** Whether PostgreSQL can have a schema of that very name, which is none of its own. */
async function isSchemaName(client: Client, name: string): Promise<boolean> {
  // neither gets as far as the server: the driver ends a text at NUL, and sends something else for half a character
  if (name.includes("\0") || !name.isWellFormed()) return false;
  if (name === "public") return true;
  await client.query("BEGIN");
  try {
    await client.query(`CREATE SCHEMA ${client.escapeIdentifier(name)}`);
    const { rows } = await client.query("SELECT FROM pg_namespace WHERE nspname::text = $1", [name]);
    return rows.length === 1;
  } catch (error) {
    if (error instanceof DatabaseError) return false;
    throw error;
  } finally {
    await client.query("ROLLBACK");
  }
}

/** @throws where the rendered SQL differs in anything but the qualifiers */
function expectRendered({ sql, pieces }: { sql: string; pieces: SqlPiece[] }, prefix: string): void {
  const name = `${quoteIdentifier(prefix)}.`;
  const rendered = renderSql(sql, prefix);
  const expected = writeSql(pieces, name);
  if (expected === rendered) return;
  // a string between dollars got another tag
  const same =
    expected === undefined && isDeepStrictEqual(removeTags(parseSql(rendered, name)), removeTags(pieces));
  if (!same) throw new Error(`rendered wrongly: ${sql.slice(0, 100)}`);
}
