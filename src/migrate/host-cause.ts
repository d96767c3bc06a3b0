import { isShippedName } from "../migrations/managed-objects.ts";
import type { Connection } from "../postgres/connection.ts";
import { asServerError } from "../postgres/server-error.ts";
import { quoteIdentifier, quoteQualified } from "../postgres/sql.ts";

/**
 * The remedy for rows that break a constraint in a step: names the column or constraint of the host that they break, or
 * the host's triggers and rules that may have kept the step from changing them.
 */
export async function findHostCause(connection: Connection, error: unknown): Promise<string | undefined> {
  const { code, schema, table: name, column, constraint } = asServerError(error);
  if (code === "23503" && constraint !== undefined) return orphansRemedy;
  if (!violations.has(code ?? "") || schema === undefined || name === undefined) return undefined;
  const table = quoteQualified(schema, name);
  if (constraint !== undefined && !isShippedName(constraint)) {
    const { rows } = await connection.query(selectConstraint, [schema, name, constraint]);
    const drop =
      rows.length > 0
        ? `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(constraint)};`
        : `DROP INDEX ${quoteQualified(schema, constraint)};`;
    return (
      `No version has ${quoteIdentifier(constraint)}. Drop it before the migration, and create it again afterwards so ` +
      `that it allows these rows: ${drop}`
    );
  }
  if (column !== undefined && !isShippedName(column)) {
    const alter = `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(column)}`;
    return (
      `No version has the column ${quoteIdentifier(column)}. Give it a default (SET DEFAULT), or allow NULL: ` +
      `${alter} DROP NOT NULL;`
    );
  }
  const { rows } = await connection.query(selectInterferers, [schema, name]);
  if (rows.length === 0) return undefined;
  const disable = rows.map(({ kind, name }) => `ALTER TABLE ${table} DISABLE ${kind} ${name};`).join(" ");
  return (
    "Your triggers or rules on the table may have kept the step from changing these rows. Disable them, then migrate " +
    `again: ${disable} Nothing of this version was applied.`
  );
}

/** A key that is NOT VALID holds for new rows only, and for those that a step changes. */
const orphansRemedy =
  "Rows refer to nothing: phoenix-kit verify and phoenix-kit repair list those of keys that are NOT VALID. Correct or " +
  "delete them, then migrate again; nothing of this version was applied.";

/** Rows that break a NOT NULL, a unique index, a check or an exclusion constraint. */
const violations = new Set(["23502", "23505", "23514", "23P01"]);

const selectConstraint = `SELECT FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND k.conname = $3`;

const selectInterferers = `SELECT kind, pg_catalog.quote_ident(name) AS name FROM (
  SELECT 'TRIGGER' AS kind, t.tgname AS name, t.tgrelid AS relid FROM pg_catalog.pg_trigger t
  WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgname <> 'phoenix_kit_protect_system_roles'
  UNION ALL
  SELECT 'RULE', r.rulename, r.ev_class FROM pg_catalog.pg_rewrite r WHERE r.ev_enabled IN ('O', 'A')
) i
JOIN pg_catalog.pg_class c ON c.oid = relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
ORDER BY kind, name`;
