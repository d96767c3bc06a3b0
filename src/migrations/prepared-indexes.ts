/**
 * An index that a step creates on existing columns, so that it can be built before the step, while the application
 * runs.
 */
export interface PreparableIndex {
  readonly name: string;
  readonly table: string;
  readonly isUnique: boolean;
  /** As `btree` or `gin`. */
  readonly method: string;
  /** What follows `ON "public"."table"`. */
  readonly definition: string;
}

const creation =
  /^CREATE (?<unique>UNIQUE )?INDEX IF NOT EXISTS "(?<name>\w+)" ON "public"\."(?<table>\w+)" (?<definition>USING (?<method>\w+) [^;]*);$/;

/** Reads a statement; undefined if it creates no such index. */
export function parsePreparableIndex(sql: string): PreparableIndex | undefined {
  const { unique, name = "", table = "", definition = "", method = "" } = creation.exec(sql)?.groups ?? {};
  return name === "" ? undefined : { name, table, isUnique: unique !== undefined, method, definition };
}

/** The condition of a partial index, as SQL. */
export function readPredicate({ definition }: PreparableIndex): string {
  return definition.replace(/^.*?\) WHERE\s/, "");
}

/**
 * Whether two indexes do the same for their tables, whatever they are called. Definitions are compared as the server
 * shows them, which depends on the search_path. `first` and `second` are SQL for regclasses; the result is SQL, too.
 */
export function isSameIndexSql(first: string, second: string): string {
  return `(
  SELECT count(*) = 2 AND count(DISTINCT described.properties) = 1
  FROM (
    SELECT ROW(
      i.indisunique, i.indnullsnotdistinct, i.indnkeyatts, i.indclass, i.indcollation, i.indoption,
      c.relam, c.reloptions, pg_get_expr(i.indpred, i.indrelid),
      ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true) FROM generate_series(1, i.indnatts::integer) AS n)
    )::text AS properties
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE i.indexrelid IN (${first}, ${second})
      AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ) AS described
)`;
}

const copyTable = `"public"."phoenix_kit_empty_copy"`;

/** The index on an empty copy of the table with which `createCopySql` shows what an index looks like on this server. */
export const copyIndex = `"public"."phoenix_kit_empty_copy_index"`;

/**
 * Creates that copy, to be rolled back. It is not a temporary table, because a role that may create tables in the
 * schema may lack the right to create temporary ones. `table` is qualified and quoted. Returns SQL for `public`.
 */
export function createCopySql(table: string, { isUnique, definition }: PreparableIndex): string[] {
  return [
    `CREATE TABLE ${copyTable} (LIKE ${table})`,
    `CREATE ${formatKind(isUnique)} phoenix_kit_empty_copy_index ON ${copyTable} ${definition}`,
  ];
}

/** What follows CREATE. */
export function formatKind(isUnique: boolean): string {
  return isUnique ? "UNIQUE INDEX" : "INDEX";
}

/**
 * Refuses to go on if something has the name of an index that the step creates, unless it is that index, built before
 * and valid: then `IF NOT EXISTS` uses it. Returns SQL for `public`.
 */
export function requireSameIndexesSql(step: string, indexes: readonly PreparableIndex[]): string {
  const rows = indexes.map(
    ({ name, table, isUnique, definition }) =>
      `    ('"public"."${name}"', '"public"."${table}"', '${formatKind(isUnique)}', $definition$${definition}$definition$)`,
  );
  const isSame = isSameIndexSql("to_regclass(wanted.name)", `to_regclass('${copyIndex}')`);
  return `DO $phoenix_kit$
DECLARE
  wanted record;
  is_same boolean;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES
${rows.join(",\n")}
  ) AS listed (name, on_table, kind, definition)
  LOOP
    IF to_regclass(wanted.name) IS NULL THEN
      CONTINUE;
    END IF;
    is_same := false;
    IF EXISTS (
      SELECT FROM pg_index
      WHERE indexrelid = to_regclass(wanted.name) AND indrelid = to_regclass(wanted.on_table) AND indisvalid
    ) THEN
      BEGIN
        EXECUTE 'CREATE TABLE ${copyTable} (LIKE ' || wanted.on_table || ')';
        EXECUTE 'CREATE ' || wanted.kind || ' phoenix_kit_empty_copy_index ON ${copyTable} ' || wanted.definition;
        is_same := ${isSame.replaceAll("\n", "\n        ")};
        RAISE SQLSTATE 'PKREL';
      EXCEPTION WHEN SQLSTATE 'PKREL' THEN
        NULL;
      END;
    END IF;
    IF is_same IS NOT TRUE THEN
      RAISE EXCEPTION USING
        ERRCODE = 'duplicate_table',
        MESSAGE = format('${step} creates the index %s, and there is something else of that name, or the index is INVALID', wanted.name),
        HINT = 'phoenix-kit up --online builds an INVALID index again. If it is something of yours, rename or drop it, then migrate again; nothing was changed.';
    END IF;
  END LOOP;
END
$phoenix_kit$;`;
}

/** Lets a statement that updates a table find its rows by the table's helper index, if that exists. */
export function findByHelperSql(statement: string, helpers: readonly PreparableIndex[]): string[] {
  const helper = helpers.find(({ table }) =>
    new RegExp(`^UPDATE ONLY "public"\\.${table}\\s`, "m").test(statement),
  );
  if (!helper) return [statement];
  return [
    `SELECT pg_catalog.set_config('enable_seqscan', 'off', true)
WHERE pg_catalog.to_regclass('"public"."${helper.name}"') IS NOT NULL;`,
    statement,
    "SET LOCAL enable_seqscan TO DEFAULT;",
  ];
}

/**
 * Drops helper indexes, at the end of a step: at its beginning, the lock of the drop would keep a foreign key check of
 * the application waiting for the step, while the step may wait for that row: a deadlock. Prints nothing, not even a
 * notice, if they do not exist. Returns SQL for `public`.
 */
export function dropHelpersSql(helpers: readonly PreparableIndex[]): string[] {
  return helpers.map(
    ({ name }) => `DO $phoenix_kit$
BEGIN
  IF to_regclass('"public"."${name}"') IS NOT NULL THEN
    DROP INDEX "public"."${name}";
  END IF;
END
$phoenix_kit$;`,
  );
}
