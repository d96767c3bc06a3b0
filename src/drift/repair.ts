import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { parsePrefix } from "../prefix.ts";
import { compareSchema, compareWithReference, type SchemaComparison } from "./compare-schema.ts";
import {
  buildRepairPlan,
  type RemainingDrift,
  type RepairPlan,
  type RepairStatement,
} from "./plan-repair.ts";
import { runRepair } from "./run-repair.ts";
import type { VerifyOptions } from "./verify.ts";

/** Options of `repair`. */
export interface RepairOptions extends VerifyOptions {
  /** Asked with all that would be run and all that would be left, before anything is; false runs nothing. */
  readonly confirm?: ((mending: RepairPlan) => boolean | Promise<boolean>) | undefined;
  /** Told of each statement that has run. */
  readonly onStatement?: ((statement: RepairStatement) => void) | undefined;
}

/** What a repair did. */
export interface RepairResult {
  /** The schema that was repaired. */
  readonly prefix: string;
  /** The marker's version. */
  readonly version: number;
  /** The statements that ran, in their order. */
  readonly statements: readonly RepairStatement[];
  /** The faults that are left, with the rows that are in the way. */
  readonly remaining: readonly RemainingDrift[];
  /** Whether no fault is left. */
  readonly ok: boolean;
}

/**
 * Works out how a schema's drift can be mended, and changes nothing.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options prefix, and where to make the reference
 * @returns the statements that would run, and the drift that would remain
 * @throws PhoenixKitError as `verify` does
 * @example
 * import { planRepair } from "phoenix-kit-schema";
 *
 * const { statements, remaining } = await planRepair(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(statements.map(({ sql }) => sql), remaining);
 */
export async function planRepair(database: DatabaseTarget, options: VerifyOptions = {}): Promise<RepairPlan> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => {
      const examination = await compareSchema(connection, { prefix, reference: options.reference });
      return buildRepairPlan(connection, examination);
    },
    options,
  );
}

/**
 * Mends a schema's drift by adding and validating only: missing columns, indexes (built beside writers), constraints
 * (NOT VALID first), defaults, NOT NULL, functions, triggers, rows. Whatever needs rows changed or objects dropped is
 * left and told, with counts and a query for the rows.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options prefix, what to ask first, and whom to tell
 * @returns what ran and what is left
 * @throws PhoenixKitError as `verify` does, and with the statement that failed; those before it have run
 * @example
 * import { repair } from "phoenix-kit-schema";
 *
 * const { remaining } = await repair(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(remaining);
 */
export async function repair(database: DatabaseTarget, options: RepairOptions = {}): Promise<RepairResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => {
      const order = { prefix, reference: options.reference };
      const examination = await compareSchema(connection, order);
      const { version } = examination;
      const mending = await buildRepairPlan(connection, examination);
      const agreed = mending.statements.length > 0 && ((await options.confirm?.(mending)) ?? true);
      const statements = agreed ? mending.statements : [];
      const onStatement = options.onStatement ?? (() => {});
      await runRepair(connection, { prefix, version, statements, onStatement });
      const after =
        statements.length > 0 ? await compareWithReference(connection, order, examination) : examination;
      return Object.freeze({ prefix, version, statements, remaining: mending.remaining, ok: isSound(after) });
    },
    options,
  );
}

function isSound({ differences: findings }: SchemaComparison): boolean {
  return findings.every(({ isDrift: fault }) => !fault);
}
