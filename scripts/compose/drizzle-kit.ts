import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";

/** A drizzle-kit snapshot: one version's shape as data (`drizzle/meta/00NN_snapshot.json`). */
export interface Snapshot {
  id: string;
  prevId: string;
  readonly version: string;
  readonly dialect: string;
  tables: Record<string, SnapshotTable>;
  enums: Record<string, { name: string; schema: string; values: string[] }>;
  schemas: Record<string, string>;
}

/** One table of a snapshot: the parts that a diff looks into. */
export interface SnapshotTable {
  readonly name: string;
  schema: string;
  columns: Record<string, SnapshotColumn>;
  indexes: Record<string, SnapshotIndex>;
  foreignKeys: Record<string, SnapshotForeignKey>;
  compositePrimaryKeys: Record<string, { columns: string[] }>;
  uniqueConstraints: Record<string, { columns: string[] }>;
  checkConstraints: Record<string, { name: string; value: string }>;
}

/** One index of a snapshot. */
export interface SnapshotIndex {
  readonly name: string;
  columns: {
    expression: string;
    isExpression: boolean;
    readonly asc: boolean;
    readonly nulls: string;
    readonly opclass?: string;
  }[];
  readonly isUnique: boolean;
  readonly method: string;
  readonly where?: string;
}

/** One column of a snapshot. */
export interface SnapshotColumn {
  readonly name: string;
  type: string;
  primaryKey: boolean;
  typeSchema?: string;
  notNull: boolean;
  readonly default?: unknown;
}

/** One foreign key of a snapshot. */
export interface SnapshotForeignKey {
  readonly name: string;
  readonly tableFrom: string;
  readonly tableTo: string;
  schemaTo?: string;
  columnsFrom: string[];
  columnsTo: string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

type KitSnapshot = Parameters<typeof generateMigration>[0];

/**
 * The snapshot of a module's tables.
 *
 * @param exports what the schema module exports; anything that is not a table or enum is skipped
 * @returns the snapshot, with ids that `identifySnapshot` has yet to make reproducible
 * @example
 * takeSnapshot(await import("../../schema/index.ts"))
 */
export function takeSnapshot(exports: Record<string, unknown>): Snapshot {
  const snapshot = generateDrizzleJson(exports) as unknown as Snapshot;
  // the tables of schema/ name their schema, also `public`; a snapshot leaves `public` out
  for (const table of Object.values(snapshot.tables)) {
    if (table.schema === "public") table.schema = "";
    for (const key of Object.values(table.foreignKeys)) {
      if (key.schemaTo === "public") delete key.schemaTo;
    }
  }
  return snapshot;
}

/**
 * The statements that turn one snapshot into another. Ask only for pairs that either drop or add: for a pair
 * that does both, drizzle-kit asks at a prompt what was renamed.
 *
 * @param from the shape before
 * @param to the shape after
 * @returns SQL statements in drizzle-kit's order
 * @example
 * await generateStatements(createEmptySnapshot(), takeSnapshot(schema))
 */
export async function generateStatements(from: Snapshot, to: Snapshot): Promise<string[]> {
  const statements = await generateMigration(from as unknown as KitSnapshot, to as unknown as KitSnapshot);
  // where a column changes to a type of an extension, drizzle-kit takes that for an enum type of a schema
  return statements.map((statement) => statement.trim().replace(/"undefined"\."(\w+)"/, "$1"));
}

/**
 * The snapshot of a database in which nothing is.
 *
 * @example
 * Object.keys(createEmptySnapshot().tables) // []
 */
export function createEmptySnapshot(): Snapshot {
  return takeSnapshot({});
}
