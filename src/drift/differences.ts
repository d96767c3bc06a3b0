import type { Catalog, Value } from "../catalog/catalog.ts";
import { compareCatalogs, type Difference, formatDifference } from "../catalog/compare.ts";
import { matchDefinitions, type OtherName } from "../catalog/match-definitions.ts";
import { readVersions } from "../migrations/migrations.ts";
import type { FunctionChecks } from "./functions.ts";
import type { RowDifference } from "./guaranteed-rows.ts";
import { findHostCreatedObjects, type HostCreatedObjects, omitObjects } from "./host-created-objects.ts";
import { isLaterRelaxation, isRequiredColumn, isTolerated } from "./tolerances.ts";

/** One way in which a schema, or a row that its version guarantees, differs from what its version should be. */
export interface SchemaDifference extends Omit<Difference, "kind"> {
  /** What kind of object differs. */
  readonly kind: Difference["kind"] | "row";
  /** Whether it is drift. Extra objects are not, unless they would make inserts fail. */
  readonly isDrift: boolean;
}

/** The differences of a schema, and what was not compared. */
export interface DifferenceReport {
  readonly differences: readonly SchemaDifference[];
  /** Tables in the schema that no version creates, and the host's own Oban tables. */
  readonly unmanagedTables: readonly string[];
  /** The schema as it was compared: its constraints and indexes have their expected names. */
  readonly matched: Catalog;
  /** The expected constraints and indexes that the schema has under other names. */
  readonly otherNames: readonly OtherName[];
}

/** What to consider in addition to the catalogs. */
export interface DifferenceContext {
  /** The version that the schema is at. */
  readonly version: number;
  /** Whether the schema is at a later version than it is compared with, which is then the newest known. */
  readonly isAhead: boolean;
  readonly rows: readonly RowDifference[];
  /** Whether Citus distributes the schema, which then has no triggers. */
  readonly distributed: boolean;
  /** What calling the schema's functions showed; default: nothing. */
  readonly functions?: FunctionChecks | undefined;
}

/** Lists how a schema differs from what its version should be, in an order that depends on the catalogs only. */
export function listDifferences(
  actual: Catalog,
  expected: Catalog,
  context: DifferenceContext,
): DifferenceReport {
  const host = findHostCreatedObjects(actual, expected);
  const ofExtension = context.functions?.ofExtension.keys() ?? [];
  const omitted = { ...host, functions: new Set([...host.functions, ...ofExtension]) };
  const wanted = omitObjects(expected, omitted);
  const { catalog: matched, otherNames } = matchDefinitions(actual, wanted);
  const differences = compareCatalogs(omitObjects(matched, omitted), wanted).filter((difference) =>
    isRelevant(difference, context.distributed),
  );
  const extraTables = differences.filter(({ kind, outcome }) => kind === "table" && outcome === "extra");
  return {
    differences: [
      ...differences.map((difference) => ({ ...difference, isDrift: isDrift(difference, matched, context) })),
      ...otherNames.map(toNameDifference),
      ...Object.keys(expected.functions).flatMap((name) =>
        compareResult(name, { actual, expected, context, host }),
      ),
      ...context.rows.flatMap(toRowDifferences),
    ],
    unmanagedTables: [...extraTables.map(({ name }) => name), ...omitted.tables].sort(),
    matched,
    otherNames,
  };
}

/**
 * Puts a difference in words, on one line.
 *
 * @param difference one of those that `verify` returns
 * @returns for example `column phoenix_kit_users.email is missing`
 * @example
 * import { describeDifference, verify } from "phoenix-kit-schema";
 *
 * const { differences } = await verify(process.env.DATABASE_URL!);
 * console.log(differences.map(describeDifference).join("\n"));
 */
export function describeDifference({ isDrift, ...difference }: SchemaDifference): string {
  // a row is described like any other object
  const text = formatDifference(difference as Difference);
  return isDrift && difference.outcome === "extra" ? `${text}, and makes inserts fail` : text;
}

/** Whether a difference is reported: comments, and the host's own schema and extensions, are not. */
function isRelevant(difference: Difference, distributed: boolean): boolean {
  const { kind, outcome, property } = difference;
  if (kind === "schema" || property === "comment") return false;
  // Oban creates its check NOT VALID; both states are fine
  if (property === "validated" && difference.actual === true) return false;
  if (kind === "extension") return outcome === "missing";
  if (distributed && outcome === "missing" && kind === "trigger") return false;
  // Citus cannot distribute a schema with an unlogged table
  if (distributed && property === "persistence" && difference.name === "oban_peers") return false;
  if (distributed && outcome === "missing" && kind === "function") return !isTriggerFunction(difference.name);
  return !(kind === "function" && property === "body" && isInMigrations(String(difference.actual)));
}

function isTriggerFunction(signature: string): boolean {
  const [name] = signature.split("(");
  return listUpStatements().some((sql) => sql.includes(`EXECUTE FUNCTION ${name}(`));
}

/**
 * Whether a function body is one of a migration: V40 creates its function with different bodies on different servers.
 */
function isInMigrations(body: string): boolean {
  return listUpStatements().some((sql) => sql.includes(`$function$${body}$function$`));
}

let statements: readonly string[] | undefined;

function listUpStatements(): readonly string[] {
  statements ??= readVersions().migrations.flatMap(({ up }) =>
    up.statements.map(({ sql }) => sql.replaceAll('"public".', "")),
  );
  return statements;
}

/** A function that column defaults call must return the right type, even if the host created it. */
function compareResult(
  name: string,
  {
    actual,
    expected,
    context,
    host,
  }: { actual: Catalog; expected: Catalog; context: DifferenceContext; host: HostCreatedObjects },
): SchemaDifference[] {
  const wanted = expected.functions[name]?.returns ?? null;
  const returns = context.functions?.ofExtension.get(name) ?? actual.functions[name]?.returns ?? wanted;
  const failure = context.functions?.failing.get(name);
  if (failure === undefined && returns === wanted) return [];
  const isKnown = actual.functions[name] !== undefined && !host.functions.has(name);
  // the comparison of catalogs reports the type of a managed function
  if (failure === undefined && isKnown) return [];
  const result = failure === undefined ? returns : `error: ${failure}`;
  const difference = { kind: "function", name, outcome: "different", property: "result" } as const;
  return [{ ...difference, expected: wanted, actual: result, isDrift: true }];
}

function isDrift(difference: Difference, actual: Catalog, { version, isAhead }: DifferenceContext): boolean {
  const { kind, table, name, outcome, property } = difference;
  // row security is the host's own; nothing of the version is missing
  if (property === "rowSecurity") return false;
  if (isTolerated(difference, version) || (isAhead && isLaterRelaxation(difference))) return false;
  if (outcome !== "extra") return true;
  const column = kind === "column" ? actual.tables[table ?? ""]?.columns[name] : undefined;
  return column !== undefined && isRequiredColumn(column);
}

/** An object under another name works like the expected one, so this is no drift. */
function toNameDifference({ kind, table, name, actualName }: OtherName): SchemaDifference {
  const names = { property: "name", expected: name, actual: actualName };
  return { kind, table, name, outcome: "different", ...names, isDrift: false };
}

function toRowDifferences({ row, actual }: RowDifference): SchemaDifference[] {
  const target = { kind: "row", table: row.table, name: row.name, isDrift: true } as const;
  if (!actual) return [{ ...target, outcome: "missing" }];
  return Object.entries(actual).map(([property, value]) => ({
    ...target,
    outcome: "different" as const,
    property,
    expected: row.fixed[property] as Value,
    actual: value as Value,
  }));
}
