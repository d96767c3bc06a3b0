import { normalizeDefinition } from "../catalog/spelling.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { readSnapshot, withSavepoint } from "../postgres/transaction.ts";
import type { SchemaComparison } from "./compare-schema.ts";
import { describeDifference, type SchemaDifference } from "./findings.ts";
import { columnAnswers } from "./fixes/columns.ts";
import { constraintAnswers } from "./fixes/constraints.ts";
import { restsOn } from "./fixes/depends-on.ts";
import {
  type Fix,
  leaveToUser,
  type ManualFix,
  type Obstacle,
  order,
  type RepairDecision,
} from "./fixes/fix.ts";
import { indexAnswers } from "./fixes/indexes.ts";
import { objectAnswers } from "./fixes/objects.ts";
import { tableAnswers } from "./fixes/tables.ts";

/** A statement that mends, for the schema in question. */
export interface RepairStatement {
  /** The statement, for the schema that was compared. */
  readonly sql: string;
  /** The difference that the statement removes. */
  readonly difference: SchemaDifference;
}

/** Rows that stand in a mend's way. */
export interface BlockingRows {
  /** What is wrong with the rows, in words. */
  readonly what: string;
  /** How many rows there are. */
  readonly count: number;
  /** SQL that lists them. */
  readonly query: string;
}

/** A fault that is left as it is. */
export interface RemainingDrift {
  /** The difference that stays. */
  readonly difference: SchemaDifference;
  /** Why it stays, in one or two sentences. */
  readonly reason: string;
  /** The rows that forbid a fix; empty if there are none. */
  readonly rows: readonly BlockingRows[];
  /** A statement for people to run when they have decided so; null where there is none. */
  readonly manualSql: string | null;
}

/** What can be mended in a schema, and what cannot. */
export interface RepairPlan {
  /** In the order in which they run; each stands for itself. */
  readonly statements: readonly RepairStatement[];
  /** The drift that no statement here removes. */
  readonly remaining: readonly RemainingDrift[];
}

/**
 * Works out how the faults of a schema can be mended by adding and validating, and nothing else. Reads the rows of
 * the tables in question, changes nothing.
 *
 * @param connection an idle connection
 * @param examination of the schema
 * @throws PostgreSQL's own errors
 * @example
 * const { statements, left } = await mendingOf(client, await examine(client, { prefix: "public" }));
 */
export async function buildRepairPlan(
  connection: Connection,
  examination: SchemaComparison,
): Promise<RepairPlan> {
  const answers = examination.differences
    .filter(({ isDrift: fault }) => fault)
    .flatMap((finding) => answersTo(finding, examination));
  let mends: Fix[] = [];
  const leftOver: RemainingDrift[] = [];
  const blocking = await readSnapshot(connection, () =>
    countAll(
      connection,
      answers.map(({ obstacles }) => obstacles),
      examination.prefix,
    ),
  );
  for (const [index, answer] of answers.entries()) {
    const rows = blocking[index] ?? [];
    if ("reason" in answer) leftOver.push(leftFault(answer, rows, examination.prefix));
    else if (rows.length > 0) {
      leftOver.push(leftFault({ ...answer, reason: rowsInTheWay }, rows, examination.prefix));
    } else mends.push(answer);
  }
  // one that is left may have others that rest on it
  for (const { difference: fault } of leftOver) {
    const blocked = mends.filter((mend) => restsOn(mend, fault, examination.reference.qualified));
    mends = mends.filter((mend) => !blocked.some(({ difference: finding }) => finding === mend.difference));
    const reason = `It cannot be as long as this is so: ${describeDifference(fault)}.`;
    leftOver.push(...blocked.map(({ difference }) => ({ difference, reason, rows: [], manualSql: null })));
  }
  mends.sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
  const statements = mends.flatMap(({ difference, statements }) =>
    statements.map((sql) => ({ sql: renderSql(sql, examination.prefix), difference })),
  );
  // two properties of one function are mended by the same statement
  return { statements: [...new Map(statements.map((one) => [one.sql, one])).values()], remaining: leftOver };
}

const rowsInTheWay =
  "Rows are in the way, and which of them is right is not for us to say. Mend them, then repair again.";

function leftFault(
  { difference: finding, reason, byHand }: ManualFix,
  rows: readonly BlockingRows[],
  prefix: string,
): RemainingDrift {
  return {
    difference: finding,
    reason,
    rows,
    manualSql: byHand === undefined ? null : renderSql(byHand, prefix),
  };
}

function answersTo(finding: SchemaDifference, examination: SchemaComparison): RepairDecision[] {
  const holder = nameTaken(finding, examination);
  if (holder)
    return [leaveToUser(finding, `The name is taken by ${holder}. Rename that, then repair again.`)];
  switch (finding.kind) {
    case "table":
      return tableAnswers(finding, examination);
    case "column":
      return columnAnswers(finding, examination);
    case "constraint":
      return constraintAnswers(finding, examination);
    case "index":
      return indexAnswers(finding, examination);
    default:
      return objectAnswers(finding, examination);
  }
}

/** Tables, indexes and sequences of a schema share their names, and so do the constraints that have an index. */
function nameTaken(finding: SchemaDifference, { actual, reference }: SchemaComparison): string | undefined {
  const { kind, name, outcome } = finding;
  if (outcome !== "missing" || !["table", "index", "sequence", "constraint"].includes(kind)) return undefined;
  if (kind !== "constraint" && actual.tables[name]) return `a ${actual.tables[name].kind}`;
  if (kind !== "constraint" && actual.sequences[name]) return "a sequence";
  const [table, holder] = Object.entries(actual.tables).find(([, { indexes }]) => indexes[name]) ?? [];
  const wanted = reference.catalog.tables[finding.table ?? ""]?.indexes[name];
  if (kind === "constraint" && !wanted) return undefined;
  const [there, ours] = [holder?.indexes[name], wanted].map((index) =>
    normalizeDefinition(index?.definition ?? ""),
  );
  return table === finding.table && there === ours ? undefined : table && `an index of ${table}`;
}

/** Undefined tables, columns and operators, and types that do not go together. */
const notThere = ["42P01", "42703", "42883", "42804", "42846"];

async function countAll(
  connection: Connection,
  queries: readonly (readonly Obstacle[])[],
  prefix: string,
): Promise<BlockingRows[][]> {
  const counts: BlockingRows[][] = [];
  for (const obstacles of queries) counts.push(await countRows(connection, obstacles, prefix));
  return counts;
}

async function countRows(
  connection: Connection,
  obstacles: readonly Obstacle[],
  prefix: string,
): Promise<BlockingRows[]> {
  const found: BlockingRows[] = [];
  for (const { what, query } of obstacles) {
    const sql = renderSql(query, prefix);
    try {
      const { rows } = await withSavepoint(connection, () =>
        connection.query(`SELECT pg_catalog.count(*) AS count FROM (${sql}) listed`),
      );
      const count = Number(rows[0]?.count);
      if (count > 0) found.push({ what, count, query: `${sql};` });
    } catch (error) {
      // what is missing as well, or of another type, has no rows that fit yet
      if (!notThere.includes(String((error as { code?: unknown }).code))) throw error;
    }
  }
  return found;
}
