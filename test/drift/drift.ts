import type { Client, ClientBase, Pool } from "pg";
import { compareSchema, type SchemaComparison } from "../../src/drift/compare-schema.ts";
import { describeDifference } from "../../src/drift/differences.ts";
import { buildRepairPlan, type RepairPlan } from "../../src/drift/plan-repair.ts";

/** A schema beside what its version should be, and what can be done about it. */
export interface Look {
  readonly comparison: SchemaComparison;
  readonly plan: RepairPlan;
  /** Its drift, one line each. */
  readonly drift: readonly string[];
  /** Differences that are not drift, one line each. */
  readonly notes: readonly string[];
}

/**
 * Looks at a schema as `verify` and `planRepair` do.
 *
 * @example
 * const { drift } = await look(client, "tenant");
 */
export async function look(client: ClientBase, prefix: string): Promise<Look> {
  const comparison = await compareSchema(client, { prefix });
  const drift = comparison.differences.filter(({ isDrift }) => isDrift).map(describeDifference);
  const notes = comparison.differences.filter(({ isDrift }) => !isDrift).map(describeDifference);
  return { comparison, plan: await buildRepairPlan(client, comparison), drift, notes };
}

/**
 * The drift of a schema, found as by {@link look}.
 *
 * @example
 * expect(await listDrift(pool, "tenant")).toEqual([]);
 */
export async function listDrift(pool: Pool, prefix: string): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    return (await look(client, prefix)).drift;
  } finally {
    client.release();
  }
}

/**
 * Runs a plan's statements as somebody would who has read them.
 *
 * @example
 * await runAll(pool, (await look(client, "public")).plan);
 */
export async function runAll(database: Client | Pool, { statements }: RepairPlan): Promise<void> {
  for (const { sql } of statements) await database.query(sql);
}

/** A prefix with all that has to be quoted. */
export const awkward = `Käse "tenant" o'1`;
