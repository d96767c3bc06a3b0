import { formatVersion } from "../../src/error.ts";
import { lockSql, requireMarkerSql, searchPathSql } from "../../src/migrations/guards.ts";

/**
 * Local to the transaction, so that a file does the same whatever the server, database or role has as its default:
 * extension types and operator classes resolve wherever the extension is, nothing else resolves by accident, timestamps
 * without time zone are UTC, and a row that a policy hides is an error. A role that may not change
 * session_replication_role gets PostgreSQL's own error where that hides triggers and foreign keys.
 */
const settings = `SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('DateStyle', 'ISO', true),
  pg_catalog.set_config('bytea_output', 'hex', true),
  pg_catalog.set_config('standard_conforming_strings', 'on', true),
  pg_catalog.set_config('check_function_bodies', 'on', true),
  pg_catalog.set_config('row_security', 'off', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
  CASE pg_catalog.current_setting('synchronous_commit')
    WHEN 'off' THEN pg_catalog.set_config('synchronous_commit', 'on', true)
  END,
  CASE WHEN pg_catalog.current_setting('session_replication_role') <> 'origin'
    THEN pg_catalog.set_config('session_replication_role', 'origin', true)
  END,
  pg_catalog.set_config('search_path', ${searchPathSql}, true);`;

/**
 * Citus takes only SET to its workers, not set_config: without this, V58 would read times in the workers' time zones, and
 * a step would wait for a row of theirs without end. A role that is not a superuser can create a type and a table of it in
 * one transaction only if their creation there is deferred.
 */
const workersSql = `DO $phoenix_kit$
BEGIN
  IF pg_catalog.to_regclass('pg_catalog.pg_dist_node') IS NOT NULL THEN
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''local''';
    EXECUTE 'SET LOCAL TimeZone = ''UTC''';
    EXECUTE pg_catalog.format('SET LOCAL lock_timeout = %L', pg_catalog.current_setting('lock_timeout'));
    EXECUTE 'SET LOCAL citus.propagate_set_commands = ''none''';
    EXECUTE 'SET LOCAL citus.create_object_propagation = ''deferred''';
  END IF;
END
$phoenix_kit$;`;

/** A guard has to see what the runner before it committed while this one waited for the lock. */
const isolationSql = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;";

/** A host's deferred trigger would leave events pending, and PostgreSQL alters no table that has some. */
const immediateConstraintsSql = "SET CONSTRAINTS ALL IMMEDIATE;";

/**
 * The statements that open a version's file: take the lock, refuse unless the marker says one of `accepted`,
 * create missing extensions, set `search_path` and time zone.
 *
 * @param step what is about to run, for the message: "V08" or "V08 down"
 * @param accepted the versions from which it may run; `[0]` means that there must be no version table
 * @param extensions created in `public` where the database does not have them
 */
export function renderPreamble(
  step: string,
  accepted: readonly number[],
  extensions: readonly string[],
): string[] {
  return [
    isolationSql,
    lockSql,
    requireMarkerSql(step, accepted),
    ...extensions.map(createExtensionSql),
    settings,
    workersSql,
    immediateConstraintsSql,
  ];
}

function createExtensionSql(name: string): string {
  return `DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = '${name}') THEN
    -- two prefixes of one database must not create it at once
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phoenix_kit extension ${name}', 0));
    CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA public;
  END IF;
END
$phoenix_kit$;`;
}

/**
 * The name of a step in messages.
 *
 * @example
 * formatStepName(8, "down") // "V08 down"
 */
export function formatStepName(version: number, part: "up" | "down" | "prepare"): string {
  return `${formatVersion(version)}${part === "up" ? "" : ` ${part}`}`;
}

/**
 * PL/pgSQL statements that read, and whose locks on tables, indexes and catalogs are released right after: a query locks
 * all indexes of a table, and a server with room for few locks runs out of them in a step over many tables. What they
 * assign to variables stays.
 */
export function readAndReleaseSql(statements: string, indent: string): string {
  return [
    "BEGIN",
    `  ${statements}`,
    "  RAISE SQLSTATE 'PKREL';",
    "EXCEPTION WHEN SQLSTATE 'PKREL' THEN",
    "  NULL;",
    "END;",
  ].join(`\n${indent}`);
}

