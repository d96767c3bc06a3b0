import type { Connection } from "./connection.ts";
import type { Direction, Migration } from "./migrations.ts";

/** Our own journal: two packages that share drizzle-kit's default one skip each other's migrations. */
const table = `"drizzle"."__phoenix_kit_migrations"`;

/** What is known of drizzle-kit's journal before a run. */
export type JournalState = "present" | "missing" | "out of reach";

/**
 * Whether the journal can be kept in step: it is there, or may be made. It is kept for `public` alone, the
 * schema that `drizzle-kit migrate` moves.
 *
 * @param connection a connection
 * @param prefix a checked prefix
 * @returns "out of reach" for another prefix, and where the role may not make it; nobody can run drizzle-kit
 *   in such a database as that role anyway
 * @example
 * await journalState(client, "public")
 */
export async function journalState(connection: Connection, prefix: string): Promise<JournalState> {
  if (prefix !== "public") return "out of reach";
  const { rows } = await connection.query(
    `SELECT pg_catalog.to_regclass('${table}') IS NOT NULL AS present,
       coalesce(
         pg_catalog.has_schema_privilege(pg_catalog.to_regnamespace('drizzle'), 'CREATE'),
         pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
       ) AS makeable`,
  );
  if (rows[0]?.present) return "present";
  return rows[0]?.makeable ? "missing" : "out of reach";
}

/**
 * The statements that make drizzle-kit see what a step has done.
 *
 * @param state what is there
 * @param direction where the step went
 * @param migration the step
 * @param previous the version before it, if any
 * @returns SQL, none where the journal is out of reach
 * @example
 * journalStatements("present", "up", v08, v07)
 */
export function journalStatements(
  state: JournalState,
  direction: Direction,
  migration: Migration,
  previous: Migration | undefined,
): string[] {
  if (state === "out of reach") return [];
  if (direction === "up") return [...(state === "missing" ? made : []), ...newest(migration)];
  if (previous) return state === "missing" ? [] : newest(previous);
  return state === "missing" ? [] : [`DROP TABLE ${table};`, schemaDroppedWhenEmpty];
}

/** As drizzle-kit makes them. */
const made = [
  `CREATE SCHEMA IF NOT EXISTS "drizzle";`,
  `CREATE TABLE IF NOT EXISTS ${table} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);`,
];

/** drizzle-kit goes by the newest row alone: nothing younger may stay, and this one has to be there. */
function newest({ hash, when }: Migration): string[] {
  return [
    `DELETE FROM ${table} WHERE created_at > ${when};`,
    `INSERT INTO ${table} (hash, created_at) SELECT '${hash}', ${when}
WHERE NOT EXISTS (SELECT FROM ${table} WHERE created_at = ${when});`,
  ];
}

const schemaDroppedWhenEmpty = `DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend
    WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND refobjid = pg_catalog.to_regnamespace('drizzle')
  ) THEN
    DROP SCHEMA "drizzle";
  END IF;
END
$$;`;
