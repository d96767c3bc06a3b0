import { assertKnown } from "../migrate/marker.ts";
import { requireMarkerSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { parsePrefix } from "../prefix.ts";
import { compareSchema, type SchemaComparison } from "./compare-schema.ts";
import {
  buildRepairPlan,
  type RemainingDrift,
  type RepairPlan,
  type RepairStatement,
} from "./plan-repair.ts";
import { type RunOptions, runRepair } from "./run-repair.ts";
import type { VerifyOptions } from "./verify.ts";

/** Options of `repair`. */
export interface RepairOptions extends Omit<VerifyOptions, "signal">, RunOptions {
  /** Called with the whole plan before anything runs; if it returns false, nothing runs. */
  readonly confirm?: ((plan: RepairPlan) => boolean | Promise<boolean>) | undefined;
}

/** What a repair did. */
export interface RepairResult {
  /** The schema that was repaired. */
  readonly prefix: string;
  /** The version that the marker records. */
  readonly version: number;
  /** The statements that ran, in their order. */
  readonly statements: readonly RepairStatement[];
  /** The drift that remains, with the rows that block a fix. */
  readonly remaining: readonly RemainingDrift[];
  /** Whether no drift remains. */
  readonly ok: boolean;
}

/**
 * Works out how the drift of a schema can be repaired, and changes nothing.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options the prefix
 * @returns the statements that `repair` would run, and the drift that would remain
 * @throws PhoenixKitError as `verify` does
 * @example
 * import { planRepair } from "phoenix-kit-schema";
 *
 * const { statements, remaining } = await planRepair(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(statements.map(({ sql }) => sql).join("\n"), remaining.length);
 */
export async function planRepair(database: DatabaseTarget, options: VerifyOptions = {}): Promise<RepairPlan> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => buildRepairPlan(connection, await compareKnown(connection, prefix)),
    options,
  );
}

/**
 * Repairs the drift of a schema by adding and validating only: missing columns, indexes (CONCURRENTLY), constraints
 * (NOT VALID first), defaults, NOT NULL, functions, triggers, rows. Drift that needs changed rows or dropped objects
 * remains and is reported, with counts and a query for the rows.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options the prefix, `confirm` to be asked first, and callbacks
 * @returns what ran and what remains
 * @throws PhoenixKitError as `verify` does, and with the statement that failed or was interrupted; those before it have run
 * @example
 * import { repair } from "phoenix-kit-schema";
 *
 * const { ok, remaining } = await repair(process.env.DATABASE_URL!, { prefix: "myapp" });
 * if (!ok) console.error(remaining.map(({ reason, manualSql }) => manualSql ?? reason));
 */
export async function repair(database: DatabaseTarget, options: RepairOptions = {}): Promise<RepairResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  const { confirm, onStatement, onWaiting, signal } = options;
  return withConnection(
    database,
    async (connection, beside) => {
      const before = await compareKnown(connection, prefix);
      const { version } = before;
      const plan = await buildRepairPlan(connection, before);
      const isConfirmed = plan.statements.length > 0 && ((await confirm?.(plan)) ?? true);
      const statements = isConfirmed ? plan.statements : [];
      const assertUnmoved = async () => {
        await connection.query(renderSql(requireMarkerSql("Repair", [version]), prefix));
      };
      await runRepair(connection, {
        prefix,
        assertUnmoved,
        statements,
        beside,
        onStatement,
        onWaiting,
        signal,
      });
      const after = statements.length > 0 ? await compareSchema(connection, { prefix }) : before;
      const ok = after.differences.every(({ isDrift }) => !isDrift);
      return Object.freeze({ prefix, version, statements, remaining: plan.remaining, ok });
    },
    options,
  );
}

/** Refuses versions that this package does not know: what looks like drift may be their work. */
async function compareKnown(connection: Connection, prefix: string): Promise<SchemaComparison> {
  const comparison = await compareSchema(connection, { prefix });
  assertKnown(comparison.version, prefix);
  return comparison;
}
