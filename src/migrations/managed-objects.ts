import { type Migration, readVersions } from "./migrations.ts";

/** A table or an index, and the version that makes it. */
export interface CreatedObject {
  readonly kind: "table" | "index";
  readonly name: string;
  readonly version: number;
}

/**
 * The tables and indexes that some versions make without a condition.
 *
 * @param migrations which versions
 * @returns in the order in which they are made; an object that is made twice, for example with other columns, is listed twice
 * @example
 * madeBy(subject.pending).map(({ name }) => name)
 */
export function listCreatedObjects(migrations: readonly Migration[]): CreatedObject[] {
  return migrations.flatMap(({ version, up }) =>
    up.statements.flatMap(({ sql }): CreatedObject[] => {
      const [, table, index] = creation.exec(sql) ?? [];
      if (table) return [{ kind: "table", name: table, version }];
      return index ? [{ kind: "index", name: index, version }] : [];
    }),
  );
}

const creation = /^CREATE (?:TABLE "public"\."(\w+)"|(?:UNIQUE )?INDEX "(\w+)")/;

let tables: readonly string[] | undefined;

/**
 * The names of all tables that some version makes without a condition. Found once: the marker is read at every look
 * and after every step.
 *
 * @example
 * ourTables().includes("phoenix_kit_users") // true
 */
export function listManagedTables(): readonly string[] {
  tables ??= listCreatedObjects(readVersions().migrations)
    .filter(({ kind }) => kind === "table")
    .map(({ name }) => name);
  return tables;
}

/** The names of the tables that the versions up to one make. */
export function listTablesUntil(version: number): string[] {
  const migrations = readVersions().migrations.filter((migration) => migration.version <= version);
  return listCreatedObjects(migrations).flatMap(({ kind, name }) => (kind === "table" ? [name] : []));
}

let names: ReadonlySet<string> | undefined;

/** Whether a migration mentions a name, as it does those of managed indexes and constraints, but not the host's. */
export function isShippedName(name: string): boolean {
  names ??= new Set(
    readVersions().migrations.flatMap(({ up }) =>
      up.statements.flatMap(({ sql }) => sql.match(/\w+/g) ?? []),
    ),
  );
  return names.has(name) || /_(pkey|not_null)$/.test(name);
}
