import type { Snapshot, SnapshotForeignKey, SnapshotTable } from "./drizzle-kit.ts";

/** Primary keys that move to another column. drizzle-kit cannot drop a primary key, because it does not know its name. */
export interface KeySwaps {
  /** The tables' snapshot keys. */
  readonly tables: ReadonlySet<string>;
  /** Statements that drop the old keys whose columns stay. */
  readonly drops: readonly string[];
  readonly adds: readonly string[];
  /** Whether a foreign key may use the index of an old primary key, and so must be dropped first. */
  readonly rests: (key: SnapshotForeignKey) => boolean;
  /** Whether a foreign key refers to a new primary key, and so must be added after it. */
  readonly waits: (key: SnapshotForeignKey) => boolean;
}

/**
 * The primary keys that are on another column after a step than before it.
 *
 * @param from the shape before, columns under their new names
 * @param to the shape after
 * @example
 * findKeySwaps(v73, v74).adds[0] // ALTER TABLE "public"."phoenix_kit_users" ADD CONSTRAINT …
 */
export function findKeySwaps(from: Snapshot, to: Snapshot): KeySwaps {
  const swaps = Object.entries(from.tables).flatMap(([key, table]) => {
    const target = to.tables[key];
    const [old, now] = [findKeyColumn(table), target && findKeyColumn(target)];
    if (!target || !old || !now || old === now) return [];
    return [{ key, name: table.name, old, now, stays: old in target.columns }];
  });
  const refersTo = (side: "old" | "now") => (foreign: SnapshotForeignKey) =>
    swaps.some((swap) => swap.name === foreign.tableTo && foreign.columnsTo.includes(swap[side]));
  return {
    tables: new Set(swaps.map(({ key }) => key)),
    drops: swaps
      .filter(({ stays }) => stays)
      .map(({ name }) => `ALTER TABLE "public"."${name}" DROP CONSTRAINT "${name}_pkey";`),
    adds: swaps.map(
      ({ name, now }) =>
        `ALTER TABLE "public"."${name}" ADD CONSTRAINT "${name}_pkey" PRIMARY KEY ("${now}");`,
    ),
    rests: refersTo("old"),
    waits: refersTo("now"),
  };
}

/**
 * A snapshot without the primary keys that move, for drizzle-kit.
 *
 * @param snapshot the shape before or after
 * @param swaps the keys that move
 * @example
 * withoutSwapped(v74, findKeySwaps(v73, v74))
 */
export function withoutSwapped(snapshot: Snapshot, { tables }: KeySwaps): Snapshot {
  const copy = structuredClone(snapshot);
  for (const key of tables) {
    for (const column of Object.values(copy.tables[key]?.columns ?? {})) column.primaryKey = false;
  }
  return copy;
}

function findKeyColumn(table: SnapshotTable): string | undefined {
  return Object.values(table.columns).find((column) => column.primaryKey)?.name;
}
