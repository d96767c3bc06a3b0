import { normalizeDefinition } from "../catalog/compare.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { readSnapshot, withSavepoint } from "../postgres/transaction.ts";
import type { SchemaComparison } from "./compare-schema.ts";
import { describeDifference, type SchemaDifference } from "./differences.ts";
import { fixColumn } from "./fixes/columns.ts";
import { fixConstraint } from "./fixes/constraints.ts";
import {
  type BlockingQuery,
  dependsOn,
  type Fix,
  leaveToUser,
  type ManualFix,
  type RepairDecision,
  sortByStage,
} from "./fixes/fix.ts";
import { fixIndex } from "./fixes/indexes.ts";
import { fixObject } from "./fixes/objects.ts";
import { fixTable } from "./fixes/tables.ts";

/** A statement that repairs a difference, for the schema in question. */
export interface RepairStatement {
  /** The statement, with all names qualified. */
  readonly sql: string;
  /** Whether it builds an index CONCURRENTLY, so that it can only run outside of a transaction. */
  readonly concurrent: boolean;
  /** What `repair` runs after an attempt that failed because of a lock or a deadlock; default: `sql` again. */
  readonly retrySql?: readonly string[];
  /** The difference that it repairs. */
  readonly difference: SchemaDifference;
}

/** Rows that block a fix. */
export interface BlockingRows {
  /** What is wrong with them, as in "rows have no value". */
  readonly what: string;
  /** How many there are. */
  readonly count: number;
  /** SQL that lists them. */
  readonly query: string;
}

/** Drift that `repair` does not touch. */
export interface RemainingDrift {
  /** What differs. */
  readonly difference: SchemaDifference;
  /** Why it remains, and what to do. */
  readonly reason: string;
  /** The rows that block a fix; empty if rows are not the reason. */
  readonly rows: readonly BlockingRows[];
  /** A statement that you can run by hand; null if there is none. */
  readonly manualSql: string | null;
  /** Whether `adopt` accepts it; it refuses all other drift that remains. */
  readonly isAdoptable: boolean;
}

/** What can be repaired in a schema, and what cannot. */
export interface RepairPlan {
  /** In the order in which they run. Each is complete by itself. */
  readonly statements: readonly RepairStatement[];
  /** The drift that remains after them. */
  readonly remaining: readonly RemainingDrift[];
}

/** What a plan may leave as it is. */
export interface PlanOptions {
  /** Whether constraints that rows violate may stay NOT VALID, or be created NOT VALID; default: false. */
  readonly acceptNotValid?: boolean | undefined;
}

/**
 * Works out how the drift of a schema can be repaired by adding and validating only. Reads the rows of the tables in
 * question and changes nothing. Needs an idle connection.
 */
export async function buildRepairPlan(
  connection: Connection,
  comparison: SchemaComparison,
  { acceptNotValid = false }: PlanOptions = {},
): Promise<RepairPlan> {
  const { prefix, differences } = comparison;
  const decisions = differences
    .filter(({ isDrift }) => isDrift)
    .flatMap((difference) => decideRepair(difference, comparison));
  const counts = await readSnapshot(connection, () => countAllBlockingRows(connection, decisions, prefix));
  let fixes: Fix[] = [];
  const remaining: RemainingDrift[] = [];
  for (const [index, decision] of decisions.entries()) {
    const rows = counts[index] ?? [];
    if ("reason" in decision) remaining.push(toRemainingDrift(decision, rows, prefix));
    else if (rows.length === 0) fixes.push(decision);
    else if (acceptNotValid && decision.whileBlocked) {
      remaining.push(
        toRemainingDrift({ ...decision, reason: notValidReason, isAdoptable: true }, rows, prefix),
      );
      fixes.push({ ...decision, statements: decision.whileBlocked });
    } else remaining.push(toRemainingDrift({ ...decision, reason: blockingRowsReason }, rows, prefix));
  }
  // drift that the loop adds to the list is visited as well: other fixes may depend on it
  for (const { difference } of remaining) {
    const blocked = new Set(fixes.filter((fix) => dependsOn(fix, difference)).map((fix) => fix.difference));
    fixes = fixes.filter((fix) => !blocked.has(fix.difference));
    const reason = `It cannot be repaired before this is: ${describeDifference(difference)}.`;
    for (const one of blocked)
      remaining.push({ difference: one, reason, rows: [], manualSql: null, isAdoptable: false });
  }
  return { statements: sortByStage(fixes).flatMap((fix) => renderFix(fix, prefix)), remaining };
}

