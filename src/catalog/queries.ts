/**
 * The ids of a schema's (`s`) objects in one system catalog. Those catalogs have no index by schema, but pg_depend has,
 * so a thousand other schemas in the database cost nothing. An array, unlike a join, makes PostgreSQL look up each id,
 * however wrong its estimates are.
 */
const selectMembers = (catalog: string): string =>
  `ANY (ARRAY(SELECT m.objid FROM pg_depend m
    WHERE m.refclassid = 'pg_namespace'::regclass AND m.refobjid = s.oid AND m.classid = '${catalog}'::regclass))`;

/**
 * The condition that an object is not part of an extension (`e`), or of any other object (`i`). OFFSET 0 keeps it a
 * look-up for each object; PostgreSQL could turn it into a join that reads the dependencies of all schemas.
 */
const excludePartsSql = (catalog: string, oid: string, kinds: "e" | "e,i" = "e"): string =>
  `NOT EXISTS (SELECT FROM pg_depend e
    WHERE e.deptype = ANY ('{${kinds}}') AND e.classid = '${catalog}'::regclass AND e.objid = ${oid}
    OFFSET 0)`;

/** A scalar subquery that gives the rows of a query for `name` and `object` as one JSON object. */
const aggregateByNameSql = (rows: string): string =>
  `(SELECT coalesce(json_object_agg(o.name, o.object ORDER BY o.name), '{}') FROM (${rows}) o)`;

/** Reads a comment. PostgreSQL's own functions for this run one query for each object. */
const selectComment = (catalog: string, oid: string, column = "0"): string =>
  `(SELECT b.description FROM pg_description b
    WHERE b.objoid = ${oid} AND b.classoid = '${catalog}'::regclass AND b.objsubid = ${column})`;

const columns = aggregateByNameSql(`
  SELECT a.attname AS name, json_build_object(
    'type', format_type(a.atttypid, a.atttypmod),
    'notNull', a.attnotnull,
    'default', CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, d.adrelid, true) END,
    'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
    'generated', format('(%s) ', pg_get_expr(d.adbin, d.adrelid, true))
      || CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
    'collation', CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation::text END,
    'comment', ${selectComment("pg_class", "a.attrelid", "a.attnum")},
    'position', a.attnum) AS object
  FROM pg_attribute a
  JOIN pg_type y ON y.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped`);

// A referenced table in an extension's schema is also on the search path, so PostgreSQL prints it unqualified, as if it
// were in the schema itself. Its schema is put in front of it.
const constraints = aggregateByNameSql(`
  SELECT c.conname AS name, json_build_object(
    'type', CASE c.contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' WHEN 'p' THEN 'primary key'
                           WHEN 'u' THEN 'unique' ELSE 'exclusion' END,
    'definition', regexp_replace(
      CASE WHEN f.relnamespace <> t.relnamespace AND pg_table_is_visible(f.oid)
           THEN replace(pg_get_constraintdef(c.oid, true),
                        format(' REFERENCES %I(', f.relname),
                        format(' REFERENCES %s.%I(', f.relnamespace::regnamespace, f.relname))
           ELSE pg_get_constraintdef(c.oid, true) END, ' NOT VALID$', ''),
    'validated', c.convalidated,
    'comment', ${selectComment("pg_constraint", "c.oid")}) AS object
  FROM pg_constraint c LEFT JOIN pg_class f ON f.oid = c.confrelid
  WHERE c.conrelid = t.oid AND c.contype IN ('c', 'f', 'p', 'u', 'x')`);

const indexes = aggregateByNameSql(`
  SELECT i.relname AS name, json_build_object(
    'definition', pg_get_indexdef(x.indexrelid, 0, true),
    'valid', x.indisvalid,
    'constraint', EXISTS (SELECT FROM pg_constraint c
                          WHERE c.conrelid = x.indrelid AND c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x')),
    'comment', ${selectComment("pg_class", "i.oid")}) AS object
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  WHERE x.indrelid = t.oid`);

const triggers = aggregateByNameSql(`
  SELECT g.tgname AS name, json_build_object(
    'definition', pg_get_triggerdef(g.oid, true),
    'enabled', CASE g.tgenabled WHEN 'O' THEN 'origin' WHEN 'A' THEN 'always'
                                WHEN 'R' THEN 'replica' ELSE 'disabled' END,
    'comment', ${selectComment("pg_trigger", "g.oid")}) AS object
  FROM pg_trigger g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal`);

