import { type Migration, readInstall, readVersions } from "./migrations.ts";

/** A table or an index, and the version that creates it. */
export interface CreatedObject {
  readonly kind: "table" | "index";
  readonly name: string;
  readonly version: number;
}

/** Lists the tables and indexes that versions always create. One that is created twice is listed twice. */
export function listCreatedObjects(migrations: readonly Migration[]): CreatedObject[] {
  return migrations.flatMap(({ version, up }) =>
    up.statements.flatMap(({ sql }): CreatedObject[] => {
      const [, table, index] = creation.exec(sql) ?? [];
      if (table) return [{ kind: "table", name: table, version }];
      return index ? [{ kind: "index", name: index, version }] : [];
    }),
  );
}

const creation = /^CREATE (?:TABLE "public"\."(\w+)"|(?:UNIQUE )?INDEX (?:IF NOT EXISTS )?"(\w+)")/;

let tables: readonly string[] | undefined;

/**
 * The names of all tables that versions always create. They are cached, because every reading of a marker needs them.
 */
export function listManagedTables(): readonly string[] {
  tables ??= listCreatedObjects(readVersions().migrations)
    .filter(({ kind }) => kind === "table")
    .map(({ name }) => name);
  return tables;
}

/** Lists the tables that versions create, up to and including `version`. */
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

let installed: readonly string[] | undefined;

/** The names of all objects that the composed install creates. */
export function listInstalledNames(): readonly string[] {
  installed ??= readInstall().statements.flatMap(({ sql }) =>
    [...sql.matchAll(installation)].map(([, name = ""]) => name),
  );
  return installed;
}

const installation =
  /^ *(?:CREATE (?:UNIQUE )?(?:TABLE|INDEX|SEQUENCE|TYPE|FUNCTION)|ALTER TABLE .* ADD CONSTRAINT) (?:"public"\.)?"?(\w+)"?/gm;
