import { PhoenixKitError } from "../error.ts";
import { listTablesUntil } from "../migrations/managed-objects.ts";
import { readStepFile, type Step } from "../migrations/steps.ts";
import { listTableLocks } from "../migrations/table-locks.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";

/**
 * Refuses a run that would stop half-way because a table of the schema's version is missing. Missing tables that no
 * step needs are left to `verify`.
 */
export async function assertTablesExist(
  connection: Connection,
  prefix: string,
  { version, steps }: { readonly version: number; readonly steps: readonly Step[] },
): Promise<void> {
  if (version === 0 || steps.length === 0) return;
  const missing = await findMissingTables(connection, prefix, listTablesUntil(version));
  if (missing.length === 0) return;
  const step = steps.find((one) => findNeededTable(one, missing) !== undefined);
  const table = step && findNeededTable(step, missing);
  if (!table) return;
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

/** A step's file locks the tables that it works on, but those that may be missing only if they exist. */
function findNeededTable(step: Step, missing: readonly string[]): string | undefined {
  if (step.kind === "marker") return undefined;
  const locks = listTableLocks(readStepFile(step)).filter(({ isConditional }) => !isConditional);
  return missing.find((name) => locks.some(({ tables }) => tables.includes(name)));
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
