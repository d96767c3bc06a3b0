import { readVersions } from "../migrations/migrations.ts";
import { listPreparableIndexes } from "../migrations/preparations.ts";
import type { PreparableIndex } from "../migrations/prepared-indexes.ts";
import type { Connection } from "../postgres/connection.ts";
import { dropPreparedIndex } from "./drop-prepared-index.ts";
import { inspectIndex } from "./inspect-index.ts";
import { findPreparedIndexes } from "./prepared-indexes.ts";

/** The schema whose preparations are dropped. */
export interface DropPreparationsRequest {
  readonly prefix: string;
  /** The version that it is at. */
  readonly version: number;
  readonly signal: AbortSignal | undefined;
  /** Called when other sessions block the drop of an index. */
  readonly onWaiting: (index: PendingIndex, reason: string) => void;
}

/** An index that can be built before the step of a version. */
export interface PendingIndex {
  readonly version: number;
  readonly index: PreparableIndex;
}

/** Drops the indexes that were built for steps that have not run yet. Needs an idle connection. Returns their names. */
export async function dropPreparations(
  connection: Connection,
  { prefix, version, signal, onWaiting }: DropPreparationsRequest,
): Promise<readonly string[]> {
  const found = await findPreparedIndexes(connection, new Map([[prefix, version]]));
  const names = new Set(found.get(prefix)?.map(({ name }) => name));
  const dropped: string[] = [];
  for (const pending of listPendingIndexes(version)) {
    const { index } = pending;
    if (!names.has(index.name)) continue;
    signal?.throwIfAborted();
    const state = await inspectIndex(connection, prefix, index);
    if (state !== "built" && state !== "invalid") continue;
    const request = {
      prefix,
      ...pending,
      signal,
      onWaiting: (reason: string) => onWaiting(pending, reason),
    };
    if (await dropPreparedIndex(connection, request, "any")) dropped.push(index.name);
  }
  return Object.freeze(dropped);
}

function listPendingIndexes(from: number): PendingIndex[] {
  if (from === 0) return [];
  return readVersions()
    .migrations.filter(({ version }) => version > from)
    .flatMap((migration) =>
      listPreparableIndexes(migration).map((index) => ({ version: migration.version, index })),
    );
}
