import { PhoenixKitError } from "../error.ts";
import { listTablesUntil } from "../migrations/managed-objects.ts";
import { readStepFile, type Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";

/**
 * Refuses to begin a run that would end half-way, because a table that the schema's version brings is not there.
 * Tables that no step needs are left to `verify`.
 */
export async function assertTablesExist(
  connection: Connection,
  prefix: string,
  { version, steps }: { readonly version: number; readonly steps: readonly Step[] },
): Promise<void> {
  if (version === 0) return;
  const missing = await findMissingTables(connection, prefix, listTablesUntil(version));
  if (missing.length === 0) return;
  for (const step of steps) {
    const needed = listNeededTables(step);
    const table = missing.find((name) => needed.has(name));
    if (table === undefined) continue;
    const more = missing.filter((name) => name !== table);
    throw new PhoenixKitError(
      `Table ${quoteIdentifier(prefix)}.${table} is missing: V${version} has it, and the step ${step.direction} of V${step.version} needs it.`,
      {
        code: "table_missing",
        remedy: `Restore it with its rows from a backup, or let phoenix-kit repair --prefix ${prefix} create it without rows.`,
        version: step.version,
        detail: more.length > 0 ? `Also missing: ${more.join(", ")}` : undefined,
      },
    );
  }
}

/** A step's file locks the tables that it works on, except those that may be missing. */
function listNeededTables(step: Step): Set<string> {
  if (step.kind === "marker") return new Set();
  const locks = readStepFile(step).statements.filter(({ sql }) => sql.startsWith("LOCK TABLE"));
  return new Set(
    locks.flatMap(({ sql }) => [...sql.matchAll(/"public"\."(\w+)"/g)].map(([, name = ""]) => name)),
  );
}

async function findMissingTables(
  connection: Connection,
  prefix: string,
  tables: readonly string[],
): Promise<string[]> {
  const { rows } = await connection.query(
    `SELECT t.name FROM pg_catalog.unnest($2::pg_catalog.text[]) AS t (name)
     WHERE NOT EXISTS (
       SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = t.name
     )`,
    [prefix, tables],
  );
  return rows.map(({ name }) => String(name));
}
