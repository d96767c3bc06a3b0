import type { Beside, Connection } from "../postgres/connection.ts";
import { isPreparable, prepareStep } from "./prepare-step.ts";
import type { MoveRequest } from "./request.ts";
import { planRun, runMigration } from "./run.ts";
import type { MigrateResult, StepResult } from "./types.ts";

/**
 * Moves a schema up as `runMigration` does, but prepares each step that can be prepared just before it. A new schema
 * has no rows to prepare and no application.
 */
export async function runOnline(
  connection: Connection,
  request: MoveRequest,
  beside: Beside,
): Promise<MigrateResult> {
  const { prefix, target, onProgress } = request;
  const { from, planned } = await planRun(connection, request);
  if (from === 0) return runMigration(connection, request);
  const steps: StepResult[] = [];
  const run = async (to: number) => {
    const before = steps.length;
    const result = await runMigration(connection, {
      ...request,
      target: to,
      onProgress: (progress) =>
        onProgress(
          progress.type === "finished"
            ? { ...progress, done: before + progress.done, total: planned.length }
            : progress,
        ),
    });
    steps.push(...result.steps);
    return result;
  };
  for (const step of planned.filter(isPreparable)) {
    await run(step.previous.version);
    await prepareStep(connection, request, { step, beside });
  }
  const { to } = await run(target);
  return Object.freeze({ prefix, from, to, steps: Object.freeze(steps) });
}
