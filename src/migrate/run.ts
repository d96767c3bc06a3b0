import type { PhoenixKitError } from "../error.ts";
import { listTablesUntil } from "../migrations/managed-objects.ts";
import type { Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { isTransient } from "../postgres/errors.ts";
import { pauseAfter } from "../postgres/retry.ts";
import { assertSupportedServer } from "../postgres/server-version.ts";
import { commit, rollBack, rollBackQuietly } from "../postgres/transaction.ts";
import { applyStep } from "./apply-step.ts";
import { chooseSteps } from "./choose-steps.ts";
import { dropPreparations } from "./drop-preparations.ts";
import { buildRenameStatements } from "./expected-names.ts";
import { explainFailure } from "./explain-failure.ts";
import { assertNothingBlocks } from "./host-objects.ts";
import { commitAndLock, type Turn, waitForTurn } from "./lock.ts";
import { assertRoomForLocks } from "./lock-room.ts";
import { assertKnown, readMarker } from "./marker.ts";
import { assertTablesExist } from "./missing-tables.ts";
import { isReached, type MoveRequest } from "./request.ts";
import { toStepError } from "./step-error.ts";
import { assertPlainTables } from "./table-kinds.ts";
import type { MigrateResult, StepResult } from "./types.ts";

/**
 * Moves a schema step by step to the target of a request. It needs an idle connection, and leaves no transaction open.
 * Throws a PhoenixKitError; the schema is then at the version of the last step that was reported.
 */
export async function runMigration(connection: Connection, request: MoveRequest): Promise<MigrateResult> {
  const { prefix, direction, onProgress } = request;
  await assertSupportedServer(connection);
  const { from, planned } = await planRun(connection, request);
  const total = planned.length;
  // an index that was prepared for a later version would make these steps fail
  if (direction === "down" && total > 0) await undoBefore(connection, request, from);
  const steps: StepResult[] = [];
  let isRenamed = false;
  let attempt = 1;
  try {
    let turn = isReached(request, from)
      ? { version: from, open: false }
      : await waitForTurn(connection, request);
    while (turn.open) {
      const left = await chooseSteps(connection, request, turn.version);
      const [step] = left;
      if (!step) break;
      const { version, title } = step;
      onProgress({ type: "started", version, title, direction });
      const startedMs = performance.now();
      try {
        if (!isRenamed) await giveExpectedNames(connection, prefix, left);
        await applyStep(connection, request, step);
        turn = await commitAndContinue(connection, request, step);
        isRenamed = true;
      } catch (error) {
        if (!isTransient(error) || attempt >= request.maxAttempts) throw error;
        await rollBack(connection);
        const reason = describeReason(await explainFailure(connection, request, error));
        onProgress({ type: "retrying", version, attempt, reason });
        await pauseAfter(attempt, request.signal);
        attempt += 1;
        // another runner may have moved the schema meanwhile
        turn = await waitForTurn(connection, request);
        continue;
      }
      attempt = 1;
      const durationMs = Math.round(performance.now() - startedMs);
      const outcome = outcomes[step.kind];
      steps.push(Object.freeze({ version, title, direction, outcome, durationMs }));
      onProgress({
        type: "finished",
        done: steps.length,
        total,
        version,
        title,
        direction,
        outcome,
        durationMs,
      });
    }
    if (turn.open) await rollBack(connection);
    return Object.freeze({ prefix, from, to: turn.version, steps: Object.freeze(steps) });
  } catch (error) {
    await rollBackQuietly(connection);
    throw await explainFailure(connection, request, error);
  }
}

async function undoBefore(
  connection: Connection,
  { prefix, signal, onProgress }: MoveRequest,
  version: number,
): Promise<void> {
  await dropPreparations(connection, {
    prefix,
    version,
    signal,
    onWaiting: ({ version, index }, reason) =>
      onProgress({ type: "preparation-waiting", version, what: index.name, reason }),
  });
}

/** Chooses the steps of a run. Throws, before anything is changed, if one of them is bound to fail. */
export async function planRun(connection: Connection, request: MoveRequest): Promise<PlannedRun> {
  const { prefix, direction } = request;
  for (;;) {
    const from = await readMarker(connection, prefix);
    if (direction === "down") assertKnown(from, prefix);
    const planned = await chooseSteps(connection, request, from);
    try {
      if (planned.length > 0) await assertPlainTables(connection, prefix, listTablesUntil(from));
      await assertTablesExist(connection, prefix, { version: from, steps: planned });
      await assertNothingBlocks(connection, prefix, planned);
      await assertRoomForLocks(connection, prefix, planned);
      return { from, planned };
    } catch (error) {
      // another runner may have moved the schema while this one looked at it
      if ((await readMarker(connection, prefix)) === from) throw error;
    }
  }
}

/** The version at which a run begins, and its steps as known at that time. */
interface PlannedRun {
  readonly from: number;
  readonly planned: readonly Step[];
}

/** Renames constraints and indexes in the transaction of the first step, so that steps find what they drop by name. */
async function giveExpectedNames(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<void> {
  for (const statement of await buildRenameStatements(connection, prefix, steps)) {
    await connection.query(statement).catch((error) => {
      throw toStepError(error, { version: steps[0]?.version, statement });
    });
  }
}

/** The outcome that is reported for each kind of step. */
export const outcomes = { migration: "applied", marker: "marker-only", install: "installed" } as const;

/** Commits a step. If more steps follow, the next one's transaction is open afterwards. */
async function commitAndContinue(connection: Connection, request: MoveRequest, step: Step): Promise<Turn> {
  const { prefix } = request;
  try {
    if (step.to === request.target) {
      await commit(connection);
      return { version: step.to, open: false };
    }
    await commitAndLock(connection, request);
    return { version: await readMarker(connection, prefix), open: true };
  } catch (error) {
    // if taking the lock for the next step failed, this step is committed
    await rollBackQuietly(connection);
    const version = await readMarker(connection, prefix).catch(() => undefined);
    if (version === step.to) return waitForTurn(connection, request);
    throw toStepError(error, { version: step.version, statement: "COMMIT" });
  }
}

function describeReason(error: unknown): string {
  const { message, cause, detail } = error as Partial<PhoenixKitError>;
  const reason = cause instanceof Error ? cause.message : message;
  return detail === undefined ? `${reason}` : `${reason}. ${detail}`;
}
