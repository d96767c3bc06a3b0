import { formatVersion, PhoenixKitError } from "../error.ts";
import { readBatches } from "../migrations/batches.ts";
import type { Migration } from "../migrations/migrations.ts";
import { listPreparableIndexes, type PreparableIndex } from "../migrations/prepared-indexes.ts";
import type { MigrationStep, Step } from "../migrations/steps.ts";
import type { Beside, Connection } from "../postgres/connection.ts";
import { readMarker } from "./marker.ts";
import { prepareRows } from "./prepare-batches.ts";
import { type IndexOutcome, prepareIndex } from "./prepare-index.ts";
import type { MoveRequest } from "./request.ts";

/** A step that can be prepared, and its version with files before. */
export type PreparableStep = MigrationStep & { readonly previous: Migration };

/** Rows that come during a pass can forbid a unique index again; after so many passes, they come too often. */
const maxPasses = 5;

/** Whether a part of a step can be done beside the application before it. */
export function isPreparable(step: Step): step is PreparableStep {
  return (
    step.kind === "migration" &&
    step.direction === "up" &&
    step.previous !== undefined &&
    (listPreparableIndexes(step.migration).length > 0 || readBatches(step.migration).length > 0)
  );
}

/**
 * Does beforehand what a step needs time for: rows in short transactions, indexes beside writers. The schema is at the
 * version before. It needs an idle connection. What is there when it fails stays, and the next run goes on with it.
 */
export async function prepareStep(
  connection: Connection,
  request: MoveRequest,
  { step, beside }: { readonly step: PreparableStep; readonly beside: Beside },
): Promise<void> {
  const { version, migration, previous } = step;
  const move: MoveRequest = { ...request, target: version };
  const batches = readBatches(migration);
  const indexes = listPreparableIndexes(migration);
  for (let pass = 1; ; pass++) {
    for (const batch of batches) {
      const isPending = await prepareRows(connection, { batch, version, move, before: previous.version });
      if (!isPending) return;
    }
    let blocked: PreparableIndex | undefined;
    for (const index of indexes) {
      const outcome = await buildIndex(connection, move, { step, beside, index });
      if (outcome === "moved") return;
      if (outcome === "duplicates") blocked ??= index;
    }
    if (!blocked) return;
    const wait = { type: "preparation-waiting", version, what: blocked.name } as const;
    if (batches.length === 0) {
      return move.onProgress({
        ...wait,
        reason: "Rows have the same key; the step removes them and builds it.",
      });
    }
    if (pass === maxPasses) throw copiesError(version, blocked);
    move.onProgress({ ...wait, reason: "Rows with the same key came meanwhile; they are removed, too." });
  }
}

async function buildIndex(
  connection: Connection,
  { prefix, signal, onProgress }: MoveRequest,
  {
    step: { version, previous },
    beside,
    index,
  }: { readonly step: PreparableStep; readonly beside: Beside; readonly index: PreparableIndex },
): Promise<IndexOutcome> {
  const what = index.name;
  const progress = { version, what, rows: 0, changedRows: 0, estimatedRows: null, rowsPerSecond: 0 };
  const startedMs = performance.now();
  onProgress({ type: "preparing", ...progress });
  const outcome = await prepareIndex(connection, {
    prefix,
    version,
    index,
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
        "come; up without --online locks the table instead.",
    },
  );
}
