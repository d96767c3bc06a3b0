import { byName, standsAlone } from "./fragments.ts";

const columns = byName(`
  SELECT a.attname AS name, json_build_object(
    'type', format_type(a.atttypid, a.atttypmod),
    'notNull', a.attnotnull,
    'default', CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, d.adrelid, true) END,
    'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
    'generated', format('(%s) ', pg_get_expr(d.adbin, d.adrelid, true))
      || CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
    'collation', CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation::text END,
    'comment', col_description(a.attrelid, a.attnum),
    'position', a.attnum) AS object
  FROM pg_attribute a
  JOIN pg_type y ON y.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped`);

// A referenced table in an extension's schema is on the search path too and would look like one of our own:
// its schema is put in front of it.
const constraints = byName(`
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
    'comment', obj_description(c.oid, 'pg_constraint')) AS object
  FROM pg_constraint c LEFT JOIN pg_class f ON f.oid = c.confrelid
  WHERE c.conrelid = t.oid AND c.contype IN ('c', 'f', 'p', 'u', 'x')`);

const indexes = byName(`
  SELECT i.relname AS name, json_build_object(
    'definition', pg_get_indexdef(x.indexrelid, 0, true),
    'valid', x.indisvalid,
    'constraint', EXISTS (SELECT FROM pg_constraint c
                          WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x')),
    'comment', obj_description(i.oid, 'pg_class')) AS object
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  WHERE x.indrelid = t.oid`);

const triggers = byName(`
  SELECT g.tgname AS name, json_build_object(
    'definition', pg_get_triggerdef(g.oid, true),
    'enabled', CASE g.tgenabled WHEN 'O' THEN 'origin' WHEN 'A' THEN 'always'
                                WHEN 'R' THEN 'replica' ELSE 'disabled' END,
    'comment', obj_description(g.oid, 'pg_trigger')) AS object
  FROM pg_trigger g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal`);

/** All tables of the schema `s`, with their columns, constraints, indexes and triggers. */
export const tables = byName(`
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
    'comment', obj_description(t.oid, 'pg_class'),
    'columns', ${columns},
    'constraints', ${constraints},
    'indexes', ${indexes},
    'triggers', ${triggers}) AS object
  FROM pg_class t
  WHERE t.relnamespace = s.oid AND t.relkind IN ('r', 'v', 'm', 'p', 'f') AND t.relpersistence <> 't'
    AND ${standsAlone("pg_class", "t.oid")}`);
