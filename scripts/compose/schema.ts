import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Snapshot, snapshotOf } from "./kit.ts";
import { identified } from "./snapshots.ts";

/**
 * The snapshot of `schema/` as it stands, as the successor of another one.
 *
 * @param prevId the id of the snapshot before it
 * @returns the newest shape
 * @example
 * (await schemaSnapshot(v26.id)).id === v27.id
 */
export async function schemaSnapshot(prevId: string): Promise<Snapshot> {
  const exports: Record<string, unknown> = await import(pathToFileURL(resolve("schema/index.ts")).href);
  return identified(snapshotOf(exports), prevId);
}
