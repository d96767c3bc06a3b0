import type { Column } from "../catalog/catalog.ts";
import type { Difference } from "../catalog/compare.ts";

/** A column that may be nullable or NOT NULL at some versions, because PhoenixKit's installers create both forms. */
interface OptionalNotNull {
  readonly table: string;
  readonly column: string;
  readonly since: number;
  readonly until: number;
}

const optionalNotNulls: readonly OptionalNotNull[] = [
  // a registration by magic link has no user yet; PhoenixKit's many-step installs do not allow it
  { table: "phoenix_kit_users_tokens", column: "user_uuid", since: 57, until: Number.POSITIVE_INFINITY },
  // an anonymous form entry has no author; from V169 on every install allows it
  { table: "phoenix_kit_entity_data", column: "created_by_uuid", since: 57, until: 168 },
];

/** Whether a version allows both forms of a difference. */
export function isTolerated({ kind, table, name, property }: Difference, version: number): boolean {
  return (
    kind === "column" &&
    property === "notNull" &&
    optionalNotNulls.some(
      (one) => one.table === table && one.column === name && one.since <= version && version <= one.until,
    )
  );
}

/** Tables of PhoenixKit's e-mail package: without it, later versions of the core do not have them. */
const emailTables: ReadonlySet<string> = new Set([
  "phoenix_kit_email_blocklist",
  "phoenix_kit_email_events",
  "phoenix_kit_email_logs",
  "phoenix_kit_email_metrics",
  "phoenix_kit_email_orphaned_events",
  "phoenix_kit_email_templates",
]);

/**
 * Whether a version after the newest known may have made a difference: a wider type, a column that may be NULL, another
 * default, no tables for e-mail. Indexes under other names are accepted at any version anyway.
 */
export function isLaterRelaxation(difference: Difference): boolean {
  const { kind, name, outcome, property, expected, actual } = difference;
  if (kind === "table") return outcome === "missing" && emailTables.has(name);
  if (kind !== "column") return false;
  if (property === "type") return isWiderType(String(actual), String(expected));
  return property === "default" || (property === "notNull" && actual === false);
}

const varchar = /^character varying(?:\((\d+)\))?$/;

/** Whether a type holds all values of a shorter character type. */
export function isWiderType(type: string, than: string): boolean {
  const [, length] = varchar.exec(than) ?? [];
  if (length === undefined) return false;
  const [isVarchar, limit] = varchar.exec(type) ?? [];
  if (isVarchar) return limit === undefined || Number(limit) > Number(length);
  return type === "text" || type === "citext";
}

/** Whether a column has a type of that name in another schema, as in a table that was copied from there. */
export function hasTypeElsewhere({ type }: Column, name: string): boolean {
  return type.endsWith(`.${name}`);
}

/** Whether an insert that does not know a column fails on it. */
export function isRequiredColumn(column: Column): boolean {
  return column.notNull && column.default === null && column.identity === null && column.generated === null;
}
