import { type Migration, readVersions } from "../migrations/migrations.ts";
import type { InstallStep, MigrationStep } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteQualified } from "../postgres/sql.ts";

/** Where drizzle-kit records what it has applied. */
export interface JournalPlace {
  readonly schema: string;
  readonly table: string;
}

/**
 * The journal of a prefix. It is not drizzle-kit's default one, because two packages that share a journal skip each
 * other's migrations. The journal of `public` is in drizzle-kit's schema. Any other is inside the prefix, so that it is
 * created, dropped, copied and renamed with the schema.
 */
export function locateJournal(prefix: string): JournalPlace {
  if (prefix === "public") return { schema: "drizzle", table: "__phoenix_kit_migrations" };
  // another name, because a prefix may be called "drizzle"
  return { schema: prefix, table: "__phoenix_kit_journal" };
}

/** What a run can do with the journal. */
export interface JournalState {
  /** The quoted name of the table. */
  readonly table: string;
  readonly isWritable: boolean;
  /** Create the table as drizzle-kit does, if it is missing. */
  readonly createStatements: readonly string[];
  /** Empty the table with the last down migration, and drop what the role may drop. */
  readonly dropStatements: readonly string[];
}

/**
 * Finds out whether the role may write the journal, or create it. A run creates only the journal of `public`; in
 * another prefix, drizzle-kit creates it when it runs an exported folder. If the role may not write the journal,
 * drizzle-kit cannot run as that role either.
 */
export async function readJournalState(connection: Connection, prefix: string): Promise<JournalState> {
  const place = locateJournal(prefix);
  const table = quoteQualified(place.schema, place.table);
  const { rows } = await connection.query(selectRights, [place.schema, place.table]);
  const [{ schema, present, writable, owned, creatable } = {} as Record<string, unknown>] = rows;
  if (present ? !writable : !creatable || prefix !== "public")
    return { table, isWritable: false, createStatements: [], dropStatements: [] };
  if (present) {
    const drops = [`DELETE FROM ${table};`];
    if (owned) drops.push(`DROP TABLE ${table};`);
    if (owned && prefix === "public") drops.push(dropEmptySchemaSql);
    return { table, isWritable: true, createStatements: [], dropStatements: drops };
  }
  // drizzle-kit may have created it since we looked
  const create = `CREATE TABLE IF NOT EXISTS ${table} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);`;
  const createStatements = schema ? [create] : [`CREATE SCHEMA "drizzle";`, create];
  return { table, isWritable: true, createStatements, dropStatements: [] };
}

/** Reads only the catalog, because the role may lack the right to read the schema. */
const selectRights = `SELECT n.oid IS NOT NULL AS schema, c.oid IS NOT NULL AS present,
  pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
    AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
    AND pg_catalog.has_table_privilege(c.oid, 'DELETE')
    AND coalesce((
      SELECT pg_catalog.bool_and(pg_catalog.has_sequence_privilege(s.oid, 'USAGE'))
      FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      WHERE d.refobjid = c.oid AND d.deptype = 'a'
    ), true) AS writable,
  pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
  CASE WHEN n.oid IS NULL
    THEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
    ELSE pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
  END AS creatable
FROM (VALUES ($1::pg_catalog.name, $2::pg_catalog.name)) AS wanted (schema, journal)
LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.journal`;

/** Lists those of many prefixes that have a journal which the role may read. */
export async function findJournals(connection: Connection, prefixes: readonly string[]): Promise<string[]> {
  const places = prefixes.map(locateJournal);
  const { rows } = await connection.query(
    `SELECT wanted.prefix
     FROM ROWS FROM (
       pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]),
       pg_catalog.unnest($3::pg_catalog.text[])
     ) AS wanted (prefix, schema, journal)
     JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.journal AND c.relkind = 'r'
     WHERE pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')`,
    [prefixes, places.map(({ schema }) => schema), places.map(({ table }) => table)],
  );
  return rows.map(({ prefix }) => String(prefix));
}

/** Reads the newest versions that journals record, by which drizzle-kit goes; 0 for an empty journal. */
export async function readJournals(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, number>> {
  const selects = prefixes.map((prefix, index) => {
    const { schema, table } = locateJournal(prefix);
    return `SELECT ${index} AS number, pg_catalog.max(created_at)::pg_catalog.text AS newest FROM ${quoteQualified(schema, table)}`;
  });
  const { rows } = await connection.query(selects.join(" UNION ALL "));
  return new Map(
    rows.map(({ number, newest }) => [prefixes[Number(number)] as string, findVersionAt(Number(newest))]),
  );
}

function findVersionAt(whenMs: number): number {
  return readVersions().migrations.findLast(({ when }) => when <= whenMs)?.version ?? 0;
}

/** The statements that make drizzle-kit see what a step has done; none if the journal cannot be written. */
export function buildJournalStatements(journal: JournalState, step: MigrationStep | InstallStep): string[] {
  if (!journal.isWritable) return [];
  if (step.kind === "install") return recordStatements(journal, readVersions().migrations);
  const { direction, migration, previous } = step;
  if (direction === "up") return recordStatements(journal, [migration]);
  if (journal.createStatements.length > 0) return [];
  return previous ? recordSql(journal.table, [previous]) : [...journal.dropStatements];
}

/** The statements that record versions, in rising order, as the newest ones, and create the journal if it is missing. */
export function recordStatements(journal: JournalState, migrations: readonly Migration[]): string[] {
  return [...journal.createStatements, ...recordSql(journal.table, migrations)];
}

/**
 * drizzle-kit only looks at the newest row, so rows of later versions are deleted. The rows are written as VALUES: for
 * an INSERT … SELECT, Citus takes the ids from a worker, whose sequence numbers are too large.
 */
function recordSql(table: string, migrations: readonly Migration[]): string[] {
  const rows = migrations.map(({ hash, when }) => `('${hash}', ${when})`);
  return [
    `DELETE FROM ${table} WHERE created_at >= ${migrations[0]?.when};`,
    `INSERT INTO ${table} (hash, created_at) VALUES ${rows.join(", ")};`,
  ];
}

const dropEmptySchemaSql = `DO $$
BEGIN
  IF pg_catalog.pg_has_role((SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'drizzle'), 'USAGE')
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend
    WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND refobjid = pg_catalog.to_regnamespace('drizzle')
  ) THEN
    DROP SCHEMA "drizzle";
  END IF;
END
$$;`;
