import { sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";

/** What to do if row-level security may hide rows that a rule needs. */
export const hiddenRowsRemedy =
  "Run this rule as the table's owner or as a role with BYPASSRLS, or let a policy show the role all rows.";

/**
 * Throws if a policy may hide rows from this role: a row that was not found may exist.
 *
 * @throws RuleError `rows_hidden`
 */
export async function assertSeesAllRows(tx: Db, table: PgTable): Promise<void> {
  const { schema = "public", name } = getTableConfig(table);
  const [found] = await tx
    .select({ hidden: sql<boolean>`pg_catalog.row_security_active(c.oid)` })
    .from(sql`pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`)
    .where(sql`n.nspname = ${schema} AND c.relname = ${name}`);
  if (!found?.hidden) return;
  throw new RuleError(`Row-level security may hide rows of ${name} from this role.`, {
    code: "rows_hidden",
    remedy: hiddenRowsRemedy,
  });
}
