import { type Catalog, emptyCatalog, type Table } from "../catalog/catalog.ts";
import type { Difference } from "../catalog/compare.ts";
import { readShippedFile } from "../migrations/shipped-files.ts";

/** An object of a schema, named as a difference names it. */
export interface ObjectRef {
  readonly kind: Difference["kind"];
  readonly table?: string | undefined;
  /** A function's signature; the name of any other object. */
  readonly name: string;
}

/** An object, and another object that its definition refers to. */
export interface Dependency {
  readonly object: ObjectRef;
  readonly needs: ObjectRef;
}

/** A row that a version inserts and that the application relies on. */
export interface GuaranteedRow {
  readonly table: string;
  /** The column that identifies the row. */
  readonly key: string;
  readonly name: string;
  /** Columns that must have these values. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** All columns that have no default, with their values. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A schema as a version leaves it. Every name is qualified, the schema's own as `"public".`. */
export interface ReferenceCatalog {
  readonly catalog: Catalog;
  readonly rows: readonly GuaranteedRow[];
  readonly dependencies: readonly Dependency[];
}

/**
 * What a version changes, object by object: the object's path, such as `tables/phoenix_kit_users/columns/email`, with
 * its definition from that version on, or null if it is dropped.
 */
export type ReferenceChanges = Readonly<Record<string, object | string | null>>;

/** The changes of each version that has files, by number. */
export type ShippedReferences = Readonly<Record<string, ReferenceChanges>>;

/** A name that stands for the schema of an extension, which differs between databases. */
export function nameExtensionPlaceholder(extension: string): string {
  return `phoenix_kit_${extension}`;
}

/** A value that stands for the time at which a row is added. */
export const nowPlaceholder = "{now}";

let shipped: ShippedReferences | undefined;

/** Reads from the package what a schema is at a version. */
export function readReferenceCatalog(version: number): ReferenceCatalog {
  const objects: Record<string, object | string> = {};
  for (const [number, changes] of Object.entries(readShippedReferences())) {
    if (Number(number) > version) break;
    applyChanges(objects, changes);
  }
  return toCatalog(objects);
}

/** Reads from the package what a schema is at each version that has files. */
export function* readReferenceCatalogs(): Generator<readonly [version: number, reference: ReferenceCatalog]> {
  const objects: Record<string, object | string> = {};
  for (const [number, changes] of Object.entries(readShippedReferences())) {
    applyChanges(objects, changes);
    yield [Number(number), toCatalog(objects)];
  }
}

function readShippedReferences(): ShippedReferences {
  shipped ??= JSON.parse(readShippedFile("catalogs.json")) as ShippedReferences;
  return shipped;
}

function applyChanges(objects: Record<string, object | string>, changes: ReferenceChanges): void {
  for (const [path, object] of Object.entries(changes)) {
    if (object === null) delete objects[path];
    else objects[path] = object;
  }
}

/** Splits a reference into its objects, each under its path. */
export function listObjects({
  catalog,
  rows,
  dependencies,
}: ReferenceCatalog): Record<string, object | string> {
  const objects: Record<string, object | string> = {};
  const { tables, sequences, enums, types, functions, extensions } = catalog;
  for (const extension of extensions) objects[`extensions/${extension}`] = extension;
  for (const [kind, named] of Object.entries({ sequences, enums, types, functions })) {
    for (const [name, object] of Object.entries(named)) objects[`${kind}/${name}`] = object;
  }
  for (const [name, table] of Object.entries(tables)) {
    const { columns, constraints, indexes, triggers, ...own } = table;
    objects[`tables/${name}`] = own;
    for (const [kind, named] of Object.entries({ columns, constraints, indexes, triggers })) {
      for (const [part, object] of Object.entries(named)) objects[`tables/${name}/${kind}/${part}`] = object;
    }
  }
  for (const row of rows) objects[`rows/${row.table}/${row.name}`] = row;
  for (const { object, needs } of dependencies) {
    const path = `needs/${object.kind}/${object.table ?? ""}/${object.name}`;
    objects[path] = [...((objects[path] as ObjectRef[] | undefined) ?? []), needs];
  }
  return objects;
}

function toCatalog(objects: Readonly<Record<string, object | string>>): ReferenceCatalog {
  const catalog = emptyCatalog();
  const rows: GuaranteedRow[] = [];
  const dependencies: Dependency[] = [];
  // in sorted order, a table comes before its parts
  for (const path of Object.keys(objects).sort()) {
    const object = objects[path] as never;
    const [kind, name = "", part, key = ""] = path.split("/");
    if (kind === "extensions") catalog.extensions.push(name);
    else if (kind === "rows") rows.push(object);
    else if (kind === "needs") {
      const dependent = { kind: name, table: part || undefined, name: key } as ObjectRef;
      for (const needs of object as ObjectRef[]) dependencies.push({ object: dependent, needs });
    } else if (kind !== "tables") catalog[kind as "enums"][name] = object;
    else if (part === undefined) catalog.tables[name] = { ...(object as Table), ...emptyParts() };
    else (catalog.tables[name] as Table)[part as "columns"][key] = object;
  }
  return { catalog, rows, dependencies };
}

function emptyParts(): Pick<Table, "columns" | "constraints" | "indexes" | "triggers"> {
  return { columns: {}, constraints: {}, indexes: {}, triggers: {} };
}

/** A catalog as it reads when its schema and those of the extensions are on the search path. */
export function stripSchemas(catalog: ReferenceCatalog["catalog"]): Catalog {
  return mapTexts(stripExtensionSchemas(catalog), (text) => text.replaceAll(`"public".`, ""));
}

/** A catalog as it reads when the schemas of the extensions are on the search path. */
export function stripExtensionSchemas(catalog: ReferenceCatalog["catalog"]): Catalog {
  const placeholders = catalog.extensions.map((extension) => `${nameExtensionPlaceholder(extension)}.`);
  return mapTexts(catalog, (text) =>
    placeholders.reduce((stripped, name) => stripped.replaceAll(name, ""), text),
  );
}

/** A copy of plain data with each text in it mapped; the names of its properties stay. */
export function mapTexts<T>(value: T, map: (text: string) => string): T {
  if (typeof value === "string") return map(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)])) as T;
}
