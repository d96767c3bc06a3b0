import type { DeclaredLoss, Direction } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import { isFromNothing, type Step } from "../migrations/steps.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { readSnapshot, withSavepoint, wrapInTransaction } from "../postgres/transaction.ts";
import { parsePrefix } from "../prefix.ts";
import { countAttachments } from "./attachments.ts";
import { chooseSteps } from "./choose-steps.ts";
import { buildSchemaStatements } from "./create-schema.ts";
import { buildRenameStatements } from "./expected-names.ts";
import type { HostObject } from "./host-object.ts";
import { findHostObjects } from "./host-objects.ts";
import { readJournalState } from "./journal.ts";
import { assertKnown, readMarker } from "./marker.ts";
import { type MoveRequest, parseDestination } from "./request.ts";
import {
  buildStepStatements,
  type OnConflict,
  parseOnConflict,
  setOnConflictSql,
} from "./step-statements.ts";
import type { Loss } from "./types.ts";

/** Options of `plan`. */
export interface PlanOptions extends ConnectOptions {
  /** The schema that everything is in; default: `public`. */
  readonly prefix?: string | undefined;
  /** The version to migrate to. Default for `up`: the newest; `down` requires it. */
  readonly version?: number | undefined;
  /** Whether `up` may create the prefix's schema if it is missing; default: true. */
  readonly createSchema?: boolean | undefined;
  /** What `down` does with rows that the older shape cannot hold: `refuse` (default), or keep the earliest (`dedupe`). */
  readonly onConflict?: OnConflict | undefined;
}

/** One step as it would run. */
export interface PlannedStep {
  /** The version that the step brings or removes. */
  readonly version: number;
  /** The title of that version. */
  readonly title: string;
  /** Which way the step goes. */
  readonly direction: Direction;
  /** The step's transaction as SQL, from BEGIN to COMMIT. */
  readonly sql: string;
  /** What it destroys; counts of 0 are left out. */
  readonly losses: readonly Loss[];
  /** Objects of the application that would make the step fail, or that it would affect. */
  readonly hostObjects: readonly HostObject[];
}

/** What `up` or `down` would do. */
export interface Plan {
  /** The schema. */
  readonly prefix: string;
  /** The version that the schema is at. */
  readonly from: number;
  /** The version that it would be at. */
  readonly to: number;
  /** The steps, in the order in which they would run. */
  readonly steps: readonly PlannedStep[];
}

/**
 * Returns what `up` or `down` would run, and what that would destroy. Changes nothing, so it also works on a hot
 * standby.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param direction `up` or `down`
 * @param options prefix and version as for `up` and `down`
 * @returns the steps in the order in which they would run
 * @throws PhoenixKitError as `up` and `down` do
 * @example
 * import { plan } from "phoenix-kit-schema";
 *
 * const { steps } = await plan(process.env.DATABASE_URL!, "down", { version: 12 });
 * console.log(steps.flatMap((step) => step.losses));
 */
export async function plan(
  database: DatabaseTarget,
  direction: Direction,
  options: PlanOptions = {},
): Promise<Plan> {
  const request = {
    direction,
    prefix: parsePrefix(options.prefix ?? "public"),
    ...parseDestination(direction, options.version),
    createSchema: options.createSchema ?? true,
    onConflict: parseOnConflict(options.onConflict ?? "refuse"),
  };
  return withConnection(
    database,
    (connection) => readSnapshot(connection, () => planSteps(connection, request)),
    options,
  );
}

type PlanRequest = Pick<
  MoveRequest,
  "direction" | "prefix" | "target" | "install" | "createSchema" | "onConflict"
>;

async function planSteps(connection: Connection, request: PlanRequest): Promise<Plan> {
  const { direction, prefix, createSchema, onConflict } = request;
  const from = await readMarker(connection, prefix);
  if (direction === "down") assertKnown(from, prefix);
  const steps = await chooseSteps(connection, request, from);
  // what a step destroys can depend on onConflict
  await connection.query(setOnConflictSql(onConflict));
  const [first] = steps;
  const context = {
    prefix,
    journal: await readJournalState(connection, prefix),
    schema:
      first && isFromNothing(first) ? await buildSchemaStatements(connection, prefix, createSchema) : [],
    onConflict,
  };
  const renames = await buildRenameStatements(connection, prefix, steps);
  const hostObjects = from === 0 ? [] : await findHostObjects(connection, prefix, steps);
  const plannedSteps: PlannedStep[] = [];
  for (const step of steps) {
    const { version, title } = step;
    // the first step creates the journal
    const journal = plannedSteps.length > 0 ? { ...context.journal, createStatements: [] } : context.journal;
    const statements = buildStepStatements(step, { ...context, journal }).map((statement) => statement.sql);
    const sql = wrapInTransaction(step === first ? [...renames, ...statements] : statements);
    plannedSteps.push(
      Object.freeze({
        version,
        title,
        direction,
        sql,
        losses: await countLosses(connection, prefix, step),
        hostObjects: Object.freeze(hostObjects.filter((object) => object.version === version)),
      }),
    );
  }
  return Object.freeze({ prefix, from, to: steps.at(-1)?.to ?? from, steps: Object.freeze(plannedSteps) });
}

async function countLosses(connection: Connection, prefix: string, step: Step): Promise<readonly Loss[]> {
  const losses: Loss[] = [];
  const declarations = step.kind === "migration" ? step.migration[step.direction].losses : [];
  for (const declared of declarations) {
    const count = await countLoss(connection, prefix, declared);
    if (count !== 0) losses.push(Object.freeze({ what: declared.what, count }));
  }
  return Object.freeze([...losses, ...(await countAttachments(connection, prefix, step))]);
}

const undefinedTable = "42P01";
const undefinedColumn = "42703";

/**
 * Counts in the database as it is now. Returns null if an earlier step is to add or rename a column, whose values are
 * not known yet; 0 if the table does not exist.
 */
async function countLoss(
  connection: Connection,
  prefix: string,
  { count }: DeclaredLoss,
): Promise<number | null> {
  try {
    const { rows } = await withSavepoint(connection, () => connection.query(renderSql(count, prefix)));
    return Number(Object.values(rows[0] ?? {})[0]);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefinedTable) return 0;
    if (code === undefinedColumn || toStatementError(error).code === "row_security") return null;
    throw error;
  }
}
