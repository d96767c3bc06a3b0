import { PhoenixKitError } from "../error.ts";
import { listTablesUntil } from "../migrations/managed-objects.ts";
import { listSteps, type Step } from "../migrations/steps.ts";
import { listTableChanges } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { assertSupportedServer } from "../postgres/server-version.ts";
import { beginWriteSql, rollBackQuietly } from "../postgres/transaction.ts";
import { locateJournal } from "./journal.ts";
import { outcomes } from "./run.ts";
import { buildStepStatements, setMemorySql } from "./step-statements.ts";
import { findSchemasWithUnsuitableTables } from "./table-kinds.ts";
import type { MigrateResult, Progress } from "./types.ts";

/** The only step that a schema needs, and the version that it is at. */
export interface LoneStep {
  readonly from: number;
  readonly step: Step;
}

/**
 * Finds the schemas that need only one plain step. What a run checks for each schema is checked for all of them here,
 * with a few queries. `markers` is the result of `readMarkers`.
 */
export async function findLoneSteps(
  connection: Connection,
  markers: ReadonlyMap<string, number | PhoenixKitError>,
  target: number,
): Promise<Map<string, LoneStep>> {
  const found = new Map<string, LoneStep>();
  const steps = new Map<number, Step | undefined>();
  for (const [prefix, from] of markers) {
    // public always has drizzle-kit's journal
    if (from instanceof PhoenixKitError || from === 0 || prefix === "public") continue;
    if (!steps.has(from)) steps.set(from, findPlainStep(from, target));
    const step = steps.get(from);
    if (step) found.set(prefix, { from, step });
  }
  if (found.size === 0) return found;
  await assertSupportedServer(connection);
  const newest = Math.max(...[...found.values()].map(({ from }) => from));
  const unsuitable = await findSchemasWithUnsuitableTables(
    connection,
    [...found.keys()],
    listTablesUntil(newest),
  );
  const { rows } = await connection.query(selectSpecial, [[...found.keys()], locateJournal("").table]);
  const special = rows.map(({ prefix }) => String(prefix));
  for (const prefix of [...unsuitable, ...special]) found.delete(prefix);
  return found;
}

/** The only step to a target; undefined if it changes tables, because objects of the application could make it fail. */
function findPlainStep(from: number, target: number): Step | undefined {
  const [step, ...more] = listSteps("up", from, target);
  if (!step || more.length > 0) return undefined;
  const isChanging = step.kind === "migration" && listTableChanges([step.migration], "up").length > 0;
  return isChanging ? undefined : step;
}

/** Schemas with drizzle-kit's journal; all schemas of a database with Citus, which runs one statement at a time. */
const selectSpecial = `SELECT wanted.prefix FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (prefix)
WHERE EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus')
  OR EXISTS (
    SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = wanted.prefix AND c.relname = $2
  )`;

/** The schema whose only step is to run. */
interface LoneStepRequest extends LoneStep {
  readonly prefix: string;
  readonly lockTimeoutMs: number;
  readonly memory: string | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/**
 * Runs a step with its transaction in one message. Returns undefined, with nothing changed, if that fails: `up` then
 * finds out why, waits for another runner, or retries. The file refuses a marker that has moved meanwhile.
 */
export async function tryLoneStep(
  connection: Connection,
  { prefix, from, step, lockTimeoutMs, memory, onProgress }: LoneStepRequest,
): Promise<MigrateResult | undefined> {
  const { version, title, direction } = step;
  const journal = { table: "", isWritable: false, createStatements: [], dropStatements: [] };
  const statements = buildStepStatements(step, { prefix, journal, schema: [], onConflict: "refuse" });
  const before = [`${beginWriteSql({ lockTimeoutMs })};`];
  if (step.kind === "migration") before.push(setMemorySql(memory));
  onProgress?.({ type: "started", version, title, direction });
  const startedMs = performance.now();
  try {
    await connection.query([...before, ...statements.map(({ sql }) => sql), "COMMIT"].join("\n"));
  } catch {
    await rollBackQuietly(connection);
    return undefined;
  }
  const durationMs = Math.round(performance.now() - startedMs);
  const result = { version, title, direction, outcome: outcomes[step.kind], durationMs };
  onProgress?.({ type: "finished", done: 1, total: 1, ...result });
  return Object.freeze({ prefix, from, to: step.to, steps: Object.freeze([Object.freeze(result)]) });
}
