import { formatVersion } from "../../error.ts";
import { listManagedTables } from "../../migrations/managed-objects.ts";
import type { Migration } from "../../migrations/migrations.ts";
import { ok, warning } from "../finding.ts";
import type { Check, CheckContext } from "../subject.ts";

/** How much disk the largest pending data step needs. What is free cannot be asked for in SQL. */
export const disk: Check = {
  name: "disk",
  async run(subject) {
    const largest = await largestStep(subject);
    if (!largest) return [];
    const { connection } = subject;
    const { rows } = await connection.query(
      `SELECT pg_size_pretty($1::bigint) AS size, current_setting('temp_file_limit') AS most,
         setting::bigint >= 0 AND setting::bigint * 1024 < $1::bigint AS limited
       FROM pg_settings WHERE name = 'temp_file_limit'`,
      [largest.bytes],
    );
    const [{ size, most, limited } = {} as Record<string, unknown>] = rows;
    const step = formatVersion(largest.version);
    const need = ok(
      `The largest pending data step, ${step}, rewrites tables of at most ${size}: until it is committed it needs up ` +
        "to twice that in free disk, and room for its WAL. What is free cannot be asked for in SQL.",
    );
    if (!limited) return [need];
    return [
      need,
      warning(
        `temp_file_limit is ${most}: sorting ${size} in ${step} may need more than that.`,
        "Let an administrator raise it for this role while it migrates: ALTER ROLE … SET temp_file_limit = -1;",
      ),
    ];
  },
};

async function largestStep({ connection, prefix, pending }: CheckContext) {
  // a size is not to be had of a table that somebody has locked
  if (pending.length === 0) return undefined;
  const { rows } = await connection.query(
    `SELECT c.relname::text AS name, pg_total_relation_size(c.oid) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind = 'r'`,
    [prefix, listManagedTables()],
  );
  const sizes = new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
  const steps = pending.map((migration) => ({
    version: migration.version,
    bytes: rewrittenTables(migration).reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0),
  }));
  return steps.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes)[0];
}

/** Statements that write rows anew. A timestamp gets its time zone in place: the steps run in UTC. */
const rewrites = [
  /\b(UPDATE|DELETE FROM) "public"\.(?!phoenix_kit\b)/,
  /\bTYPE (?!timestamp with time zone)/,
];

/**
 * The tables that a version rewrites, or a good part of them; at most those.
 *
 * @param migration which
 * @returns names that the statements that rewrite mention, some of them perhaps not tables
 * @example
 * rewrittenTables(v137) // ["phoenix_kit_email_events", "phoenix_kit_email_logs"]
 */
export function rewrittenTables({ up }: Migration): string[] {
  const data = up.statements.filter(({ sql }) => rewrites.some((pattern) => pattern.test(sql)));
  return [...new Set(data.flatMap(({ sql }) => sql.match(/\bphoenix_kit_\w+/g) ?? []))];
}
