import type { Direction, Migration } from "./migrations.ts";

/** What a step does to a table, a column, an index or a constraint that exists before the run. */
export interface TableChange {
  readonly version: number;
  readonly kind: "drop" | "rename" | "retype" | "rewrite" | "update";
  readonly table: string;
  /** The column, by its name before the run; undefined if the whole table, an index or a constraint changes. */
  readonly column?: string;
  /** The index, constraint, function or type that is dropped. */
  readonly object?: string;
  /**
   * How the object's comment must begin for the statement to act on it; objects of the host have no such comment and
   * stay.
   */
  readonly requiredComment?: string;
  /** The type that a column gets. */
  readonly type?: string;
  /** The statement, so that a column list can be searched for in it. */
  readonly sql: string;
}

/** Lists what migrations do to existing objects, in their order. Columns that they create themselves are left out. */
export function listTableChanges(migrations: readonly Migration[], direction: Direction): TableChange[] {
  const names = new ColumnNames();
  return migrations.flatMap((migration) =>
    migration[direction].statements.flatMap(({ sql }) => readStatement(migration.version, sql, names)),
  );
}

/** Follows columns through renames, back to their names before the run. */
class ColumnNames {
  readonly #originals = new Map<string, string | undefined>();

  findOriginal(table: string, column: string): string | undefined {
    const key = `${table}.${column}`;
    return this.#originals.has(key) ? this.#originals.get(key) : column;
  }

  rename(table: string, from: string, to: string): void {
    this.#originals.set(`${table}.${to}`, this.findOriginal(table, from));
    this.forget(table, from);
  }

  /** From now on, this name belongs to a column that did not exist before the run. */
  forget(table: string, column: string): void {
    this.#originals.set(`${table}.${column}`, undefined);
  }
}

const name = String.raw`"?(\w+)"?`;
const alterTable = new RegExp(String.raw`\bALTER TABLE (?:ONLY )?"public"\.${name}([^;$]*);`, "g");
const dropTables = /\bDROP TABLE (?:IF EXISTS )?("public"\.[^;$]*);/g;
const dropIndexes = /\bDROP INDEX (?:IF EXISTS )?("public"\.[^;$]*);/g;
const dropNamed = new RegExp(String.raw`\bDROP (?:FUNCTION|TYPE) (?:IF EXISTS )?"public"\.${name}[(;]`, "g");
const createdByVersion = /'(Made by V\d+ of phoenix_kit)/;
const qualifiedName = new RegExp(String.raw`"public"\.${name}`, "g");
const rows = new RegExp(String.raw`\b(?:UPDATE|DELETE FROM) (?:ONLY )?"public"\.${name}`, "g");
const action = new RegExp(
  [
    String.raw`\b(ADD|DROP) COLUMN (?:IF (?:NOT )?EXISTS )?${name}`,
    String.raw`\bALTER COLUMN ${name} (?:SET DATA )?TYPE ([\w ]*\w)`,
    String.raw`\bRENAME COLUMN ${name} TO ${name}`,
    String.raw`\bDROP CONSTRAINT (?:IF EXISTS )?${name}`,
  ].join("|"),
  "g",
);

function readStatement(version: number, sql: string, names: ColumnNames): TableChange[] {
  if (sql.includes("phoenix_kit.restore")) return [];
  const dropped = listNames(sql, dropTables).map(
    (table): TableChange => ({ version, kind: "drop", table, sql }),
  );
  const indexes = listNames(sql, dropIndexes).map(
    (object): TableChange => ({ version, kind: "drop", table: "", object, sql }),
  );
  const functionsAndTypes = [...sql.matchAll(dropNamed)].map(
    ([, object = ""]): TableChange => ({ version, kind: "drop", table: "", object, sql }),
  );
  const altered = [...sql.matchAll(alterTable)].flatMap(([, table = "", actions = ""]) =>
    readActions({ version, table, sql }, actions, names),
  );
  const changes = [
    ...dropped,
    ...indexes,
    ...functionsAndTypes,
    ...altered,
    ...readLists(version, sql),
    ...listUpdates(version, sql),
  ];
  const [, requiredComment] = createdByVersion.exec(sql) ?? [];
  return requiredComment === undefined ? changes : changes.map((change) => ({ ...change, requiredComment }));
}

/** The names in the lists that a pattern finds. */
function listNames(sql: string, pattern: RegExp): string[] {
  return [...sql.matchAll(pattern)].flatMap(([, list = ""]) =>
    [...list.matchAll(qualifiedName)].map(([, listed = ""]) => listed),
  );
}

function readActions(
  base: Pick<TableChange, "version" | "table" | "sql">,
  actions: string,
  names: ColumnNames,
): TableChange[] {
  const { table } = base;
  const changes: TableChange[] = [];
  const add = (kind: TableChange["kind"], column: string | undefined, type?: string) => {
    if (column !== undefined) changes.push({ ...base, kind, column, ...(type && { type }) });
  };
  for (const [, verb, column = "", retyped, type, from, to, constraint] of actions.matchAll(action)) {
    if (constraint) changes.push({ ...base, kind: "drop", object: constraint });
    if (retyped) add("retype", names.findOriginal(table, retyped), type?.replace(/ USING .*/, ""));
    if (verb === "DROP") add("drop", names.findOriginal(table, column));
    if (verb) names.forget(table, column);
    if (from && to) {
      add("rename", names.findOriginal(table, from));
      names.rename(table, from, to);
    }
  }
  if (/\bTYPE\b/.test(actions)) changes.push({ ...base, kind: "rewrite" });
  return changes;
}

/**
 * Some DO blocks work on a list of tables; the name of a table begins each row of the list. An UPDATE that stands in
 * for a change of type where Citus distributes the tables does not count: such tables have no triggers.
 */
function readLists(version: number, sql: string): TableChange[] {
  const listed = [...sql.matchAll(/\(\s*'"public"\.(\w+)'/g)].map(([, table = ""]) => table);
  const changes: TableChange[] = [];
  for (const table of new Set(listed)) {
    if (/\bTYPE uuid\b/.test(sql)) changes.push({ version, kind: "rewrite", table, sql });
    if (/\b(?:UPDATE|DELETE FROM) ONLY %/.test(sql) && !sql.includes("pg_dist_partition"))
      changes.push({ version, kind: "update", table, sql });
  }
  return changes;
}

/** The version table is left out: each step writes its own row there. */
function listUpdates(version: number, sql: string): TableChange[] {
  const tables = new Set([...sql.matchAll(rows)].map(([, table = ""]) => table));
  tables.delete("phoenix_kit");
  return [...tables].map((table) => ({ version, kind: "update", table, sql }));
}

/** Lists the tables that a version rewrites or whose rows it updates. */
export function listRewrittenTables(migration: Migration): string[] {
  const changes = listTableChanges([migration], "up").filter(
    ({ kind, sql }) => kind === "update" || (kind === "rewrite" && !isCheapRetype(sql)),
  );
  return [...new Set(changes.map(({ table }) => table))];
}

/** Steps run in UTC, in which a timestamp gets its time zone without a rewrite. */
function isCheapRetype(sql: string): boolean {
  return !/\bTYPE (?!timestamp with time zone)/.test(sql);
}
