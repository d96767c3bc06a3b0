import { formatVersion, PhoenixKitError } from "../error.ts";
import type { Migration } from "../migrations/migrations.ts";
import { type Preparations, readPreparations } from "../migrations/preparations.ts";
import type { PreparableIndex } from "../migrations/prepared-indexes.ts";
import type { MigrationStep, Step } from "../migrations/steps.ts";
import type { Beside, Connection } from "../postgres/connection.ts";
import { readMarker } from "./marker.ts";
import { prepareRows } from "./prepare-batches.ts";
import { type IndexOutcome, prepareIndex } from "./prepare-index.ts";
import { readPosition, recordPositionSql } from "./prepare-position.ts";
import type { MoveRequest } from "./request.ts";

/** A step that can be prepared, with the previous migration. */
export type PreparableStep = MigrationStep & { readonly previous: Migration };

/** Rows that are inserted during a pass can forbid a unique index again; after so many passes, this gives up. */
const maxPasses = 5;

/** Whether a part of a step can be done before it, while the application runs. */
export function isPreparable(step: Step): step is PreparableStep {
  if (step.kind !== "migration" || step.direction !== "up" || step.previous === undefined) return false;
  return Object.values(readPreparations(step.migration)).some(({ length }) => length > 0);
}

/** The outcome of a part of the preparations: `duplicates` is a unique index that rows forbid. */
type Outcome = "done" | "moved" | { readonly duplicates: PreparableIndex };

/**
 * Does the slow parts of a step beforehand: it changes rows in short transactions, and builds indexes CONCURRENTLY. The
 * schema is at the version before. Needs an idle connection. If it fails, what it has done stays, and the next run
 * continues from there.
 */
export async function prepareStep(
  connection: Connection,
  request: MoveRequest,
  { step, beside }: { readonly step: PreparableStep; readonly beside: Beside },
): Promise<void> {
  const { version } = step;
  const move: MoveRequest = { ...request, target: version };
  const { helpers, batches, indexes } = readPreparations(step.migration);
  const build = (some: readonly PreparableIndex[]) =>
    buildIndexes(connection, move, { step, beside, indexes: some, areHelpers: some === helpers });
  if ((await build(helpers)) === "moved") return;
  for (let pass = 1; ; pass++) {
    const isPending = await runBatches(connection, move, { step, helpers, batches, isFirstPass: pass === 1 });
    if (!isPending) return;
    const outcome = await build(indexes);
    if (outcome === "done" || outcome === "moved") return;
    const { duplicates } = outcome;
    if (pass === maxPasses) throw copiesError(version, duplicates);
    move.onProgress({
      type: "preparation-waiting",
      version,
      what: duplicates.name,
      reason: "Rows with the same key came meanwhile; they are removed, too.",
    });
  }
}

/** Runs the batches of a step, from where an earlier run was killed. Returns whether the step is still pending. */
async function runBatches(
  connection: Connection,
  move: MoveRequest,
  {
    step: { version, previous },
    helpers,
    batches,
    isFirstPass,
  }: Pick<Preparations, "helpers" | "batches"> & {
    readonly step: PreparableStep;
    readonly isFirstPass: boolean;
  },
): Promise<boolean> {
  const { prefix } = move;
  const [keeper] = helpers;
  const position = await readPosition(connection, prefix, isFirstPass ? keeper : undefined);
  for (const [place, batch] of batches.entries()) {
    if (place < position.batch) continue;
    const isPending = await prepareRows(connection, {
      batch,
      version,
      move,
      before: previous.version,
      helper: helpers.find(({ table }) => table === batch.table),
      after: place === position.batch ? position.after : undefined,
      recordSql: (last) =>
        recordPositionSql(
          prefix,
          keeper,
          last === undefined ? { batch: place + 1, after: undefined } : { batch: place, after: last },
        ),
    });
    if (!isPending) return false;
  }
  return true;
}

async function buildIndexes(
  connection: Connection,
  move: MoveRequest,
  {
    indexes,
    areHelpers,
    ...rest
  }: {
    readonly step: PreparableStep;
    readonly beside: Beside;
    readonly indexes: readonly PreparableIndex[];
    readonly areHelpers: boolean;
  },
): Promise<Outcome> {
  let duplicates: PreparableIndex | undefined;
  for (const index of indexes) {
    const outcome = await buildIndex(connection, move, { ...rest, index, isHelper: areHelpers });
    if (outcome === "moved") return "moved";
    if (outcome === "duplicates") duplicates ??= index;
  }
  return duplicates ? { duplicates } : "done";
}

async function buildIndex(
  connection: Connection,
  { prefix, signal, onProgress }: MoveRequest,
  {
    step: { version, previous },
    beside,
    index,
    isHelper,
  }: {
    readonly step: PreparableStep;
    readonly beside: Beside;
    readonly index: PreparableIndex;
    readonly isHelper: boolean;
  },
): Promise<IndexOutcome> {
  const what = index.name;
  const progress = { version, what, rows: 0, changedRows: 0, estimatedRows: null, rowsPerSecond: 0 };
  const startedMs = performance.now();
  onProgress({ type: "preparing", ...progress });
  const outcome = await prepareIndex(connection, {
    prefix,
    version,
    index,
    isHelper,
    beside,
    signal,
    onWaiting: (reason) => onProgress({ type: "preparation-waiting", version, what, reason }),
    isPending: async () => {
      const marker = await readMarker(connection, prefix);
      return marker >= previous.version && marker < version;
    },
  });
  const durationMs = Math.round(performance.now() - startedMs);
  if (outcome === "built") onProgress({ type: "prepared", durationMs, ...progress });
  return outcome;
}

function copiesError(version: number, { name, table }: PreparableIndex): PhoenixKitError {
  return new PhoenixKitError(
    `The unique index ${name} of ${formatVersion(version)} cannot be built: rows with the same key keep coming into ${table}.`,
    {
      code: "refused",
      version,
      remedy:
        "Let the application insert no copies (ON CONFLICT DO NOTHING from the new version on), or run again when fewer " +
        "come; up without --online locks the table instead. If a trigger of yours keeps copies from being deleted, disable it.",
    },
  );
}