function renderFix({ difference, statements }: Fix, prefix: string): RepairStatement[] {
  const render = (sql: string) => renderSql(sql, prefix);
  return statements.map(({ sql, concurrent, retrySql }) => ({
    sql: render(sql),
    concurrent,
    ...(retrySql && { retrySql: retrySql.map(render) }),
    difference,
  }));
}

const notValidReason =
  "The constraint stays NOT VALID: it holds for new rows only. Change these rows, then run repair.";

const blockingRowsReason =
  "Rows block the fix, and only you can decide which of them are right. Change them, then run repair again.";

function toRemainingDrift(
  { difference, reason, manualSql, isAdoptable = false }: ManualFix,
  rows: readonly BlockingRows[],
  prefix: string,
): RemainingDrift {
  const rendered = manualSql === undefined ? null : renderSql(manualSql, prefix);
  return { difference, reason, rows, manualSql: rendered, isAdoptable };
}

/** Decides how to repair a difference, regardless of the rows. */
export function decideRepair(difference: SchemaDifference, comparison: SchemaComparison): RepairDecision[] {
  const holder = findHolderOfName(difference, comparison);
  if (holder) {
    return [leaveToUser(difference, `The name is taken by ${holder}. Rename that, then run repair again.`)];
  }
  switch (difference.kind) {
    case "table":
      return fixTable(difference, comparison);
    case "column":
      return fixColumn(difference, comparison);
    case "constraint":
      return fixConstraint(difference, comparison);
    case "index":
      return fixIndex(difference, comparison);
    default:
      return fixObject(difference, comparison);
  }
}

/** Tables, indexes and sequences of a schema share their names, and so do the constraints that have an index. */
function findHolderOfName(
  difference: SchemaDifference,
  { actual, reference }: SchemaComparison,
): string | undefined {
  const { kind, name, outcome } = difference;
  if (outcome !== "missing" || !["table", "index", "sequence", "constraint"].includes(kind)) return undefined;
  if (kind !== "constraint" && actual.tables[name]) return `a ${actual.tables[name].kind}`;
  if (kind !== "constraint" && actual.sequences[name]) return "a sequence";
  const [table, holder] = Object.entries(actual.tables).find(([, { indexes }]) => indexes[name]) ?? [];
  const wanted = reference.catalog.tables[difference.table ?? ""]?.indexes[name];
  if (kind === "constraint" && !wanted) return undefined;
  const [present, expected] = [holder?.indexes[name], wanted].map((index) =>
    normalizeDefinition(index?.definition ?? ""),
  );
  const isSame = table === difference.table && present === expected;
  return isSame ? undefined : table && `an index of ${table}`;
}

/** Undefined tables, columns and operators, and types that do not go together. */
const undefinedObjectCodes = ["42P01", "42703", "42883", "42804", "42846"];

async function countAllBlockingRows(
  connection: Connection,
  decisions: readonly RepairDecision[],
  prefix: string,
): Promise<BlockingRows[][]> {
  const counts: BlockingRows[][] = [];
  for (const { blocking } of decisions) counts.push(await countBlockingRows(connection, blocking, prefix));
  return counts;
}

async function countBlockingRows(
  connection: Connection,
  queries: readonly BlockingQuery[],
  prefix: string,
): Promise<BlockingRows[]> {
  const found: BlockingRows[] = [];
  for (const { what, query } of queries) {
    const sql = renderSql(query, prefix);
    try {
      const { rows } = await withSavepoint(connection, () =>
        connection.query(`SELECT pg_catalog.count(*) AS count FROM (${sql}) listed`),
      );
      const count = Number(rows[0]?.count);
      if (count > 0) found.push({ what, count, query: `${sql};` });
    } catch (error) {
      // an object that is also missing, or has another type, has no such rows yet
      if (!undefinedObjectCodes.includes(String((error as { code?: unknown }).code))) throw error;
    }
  }
  return found;
}
