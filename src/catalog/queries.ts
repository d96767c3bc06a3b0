import { byName, standsAlone } from "./fragments.ts";
import { tables } from "./tables.ts";

const sequences = byName(`
  SELECT r.relname AS name, json_build_object(
    'type', format_type(q.seqtypid, NULL),
    'start', q.seqstart::text,
    'increment', q.seqincrement::text,
    'min', q.seqmin::text,
    'max', q.seqmax::text,
    'cycle', q.seqcycle,
    'ownedBy', (SELECT format('%I.%I', o.relname, a.attname)
                FROM pg_depend d
                JOIN pg_class o ON o.oid = d.refobjid
                JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
                  AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')),
    'comment', obj_description(r.oid, 'pg_class')) AS object
  FROM pg_class r JOIN pg_sequence q ON q.seqrelid = r.oid
  WHERE r.relnamespace = s.oid AND r.relpersistence <> 't' AND ${standsAlone("pg_class", "r.oid")}`);

const enums = byName(`
  SELECT y.typname AS name, json_build_object(
    'labels', (SELECT coalesce(json_agg(l.enumlabel ORDER BY l.enumsortorder), '[]')
               FROM pg_enum l WHERE l.enumtypid = y.oid),
    'comment', obj_description(y.oid, 'pg_type')) AS object
  FROM pg_type y
  WHERE y.typnamespace = s.oid AND y.typtype = 'e' AND ${standsAlone("pg_type", "y.oid")}`);

// Of the composite types only those made by CREATE TYPE: every table has one as well.
const types = byName(`
  SELECT y.typname AS name, json_build_object(
    'kind', CASE y.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'composite' END,
    'definition', CASE y.typtype
      WHEN 'd' THEN concat_ws(' ',
        format_type(y.typbasetype, y.typtypmod),
        'DEFAULT ' || pg_get_expr(y.typdefaultbin, 0, true),
        CASE WHEN y.typnotnull THEN 'NOT NULL' END,
        (SELECT string_agg(format('CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid, true)), ' '
                           ORDER BY c.conname)
         FROM pg_constraint c WHERE c.contypid = y.oid AND c.contype = 'c'))
      WHEN 'r' THEN (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = y.oid)
      ELSE (SELECT coalesce(string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
                                       ORDER BY a.attnum), '')
            FROM pg_attribute a WHERE a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END,
    'comment', obj_description(y.oid, 'pg_type')) AS object
  FROM pg_type y LEFT JOIN pg_class r ON r.oid = y.typrelid
  WHERE y.typnamespace = s.oid AND (y.typtype IN ('d', 'r') OR r.relkind = 'c')
    AND ${standsAlone("pg_type", "y.oid")}`);

// A setting is kept as it was given, with quotes that it may not need.
// The constructors of a range type are internal parts of it.
const functions = byName(`
  SELECT format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name, json_build_object(
    'kind', CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
                           ELSE 'window' END,
    'arguments', pg_get_function_arguments(p.oid),
    'returns', pg_get_function_result(p.oid),
    'language', l.lanname,
    'volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
    'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
    'strict', p.proisstrict,
    'securityDefiner', p.prosecdef,
    'settings', (SELECT coalesce(json_agg(regexp_replace(setting, '"([a-z_][a-z0-9_]*)"', E'\\\\1', 'g')), '[]')
                 FROM unnest(p.proconfig) AS setting),
    'body', coalesce(pg_get_function_sqlbody(p.oid), p.prosrc),
    'comment', obj_description(p.oid, 'pg_proc')) AS object
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  WHERE p.pronamespace = s.oid AND ${standsAlone("pg_proc", "p.oid", "e,i")}`);

/**
 * Fixes what the names in {@link selectCatalog} mean, so that nothing in the schema that is read, nor a
 * temporary table, can take the place of PostgreSQL's own.
 */
export const enterSystemCatalog = "SET LOCAL search_path = pg_catalog, pg_temp";

/**
 * The catalog of the schema named `$1`, as JSON text, and whether the schema could be made the current one;
 * no row if it is missing. With `$2` every name in a definition has its schema, as in statements to run.
 *
 * The names in the statement are resolved before it runs, those that it prints while it runs: so the CTE can
 * put the schema and then the extensions' schemas on the search path, and PostgreSQL prints just their
 * objects unqualified. The other settings are those that change how a definition is printed. All of them
 * end with the transaction or savepoint. Each part depends on the CTE's row, hence comes after it.
 *
 * `public` is born with a comment, which to PostgreSQL's own tools is none, nor is it one here.
 */
export const selectCatalog = `
WITH entered AS MATERIALIZED (
  SELECT n.oid, n.nspname,
         set_config('search_path', CASE WHEN $2::boolean THEN 'pg_catalog, pg_temp'
           ELSE concat_ws(', ', quote_ident(n.nspname), e.path, 'pg_temp') END, true),
         set_config('quote_all_identifiers', 'off', true),
         set_config('standard_conforming_strings', 'on', true),
         set_config('TimeZone', 'UTC', true),
         set_config('DateStyle', 'ISO, MDY', true),
         set_config('IntervalStyle', 'postgres', true),
         set_config('bytea_output', 'hex', true),
         set_config('extra_float_digits', '1', true)
  FROM pg_namespace n,
       (SELECT string_agg(DISTINCT quote_ident(o.nspname), ', ') AS path
        FROM pg_extension x JOIN pg_namespace o ON o.oid = x.extnamespace
        WHERE o.nspname <> 'pg_catalog') e
  WHERE n.nspname::text = $1::text
)
SELECT $2::boolean OR current_schema() = s.nspname AS entered, json_build_object(
  'schemaComment', nullif(obj_description(s.oid, 'pg_namespace'), 'standard public schema'),
  'extensions', (SELECT coalesce(json_agg(extname ORDER BY extname), '[]') FROM pg_extension),
  'tables', ${tables},
  'sequences', ${sequences},
  'enums', ${enums},
  'types', ${types},
  'functions', ${functions})::text AS catalog
FROM entered s`;
