import type { Direction, Migration } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";

/** Where drizzle-kit writes down what it has applied. */
export interface JournalPlace {
  readonly schema: string;
  readonly table: string;
}

/**
 * The journal of a prefix: our own, since two packages that share drizzle-kit's default one skip each other's
 * migrations. That of `public` is where drizzle-kit has its own, any other inside of the prefix, so that it comes and
 * goes, is copied and renamed with the schema.
 *
 * @param prefix a checked prefix
 * @returns schema and table, as drizzle-kit's `migrations` takes them
 * @example
 * journalOf("public") // { schema: "drizzle", table: "__phoenix_kit_migrations" }
 */
export function locateJournal(prefix: string): JournalPlace {
  if (prefix === "public") return { schema: "drizzle", table: "__phoenix_kit_migrations" };
  // another name, for a prefix may be called "drizzle"
  return { schema: prefix, table: "__phoenix_kit_journal" };
}

function quoted({ schema, table }: JournalPlace): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/** What a run can do for the journal. */
export interface JournalState {
  /** The table in SQL. */
  readonly table: string;
  /** Whether it is kept in step. */
  readonly kept: boolean;
  /** Statements that make it as drizzle-kit does, where it is missing. */
  readonly makes: readonly string[];
  /** Statements that empty it with the last way back, and drop what the role may drop. */
  readonly drops: readonly string[];
}

/**
 * Whether the journal can be kept in step: it is there for the role to write, or may be made. It is made for `public`
 * alone; in another prefix only drizzle-kit makes one, with an exported folder.
 *
 * @param connection a connection
 * @param prefix a checked prefix
 * @returns not kept where the role may not write or make it; drizzle-kit could not run as that role either
 * @example
 * (await journalState(client, "public")).kept
 */
export async function readJournalState(connection: Connection, prefix: string): Promise<JournalState> {
  const place = locateJournal(prefix);
  const table = quoted(place);
  const { rows } = await connection.query(rights, [place.schema, place.table]);
  const [{ schema, present, writable, owned, makeable } = {} as Record<string, unknown>] = rows;
  if (present ? !writable : !makeable || prefix !== "public")
    return { table, kept: false, makes: [], drops: [] };
  if (present) {
    const gone = [`DROP TABLE ${table};`, ...(prefix === "public" ? [schemaDroppedWhenEmpty] : [])];
    return { table, kept: true, makes: [], drops: [`DELETE FROM ${table};`, ...(owned ? gone : [])] };
  }
  // drizzle-kit may have made it since we looked
  const made = `CREATE TABLE IF NOT EXISTS ${table} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);`;
  return { table, kept: true, makes: schema ? [made] : [`CREATE SCHEMA "drizzle";`, made], drops: [] };
}

/** By the catalog alone: the role may not be allowed to look into the schema. */
const rights = `SELECT n.oid IS NOT NULL AS schema, c.oid IS NOT NULL AS present,
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
  END AS makeable
FROM (VALUES ($1::pg_catalog.name, $2::pg_catalog.name)) AS wanted (schema, journal)
LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.journal`;

/**
 * The statements that make drizzle-kit see what a step has done.
 *
 * @param journal what can be done
 * @param direction where the step went
 * @param migration the step
 * @param previous the version before it, if any
 * @returns SQL, none where the journal is not kept
 * @example
 * journalStatements(await journalState(client, "public"), "up", v08, v07)
 */
export function buildJournalStatements(
  journal: JournalState,
  direction: Direction,
  migration: Migration,
  previous: Migration | undefined,
): string[] {
  if (!journal.kept) return [];
  if (direction === "up") return [...journal.makes, ...newest(journal.table, migration)];
  if (journal.makes.length > 0) return [];
  return previous ? newest(journal.table, previous) : [...journal.drops];
}

/** drizzle-kit goes by the newest row alone: nothing younger may stay, and this one has to be there. */
function newest(table: string, { hash, when }: Migration): string[] {
  return [
    `DELETE FROM ${table} WHERE created_at > ${when};`,
    `INSERT INTO ${table} (hash, created_at) SELECT '${hash}', ${when}
WHERE NOT EXISTS (SELECT FROM ${table} WHERE created_at = ${when});`,
  ];
}

const schemaDroppedWhenEmpty = `DO $$
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
