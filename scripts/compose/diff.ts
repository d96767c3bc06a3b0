import { isDeepStrictEqual } from "node:util";
import type { Rename } from "../../src/migrations/migrations.ts";
import { toInteger, withCasts, withoutSerials } from "./column-types.ts";
import {
  generateStatements,
  type Snapshot,
  type SnapshotColumn,
  type SnapshotForeignKey,
  type SnapshotTable,
} from "./drizzle-kit.ts";
import { findKeySwaps, withoutSwapped } from "./primary-keys.ts";
import { placeholder, putIntoPlaceholder } from "./snapshots.ts";

/** A version's generated statements: those before and those after the patch that fills new columns. */
export interface Diff {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What must be declared because the two snapshots of a diff do not show it. */
export interface Declared {
  /** Columns that are the same under another name. */
  readonly renames?: readonly Rename[] | undefined;
  /** Columns (`table.column`) that a patch fills. */
  readonly backfilled?: readonly string[] | undefined;
  /** By `table.column`: the expression that a column's new type is made with. */
  readonly using?: Readonly<Record<string, string>> | undefined;
}

/**
 * The statements from one version's shape to the next one's, without a prompt: renames are declared, then what
 * goes is dropped, then what comes is added. Where a patch fills columns, their NOT NULL, defaults, indexes and
 * keys are left to a second part that runs after it; so is a primary key that moves to another column.
 *
 * @param from the shape before
 * @param to the shape after
 * @param declared renames, columns that a patch fills, casts
 * @returns SQL that names everything `"public".x`
 * @example
 * const { before, after } = await diff(v25, v26, {
 *   renames: [{ table: "phoenix_kit_files", from: "checksum", to: "file_checksum" }],
 * })
 */
export async function diff(from: Snapshot, to: Snapshot, declared: Declared = {}): Promise<Diff> {
  const { renames = [], backfilled = [], using = {} } = declared;
  const old = withRenames(from, renames);
  const swaps = findKeySwaps(old, to);
  const renamed = withoutSwapped(old, swaps);
  const target = withoutSwapped(withoutSerials(to, old), swaps);
  const kept = withoutGone(renamed, target, swaps.rests);
  const staged = withoutBackfilled(target, kept, backfilled, swaps.waits);
  const diffShapes = async (a: Snapshot, b: Snapshot) =>
    isDeepStrictEqual(a, b)
      ? []
      : withCasts(
          (await generateStatements(putIntoPlaceholder(a), putIntoPlaceholder(b))).map(putIntoPublic),
          using,
        );
  return {
    before: [
      ...renames.map(renameStatement),
      ...dropTogether(await diffShapes(renamed, kept)),
      ...swaps.drops,
      ...(await diffShapes(kept, staged)),
    ],
    after: [...swaps.adds, ...(await diffShapes(staged, withoutSerials(target, staged)))],
  };
}

function putIntoPublic(statement: string): string {
  return statement.replaceAll(`"${placeholder}".`, '"public".');
}

function renameStatement({ table, from, to }: Rename): string {
  return `ALTER TABLE "public"."${table}" RENAME COLUMN "${from}" TO "${to}";`;
}

/**
 * One `DROP TABLE` for all, after every other drop and before the types: so tables that refer to each other go
 * without CASCADE, which would silently take a host's keys and views along.
 */
function dropTogether(statements: string[]): string[] {
  const table = /^DROP TABLE (\S+) CASCADE;$/;
  const tables = statements.flatMap((statement) => table.exec(statement)?.[1] ?? []);
  const types = statements.filter((statement) => statement.startsWith("DROP TYPE"));
  const others = statements.filter((statement) => !table.test(statement) && !types.includes(statement));
  const drop = tables.length > 0 ? [`DROP TABLE ${tables.join(", ")};`] : [];
  return [...others, ...drop, ...types];
}

/** `snapshot` with the new names of columns, also in indexes and keys. */
function withRenames(snapshot: Snapshot, renames: readonly Rename[]): Snapshot {
  const copy = structuredClone(snapshot);
  for (const { table: name, from, to } of renames) {
    const table = copy.tables[`public.${name}`];
    if (!table?.columns[from]) throw new Error(`renames: unknown column ${name}.${from}`);
    const rename = (column: string) => (column === from ? to : column);
    table.columns = Object.fromEntries(
      Object.entries(table.columns).map(([key, column]) => [rename(key), { ...column, name: rename(key) }]),
    );
    for (const index of Object.values(table.indexes)) {
      for (const part of index.columns) if (!part.isExpression) part.expression = rename(part.expression);
    }
    for (const key of Object.values(table.compositePrimaryKeys)) key.columns = key.columns.map(rename);
    for (const key of Object.values(table.uniqueConstraints)) key.columns = key.columns.map(rename);
    for (const other of Object.values(copy.tables)) {
      for (const key of Object.values(other.foreignKeys)) {
        if (key.tableFrom === name) key.columnsFrom = key.columnsFrom.map(rename);
        if (key.tableTo === name) key.columnsTo = key.columnsTo.map(rename);
      }
    }
  }
  return copy;
}

/** `from` without what `to` lacks or has in another form, and without what depends on that. The diff to it only drops. */
function withoutGone(from: Snapshot, to: Snapshot, rests: (key: SnapshotForeignKey) => boolean): Snapshot {
  const copy = structuredClone(from);
  copy.enums = keepNamed(copy.enums, to.enums);
  copy.tables = keepNamed(copy.tables, to.tables);
  for (const [key, table] of Object.entries(copy.tables)) {
    const target = to.tables[key] as SnapshotTable;
    table.columns = keepNamed(table.columns, target.columns);
    table.indexes = keepSame(table.indexes, target.indexes);
    table.foreignKeys = leaveOut(keepSame(table.foreignKeys, target.foreignKeys), undefined, rests);
    table.compositePrimaryKeys = keepSame(table.compositePrimaryKeys, target.compositePrimaryKeys);
    table.uniqueConstraints = keepSame(table.uniqueConstraints, target.uniqueConstraints);
    table.checkConstraints = keepSame(table.checkConstraints, target.checkConstraints);
  }
  return copy;
}

/**
 * `to` as it is before the patch: the columns that the patch fills have no NOT NULL, default, sequence, index or key yet.
 * A sequence is the patch's business.
 */
function withoutBackfilled(
  to: Snapshot,
  kept: Snapshot,
  backfilled: readonly string[],
  waits: (key: SnapshotForeignKey) => boolean,
): Snapshot {
  const copy = structuredClone(to);
  for (const [key, table] of Object.entries(copy.tables)) {
    table.foreignKeys = leaveOut(table.foreignKeys, kept.tables[key]?.foreignKeys, waits);
  }
  for (const name of backfilled) {
    const [tableName = "", columnName = ""] = name.split(".");
    const table = copy.tables[`public.${tableName}`];
    const column = table?.columns[columnName];
    if (!table || !column) throw new Error(`backfilled: unknown column ${name}`);
    const before = kept.tables[`public.${tableName}`];
    table.columns[columnName] = withoutConstraints(column, before?.columns[columnName]);
    table.indexes = leaveOut(table.indexes, before?.indexes, (index) =>
      index.columns.some((part) => part.expression === columnName),
    );
    table.foreignKeys = leaveOut(table.foreignKeys, before?.foreignKeys, (key) =>
      key.columnsFrom.includes(columnName),
    );
    table.uniqueConstraints = leaveOut(table.uniqueConstraints, before?.uniqueConstraints, (key) =>
      key.columns.includes(columnName),
    );
  }
  return copy;
}

function withoutConstraints(
  { default: _default, ...column }: SnapshotColumn,
  before?: SnapshotColumn,
): SnapshotColumn {
  const old = before?.default === undefined ? {} : { default: before.default };
  return { ...column, type: toInteger(column.type), notNull: false, ...old };
}

function keepNamed<T>(objects: Record<string, T>, target: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(objects).filter(([name]) => name in target));
}

function keepSame<T>(objects: Record<string, T>, target: Record<string, T>): Record<string, T> {
  const isSame = (name: string, object: T) => JSON.stringify(object) === JSON.stringify(target[name]);
  return Object.fromEntries(Object.entries(objects).filter(([name, object]) => isSame(name, object)));
}

function leaveOut<T>(
  objects: Record<string, T>,
  before: Record<string, T> | undefined,
  waits: (object: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(objects).filter(([name, object]) => before?.[name] !== undefined || !waits(object)),
  );
}
