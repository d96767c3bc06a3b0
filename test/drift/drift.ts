import type { Client, ClientBase, Pool } from "pg";
import { compareSchema, type SchemaComparison } from "../../src/drift/compare-schema.ts";
import { describeDifference } from "../../src/drift/differences.ts";
import { buildRepairPlan, type RepairPlan } from "../../src/drift/plan-repair.ts";

/** A schema beside what its version should be, and what can be done about it. */
export interface Look {
  readonly examination: SchemaComparison;
  readonly mending: RepairPlan;
  /** Its faults, one line each. */
  readonly faults: readonly string[];
}

/**
 * Looks at a schema as `verify` and `planRepair` do.
 *
 * @example
 * const { faults } = await look(client, "tenant");
 */
export async function look(client: ClientBase, prefix: string): Promise<Look> {
  const examination = await compareSchema(client, { prefix });
  const faults = examination.differences.filter(({ isDrift: fault }) => fault).map(describeDifference);
  return { examination, mending: await buildRepairPlan(client, examination), faults };
}

/**
 * The faults of a schema, looked for as by {@link look}.
 *
 * @example
 * expect(await faultsOf(pool, "tenant")).toEqual([]);
 */
export async function faultsOf(pool: Pool, prefix: string): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    return (await look(client, prefix)).faults;
  } finally {
    client.release();
  }
}

/**
 * Runs a mending's statements as somebody would who has read them.
 *
 * @example
 * await runAll(pool, (await look(client, "public")).mending);
 */
export async function runAll(database: Client | Pool, { statements }: RepairPlan): Promise<void> {
  for (const { sql } of statements) await database.query(sql);
}

/** A prefix with all that has to be quoted. */
export const awkward = `Käse "tenant" o'1`;
