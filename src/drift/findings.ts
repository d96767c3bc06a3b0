import type { Catalog, Column, Value } from "../catalog/catalog.ts";
import { compareCatalogs, type Difference, formatDifference } from "../catalog/compare.ts";
import { readVersions } from "../migrations/migrations.ts";
import type { FunctionChecks } from "./functions.ts";
import type { RowFault } from "./guaranteed-rows.ts";
import { type HostObjects, hostsOwn, without } from "./host-objects.ts";

/** One thing in which a schema, or a row that its version guarantees, is not as its version has it. */
export interface SchemaDifference extends Omit<Difference, "kind"> {
  /** The kind of object, or `row` for a row that a version guarantees. */
  readonly kind: Difference["kind"] | "row";
  /** Whether it is drift. What is extra and in nobody's way is none. */
  readonly isDrift: boolean;
}

/** Both sides of a comparison, and what is left out of it. */
export interface Compared {
  readonly differences: readonly SchemaDifference[];
  /** Tables in the schema that no version of ours made, the host's own Oban tables among them. */
  readonly unmanagedTables: readonly string[];
}

/** What to compare beside the catalogs. */
export interface ComparedWith {
  readonly rows: readonly RowFault[];
  /** Whether Citus distributes the schema, which then has no triggers. */
  readonly distributed: boolean;
  /** What calling the schema's functions showed; nothing unless given. */
  readonly functions?: FunctionChecks | undefined;
}

/**
 * Tells in what a schema is not as its version has it. Comments do not count.
 *
 * @param actual what is there
 * @param expected what should be
 * @param others guaranteed rows, and whether there can be triggers
 * @returns all findings in an order that depends on the catalogs only, and the tables that are not ours
 * @example
 * compare(actual, reference.catalog, { rows: [], distributed: false }).findings.filter(({ fault }) => fault)
 */
export function compare(actual: Catalog, expected: Catalog, others: ComparedWith): Compared {
  const hosts = hostsOwn(actual, expected);
  const ofExtension = others.functions?.ofExtension.keys() ?? [];
  const theirs = { ...hosts, functions: new Set([...hosts.functions, ...ofExtension]) };
  const differences = compareCatalogs(without(actual, theirs), without(expected, theirs)).filter(
    (difference) => counts(difference, others.distributed),
  );
  const extraTables = differences.filter(({ kind, outcome }) => kind === "table" && outcome === "extra");
  return {
    differences: [
      ...differences.map((difference) => ({ ...difference, isDrift: isFault(difference, actual) })),
      ...Object.keys(expected.functions).flatMap((name) =>
        functionFindings(name, { actual, expected, others, hosts }),
      ),
      ...others.rows.flatMap(rowFindings),
    ],
    unmanagedTables: [...extraTables.map(({ name }) => name), ...theirs.tables].sort(),
  };
}

/**
 * Puts a difference in words, on one line.
 *
 * @param difference one of the `differences` of `verify`
 * @returns one line, such as `index a_b of phoenix_kit_users is missing`
 * @example
 * import { describeDifference, verify } from "phoenix-kit-schema";
 *
 * const { differences } = await verify(process.env.DATABASE_URL!);
 * for (const difference of differences) console.log(describeDifference(difference));
 */
export function describeDifference({ isDrift: fault, ...finding }: SchemaDifference): string {
  // a row is told like any other object
  const text = formatDifference(finding as Difference);
  return fault && finding.outcome === "extra" ? `${text}, and stands in the way` : text;
}

function counts(difference: Difference, distributed: boolean): boolean {
  const { kind, outcome, property } = difference;
  if (kind === "schema" || property === "comment") return false;
  // Oban's check is not validated, and may be
  if (property === "validated" && difference.actual === true) return false;
  if (kind === "extension") return outcome === "missing";
  if (distributed && outcome === "missing" && kind === "trigger") return false;
  if (distributed && outcome === "missing" && kind === "function") return !makesTriggers(difference.name);
  return !(kind === "function" && property === "body" && isInOurFiles(String(difference.actual)));
}

/** A trigger's function is of no use without one. */
function makesTriggers(signature: string): boolean {
  const [name] = signature.split("(");
  return allStatements().some((sql) => sql.includes(`EXECUTE FUNCTION ${name}(`));
}

/** On another release of PostgreSQL, V40 makes its function otherwise. */
function isInOurFiles(body: string): boolean {
  return allStatements().some((sql) => sql.includes(`$function$${body}$function$`));
}

let statements: readonly string[] | undefined;

function allStatements(): readonly string[] {
  statements ??= readVersions().migrations.flatMap(({ up }) =>
    up.statements.map(({ sql }) => sql.replaceAll('"public".', "")),
  );
  return statements;
}

/**
 * Columns that may be NULL or NOT NULL: PhoenixKit stores registration tokens without a user, and lets records have no
 * author from V169 on.
 */
const optionalColumns = new Set([
  "phoenix_kit_users_tokens.user_uuid",
  "phoenix_kit_entity_data.created_by_uuid",
]);

/** A function that columns take their default from has to return the right type, whoever created it. */
function functionFindings(
  name: string,
  {
    actual,
    expected,
    others,
    hosts,
  }: { actual: Catalog; expected: Catalog; others: ComparedWith; hosts: HostObjects },
): SchemaDifference[] {
  const wanted = expected.functions[name]?.returns ?? null;
  const returns = others.functions?.ofExtension.get(name) ?? actual.functions[name]?.returns ?? wanted;
  const failure = others.functions?.failing.get(name);
  if (failure === undefined && returns === wanted) return [];
  const isKnown = actual.functions[name] !== undefined && !hosts.functions.has(name);
  // the comparison of the catalogs reports the type of a managed function
  if (failure === undefined && isKnown) return [];
  const result = failure === undefined ? returns : `error: ${failure}`;
  const difference = { kind: "function", name, outcome: "different", property: "result" } as const;
  return [{ ...difference, expected: wanted, actual: result, isDrift: true }];
}

function isFault({ kind, table, name, outcome, property }: Difference, actual: Catalog): boolean {
  // the host's own security: whoever it keeps out, nothing of the version is missing
  if (property === "rowSecurity") return false;
  if (kind === "column" && property === "notNull" && optionalColumns.has(`${table}.${name}`)) return false;
  if (outcome !== "extra") return true;
  const column = kind === "column" ? actual.tables[table ?? ""]?.columns[name] : undefined;
  return column !== undefined && mustBeGiven(column);
}

/** No insert of the application gives a value for a column that it does not know. */
function mustBeGiven(column: Column): boolean {
  return column.notNull && column.default === null && column.identity === null && column.generated === null;
}

function rowFindings({ row, actual }: RowFault): SchemaDifference[] {
  const place = { kind: "row", table: row.table, name: row.name, isDrift: true } as const;
  if (!actual) return [{ ...place, outcome: "missing" }];
  return Object.entries(actual).map(([property, value]) => ({
    ...place,
    outcome: "different" as const,
    property,
    expected: row.fixed[property] as Value,
    actual: value as Value,
  }));
}
