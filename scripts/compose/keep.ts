import { readAndReleaseSql } from "./guards.ts";

/** Triggers that the migrations create; all others on managed tables are the host's. */
const managedTriggers = ["phoenix_kit_protect_system_roles"];

const schema = `(SELECT relnamespace FROM pg_class WHERE oid = '"public".phoenix_kit'::regclass)`;

function list(names: readonly string[]): string {
  return `ARRAY[${names.map((name) => `'${name}'`).join(", ")}]`;
}

/**
 * Whether `keepSql` matters to a statement: it reads or changes rows, checks references, or drops what a replica identity
 * may use. Steps that only add columns and tables go without, which spares them its locks on the system catalogs.
 */
export function needsKeep(statement: string): boolean {
  const sql = statement.replace(/--[^\n]*/g, "");
  return /\b(?:ONLY|INSERT|FOREIGN KEY|REFERENCES|DROP (?:INDEX|CONSTRAINT|COLUMN|TABLE))\b/.test(sql);
}

/**
 * The statement that makes a step reach every row of the tables that it touches, and remembers what it changed:
 *
 * - Row-level security that is forced upon the owner is lifted; as the owner of the table one may do that.
 * - A table that a publication replicates gets its whole row as replica identity while keys and indexes change, since
 *   PostgreSQL refuses to update a published table that has none. Tables with a column list are left alone: their list
 *   would not cover it.
 * - Triggers of the host are disabled where `phoenix_kit.disable_host_triggers` is `on`.
 *
 * @param tables the names of the tables
 */
export function keepSql(tables: readonly string[]): string {
  const reads = `FOR target IN
      SELECT
        c.oid::regclass AS name,
        c.relforcerowsecurity AND row_security_active(c.oid) AND pg_has_role(c.relowner, 'USAGE') AS is_forced,
        c.relreplident AS identity,
        (
          SELECT i.indexrelid::regclass::text FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisreplident
        ) AS identity_index,
        EXISTS (
          SELECT FROM pg_publication AS p CROSS JOIN LATERAL pg_get_publication_tables(p.pubname::text) AS t
          WHERE t.relid = c.oid AND (p.pubupdate OR p.pubdelete)
        ) AND NOT EXISTS (
          SELECT FROM pg_publication_rel AS r WHERE r.prrelid = c.oid AND r.prattrs IS NOT NULL
        ) AS is_published
      FROM pg_class AS c
      WHERE c.relnamespace = ${schema}
        AND c.relkind = 'r'
        AND c.relname = ANY (${list(tables)})
      ORDER BY c.relname
    LOOP
      IF target.is_forced THEN
        change := change || format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', target.name);
        restore := restore || format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target.name);
      END IF;
      IF target.identity <> 'f' AND (target.is_published OR target.identity = 'i') THEN
        change := change || format('ALTER TABLE %s REPLICA IDENTITY FULL', target.name);
        restore := restore || CASE target.identity
          WHEN 'n' THEN format('ALTER TABLE %s REPLICA IDENTITY NOTHING', target.name)
          WHEN 'i' THEN format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %s', target.name, target.identity_index)
          ELSE format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target.name)
        END;
      END IF;
    END LOOP;

    IF current_setting('phoenix_kit.disable_host_triggers', true) = 'on' THEN
      FOR target IN
        SELECT c.oid::regclass AS name, t.tgname AS trigger, t.tgenabled AS enabled
        FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE c.relnamespace = ${schema}
          AND c.relname = ANY (${list(tables)})
          AND NOT t.tgisinternal
          AND t.tgenabled <> 'D'
          AND t.tgname <> ALL (${list(managedTriggers)})
      LOOP
        change := change || format('ALTER TABLE %s DISABLE TRIGGER %I', target.name, target.trigger);
        restore := restore || format(
          'ALTER TABLE %s ENABLE %s TRIGGER %I',
          target.name,
          CASE target.enabled WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' ELSE '' END,
          target.trigger
        );
      END LOOP;
    END IF;`;
  return `DO $phoenix_kit$
DECLARE
  target record;
  change text[] := '{}';
  restore text[] := '{}';
  statement text;
BEGIN
  ${readAndReleaseSql(reads, "  ")}

  FOREACH statement IN ARRAY change LOOP
    EXECUTE statement;
  END LOOP;

  PERFORM set_config('phoenix_kit.restore', restore::text, true);
END
$phoenix_kit$;`;
}

/**
 * The statement that puts back what `keepSql` changed, on tables that are still there. A replica identity whose index
 * is gone, or has got a column that may be NULL, becomes the primary key.
 */
export const restoreSql = `DO $phoenix_kit$
DECLARE
  statement text;
  target regclass;
  identity_index text;
BEGIN
  FOREACH statement IN ARRAY current_setting('phoenix_kit.restore')::text[] LOOP
    target := to_regclass(substring(statement FROM '^ALTER TABLE (("[^"]*"|[^ "])+) '));
    identity_index := substring(statement FROM ' REPLICA IDENTITY USING INDEX (.*)$');
    IF target IS NULL THEN
      CONTINUE;
    END IF;
    IF identity_index IS NOT NULL AND (
      to_regclass(identity_index) IS NULL OR EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull
        WHERE i.indexrelid = to_regclass(identity_index)
      )
    ) THEN
      statement := format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', target);
    END IF;
    EXECUTE statement;
  END LOOP;
END
$phoenix_kit$;`;