/**
 * The statement that refuses to go on when values that a patch has moved did not arrive: a host's trigger or rule may
 * have kept its UPDATE from a row, and the column that still has the value is about to be dropped.
 *
 * @param step what is running, for the message
 * @param moved by `table.column`: a condition over the row (`moved`) that holds where the value has arrived
 */
export function requireArrivalSql(step: string, moved: Readonly<Record<string, string>>): string[] {
  const rows = Object.entries(moved).map(([name, arrived]) => {
    const [table, column] = name.split(".");
    const query = `SELECT count(*) FROM ONLY "public".${table} AS moved WHERE moved.${column} IS NOT NULL AND (${arrived}) IS NOT TRUE`;
    return `    ('${name}', $query$${query}$query$)`;
  });
  if (rows.length === 0) return [];
  return [
    `DO $phoenix_kit$
DECLARE
  moved record;
  missing bigint;
BEGIN
  FOR moved IN SELECT * FROM (VALUES
${rows.join(",\n")}
  ) AS listed (name, query)
  LOOP
    ${readAndReleaseSql("EXECUTE moved.query INTO missing;", "    ")}
    IF missing > 0 THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('${step} would lose %s value(s) of %s: its UPDATE did not reach these rows', missing, moved.name),
        DETAIL = moved.query,
        HINT = format(
          'A trigger or rule of this database kept the UPDATE from them. Disable it (ALTER TABLE %s DISABLE TRIGGER or DISABLE RULE), then migrate again; nothing was changed.',
          split_part(moved.name, '.', 1)
        );
    END IF;
  END LOOP;
END
$phoenix_kit$;`,
  ];
}

/** Rows of a table that a patch wrote, and a query that counts those that are not as the patch wrote them. */
export interface WrittenRows {
  readonly table: string;
  readonly query: string;
}

/**
 * The statement that refuses to finish a step when rows are not as its patches wrote them: a host's trigger or rule may
 * keep an INSERT, UPDATE or DELETE from a row. It looks only at tables that have a trigger or a rule.
 *
 * @param step what is running, for the message
 * @param written the rows that the step's patches wrote
 */
export function requireWrittenSql(step: string, written: readonly WrittenRows[]): string[] {
  if (written.length === 0) return [];
  const rows = written.map(
    ({ table, query }) => `    ('${table}', '"public".${table}', $query$${query}$query$)`,
  );
  return [
    `DO $phoenix_kit$
DECLARE
  written record;
  missing bigint;
BEGIN
  FOR written IN SELECT * FROM (VALUES
${rows.join(",\n")}
  ) AS listed (name, relation, query)
  WHERE EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = relation::regclass AND NOT tgisinternal)
    OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = relation::regclass)
  LOOP
    ${readAndReleaseSql("EXECUTE written.query INTO missing;", "    ")}
    IF missing > 0 THEN
      RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('${step} cannot finish: %s row(s) of %s are not as it wrote them', missing, written.name),
        DETAIL = written.query,
        HINT = format(
          'A trigger or rule of this database kept the change from them. Disable it (ALTER TABLE %s DISABLE TRIGGER or DISABLE RULE), or the event trigger that puts it on new tables, then migrate again; nothing was changed.',
          written.name
        );
    END IF;
  END LOOP;
END
$phoenix_kit$;`,
  ];
}

/**
 * Refuses a statement that would reach into tables that inherit from managed ones: the host's rows must stay, and
 * a row's place (ctid) or id says nothing across tables.
 *
 * @param file where the statement is, for the message
 * @param statement SQL for `public`
 * @throws Error that quotes the place
 */
export function assertOnly(file: string, statement: string): void {
  const sql = statement.replace(/--[^\n]*/g, "");
  const found =
    /\b(?:FROM|JOIN|UPDATE|USING)\s+(?:"public"\.(?:"?(?:phoenix_kit|oban)|'\s*\|\|)|%(?:\d\$)?s)\w*/.exec(
      sql,
    );
  if (found) throw new Error(`${file}: write ONLY in front of the table in ${JSON.stringify(found[0])}`);
}
