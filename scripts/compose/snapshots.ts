import { createHash } from "node:crypto";
import type { Snapshot } from "./drizzle-kit.ts";

/** The pgSchema that the statements are generated against; drizzle-kit qualifies only what is in one. */
export const placeholder = "phoenix_kit_prefix";

/**
 * Gives a snapshot ids that depend on nothing but its content and its predecessor, so that a folder made twice
 * is the same to the byte.
 *
 * @param snapshot any snapshot
 * @param prevId the id of the version before; all zeros for the first
 * @example
 * identifySnapshot(takeSnapshot(schema), "00000000-0000-0000-0000-000000000000").id
 */
export function identifySnapshot(snapshot: Snapshot, prevId: string): Snapshot {
  const { id: _id, prevId: _prevId, ...content } = snapshot;
  const hash = createHash("sha256").update(prevId).update(JSON.stringify(content)).digest("hex");
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  return { id, prevId, ...content };
}

/**
 * The same shape in the placeholder schema instead of `public`.
 *
 * @param snapshot a snapshot of public tables
 * @returns a copy in which every table, key and enum is in `placeholder`
 * @example
 * generateStatements(putIntoPlaceholder(before), putIntoPlaceholder(after))
 */
export function putIntoPlaceholder(snapshot: Snapshot): Snapshot {
  const moved = structuredClone(snapshot);
  moved.schemas = { [placeholder]: placeholder };
  moved.tables = rekey(moved.tables);
  moved.enums = rekey(moved.enums);
  for (const table of Object.values(moved.tables)) {
    for (const column of Object.values(table.columns)) {
      if (column.typeSchema) column.typeSchema = placeholder;
    }
    for (const key of Object.values(table.foreignKeys)) key.schemaTo = placeholder;
  }
  return moved;
}

function rekey<T extends { schema: string }>(objects: Record<string, T>): Record<string, T> {
  const entries = Object.entries(objects).map(([key, object]) => [
    key.replace(/^public\./, `${placeholder}.`),
    { ...object, schema: placeholder },
  ]);
  return Object.fromEntries(entries);
}