/** All tables of the schema `s`, with their columns, constraints, indexes and triggers. */
const tables = aggregateByNameSql(`
  SELECT t.relname AS name, json_build_object(
    'kind', CASE t.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                           WHEN 'p' THEN 'partitioned' ELSE 'foreign' END,
    'persistence', CASE t.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END,
    'definition', nullif(concat_ws(' ',
      CASE WHEN t.relkind IN ('v', 'm') THEN pg_get_viewdef(t.oid, true) END,
      CASE WHEN t.relispartition THEN
        (SELECT 'PARTITION OF ' || h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = t.oid) END,
      pg_get_expr(t.relpartbound, t.oid, true),
      CASE t.relkind WHEN 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(t.oid) END), ''),
    'rowSecurity', CASE WHEN NOT t.relrowsecurity THEN 'off' WHEN t.relforcerowsecurity THEN 'forced'
                        ELSE 'on' END,
    'comment', ${selectComment("pg_class", "t.oid")},
    'columns', ${columns},
    'constraints', ${constraints},
    'indexes', ${indexes},
    'triggers', ${triggers}) AS object
  FROM pg_class t
  WHERE t.oid = ${selectMembers("pg_class")} AND t.relkind IN ('r', 'v', 'm', 'p', 'f') AND t.relpersistence <> 't'
    AND t.relname <> ALL ($3::text[]::name[])
    AND ${excludePartsSql("pg_class", "t.oid")}`);

const sequences = aggregateByNameSql(`
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
    'comment', ${selectComment("pg_class", "r.oid")}) AS object
  FROM pg_class r CROSS JOIN LATERAL (SELECT * FROM pg_sequence WHERE seqrelid = r.oid OFFSET 0) q
  WHERE r.oid = ${selectMembers("pg_class")} AND r.relpersistence <> 't' AND ${excludePartsSql("pg_class", "r.oid")}`);

const enums = aggregateByNameSql(`
  SELECT y.typname AS name, json_build_object(
    'labels', (SELECT coalesce(json_agg(l.enumlabel ORDER BY l.enumsortorder), '[]')
               FROM pg_enum l WHERE l.enumtypid = y.oid),
    'comment', ${selectComment("pg_type", "y.oid")}) AS object
  FROM pg_type y
  WHERE y.oid = ${selectMembers("pg_type")} AND y.typtype = 'e' AND ${excludePartsSql("pg_type", "y.oid")}`);

// Every table has a composite type; only those of CREATE TYPE count.
const types = aggregateByNameSql(`
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
    'comment', ${selectComment("pg_type", "y.oid")}) AS object
  FROM pg_type y LEFT JOIN pg_class r ON r.oid = y.typrelid
  WHERE y.oid = ${selectMembers("pg_type")} AND (y.typtype IN ('d', 'r') OR r.relkind = 'c')
    AND ${excludePartsSql("pg_type", "y.oid")}`);

/**
 * PostgreSQL keeps the text of a body, with the names as their author qualified them. In a literal within that text,
 * single quotes in the name are doubled.
 */
function withoutPrefixSql(body: string): string {
  const prefix = `'"' || replace(s.nspname, '"', '""') || '".'`;
  return `CASE WHEN $2::boolean THEN ${body}
      ELSE replace(replace(${body}, replace(${prefix}, '''', ''''''), ''), ${prefix}, '') END`;
}

// PostgreSQL keeps a setting as it was given, with quotes that it may not need.
// The constructors of a range type are internal parts of that type.
const functions = aggregateByNameSql(`
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
    'body', ${withoutPrefixSql("coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)")},
    'comment', ${selectComment("pg_proc", "p.oid")}) AS object
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  WHERE p.oid = ${selectMembers("pg_proc")} AND ${excludePartsSql("pg_proc", "p.oid", "e,i")}`);

/** Keeps objects of the schema that is read, and temporary tables, from hiding PostgreSQL's own. */
export const useSystemSearchPath = "SET LOCAL search_path = pg_catalog, pg_temp";

/**
 * Reads the catalogs of the schemas named `$1` as JSON text, and whether each schema could be made the current one.
 * Returns no row for a schema that does not exist. With `$2`, every name in a definition is qualified, as in statements
 * to run. The tables named `$3` are left out, and so is the text of a catalog whose digest is in `$4`. Planning takes a
 * third of the time of one schema, so many are read with one statement.
 *
 * PostgreSQL resolves the names in the statement before it runs, and those that it prints while it runs. So the CTE can
 * put the schema and the schemas of extensions on the search path, and PostgreSQL prints only their objects
 * unqualified. The other settings change how a definition is printed. Each part depends on the CTE's row, so it runs
 * after the CTE has given that row, and before it gives the next one.
 *
 * `public` has a default comment; like pg_dump, this ignores it.
 */
export const selectCatalogsSql = `
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
  WHERE n.nspname = ANY ($1::text[]::name[]) AND n.nspname::text = ANY ($1::text[])
)
SELECT d.schema, d.entered, d.digest, CASE WHEN d.digest <> ALL ($4::text[]) THEN d.catalog END AS catalog
FROM (
  SELECT c.*, encode(sha256(textsend(c.catalog)), 'hex') AS digest
  FROM (
    SELECT s.nspname AS schema, $2::boolean OR current_schema() = s.nspname AS entered, json_build_object(
      'schemaComment', nullif(${selectComment("pg_namespace", "s.oid")}, 'standard public schema'),
      'extensions', (SELECT coalesce(json_agg(extname ORDER BY extname), '[]') FROM pg_extension),
      'tables', ${tables},
      'sequences', ${sequences},
      'enums', ${enums},
      'types', ${types},
      'functions', ${functions})::text AS catalog
    FROM entered s
    OFFSET 0
  ) c
  OFFSET 0
) d`;
