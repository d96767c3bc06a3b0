import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Snapshot, takeSnapshot } from "./drizzle-kit.ts";
import { identifySnapshot } from "./snapshots.ts";

/**
 * The snapshot of `schema/` as it stands, as the successor of another one.
 *
 * @param prevId the id of the snapshot before it
 * @returns the newest shape
 * @example
 * (await takeSchemaSnapshot(v26.id)).id === v27.id
 */
export async function takeSchemaSnapshot(prevId: string): Promise<Snapshot> {
  const exports: Record<string, unknown> = await import(pathToFileURL(resolve("schema/index.ts")).href);
  return identifySnapshot(takeSnapshot(exports), prevId);
}
