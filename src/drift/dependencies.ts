import type { Dependency, ObjectRef } from "../migrate/reference-catalogs.ts";
import type { Connection } from "../postgres/connection.ts";

/** Reads from pg_depend which objects of a schema depend on which. */
export async function readDependencies(connection: Connection, schema: string): Promise<Dependency[]> {
  const { rows } = await connection.query(selectDependencies, [schema]);
  return rows.map((row) => ({
    object: toObjectRef(row.kind, row.table, row.name),
    needs: toObjectRef(row.needed_kind, row.needed_table, row.needed_name),
  }));
}

function toObjectRef(kind: unknown, table: unknown, name: unknown): ObjectRef {
  return {
    kind: kind as ObjectRef["kind"],
    table: table === null ? undefined : String(table),
    name: String(name),
  };
}

/** Lists the objects that the definition of an object needs. A default belongs to its column. */
export function listNeeds(
  dependencies: readonly Dependency[],
  { kind, table, name }: ObjectRef,
): ObjectRef[] {
  const own = dependencies.filter(
    ({ object }) => object.kind === kind && object.table === table && object.name === name,
  );
  return withTables(own.map(({ needs }) => needs));
}

/**
 * Lists the objects outside of a table that its columns need, and those of its constraints and indexes that `isPart`
 * accepts.
 */
export function listNeedsOfTable(
  dependencies: readonly Dependency[],
  table: string,
  isPart: (object: ObjectRef) => boolean,
): ObjectRef[] {
  return dependencies
    .filter(({ object }) => object.table === table && isPart(object))
    .map(({ needs }) => needs)
    .filter((need) => need.table !== table && !(need.kind === "table" && need.name === table));
}

/** Adds the tables of columns and indexes, without which these do not exist. */
function withTables(needs: readonly ObjectRef[]): ObjectRef[] {
  const tables = new Set(needs.flatMap(({ table }) => (table === undefined ? [] : [table])));
  return [...needs, ...[...tables].map((name): ObjectRef => ({ kind: "table", name }))];
}

/**
 * Selects the dependencies between objects of the schema `$1`. A default is part of its column, and an index that
 * belongs to a constraint is named as that constraint.
 */
const selectDependencies = `
WITH objects AS (
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS classid, c.oid AS objid, 0 AS objsubid,
    CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'i' THEN CASE WHEN k.oid IS NULL THEN 'index' ELSE 'constraint' END
                   ELSE 'table' END AS kind,
    t.relname AS "table", c.relname AS name
  FROM pg_catalog.pg_class c
  LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid
  LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
  WHERE c.relnamespace = $1::pg_catalog.text::pg_catalog.regnamespace AND c.relkind IN ('r', 'p', 'i', 'S')
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, a.attnum, 'column', c.relname, a.attname
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = $1::pg_catalog.text::pg_catalog.regnamespace AND c.relkind IN ('r', 'p')
    AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid, 0, 'column', c.relname, a.attname
  FROM pg_catalog.pg_attrdef d
  JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  WHERE c.relnamespace = $1::pg_catalog.text::pg_catalog.regnamespace
  UNION ALL
  SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 0, 'constraint', c.relname, k.conname
  FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  WHERE k.connamespace = $1::pg_catalog.text::pg_catalog.regnamespace
  UNION ALL
  SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, g.oid, 0, 'trigger', c.relname, g.tgname
  FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  WHERE c.relnamespace = $1::pg_catalog.text::pg_catalog.regnamespace AND NOT g.tgisinternal
  UNION ALL
  SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0, 'function', NULL,
    pg_catalog.format('%s(%s)', p.proname, pg_catalog.oidvectortypes(p.proargtypes))
  FROM pg_catalog.pg_proc p WHERE p.pronamespace = $1::pg_catalog.text::pg_catalog.regnamespace
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, y.oid, 0, 'enum', NULL, y.typname
  FROM pg_catalog.pg_type y
  WHERE y.typnamespace = $1::pg_catalog.text::pg_catalog.regnamespace AND y.typtype = 'e'
)
SELECT DISTINCT o.kind, o."table"::pg_catalog.text, o.name::pg_catalog.text,
  n.kind AS needed_kind, n."table"::pg_catalog.text AS needed_table, n.name::pg_catalog.text AS needed_name
FROM pg_catalog.pg_depend d
JOIN objects o ON o.classid = d.classid AND o.objid = d.objid AND o.objsubid = d.objsubid
JOIN objects n ON n.classid = d.refclassid AND n.objid = d.refobjid AND n.objsubid = d.refobjsubid
WHERE d.deptype IN ('n', 'a') AND (o.kind, o."table", o.name) IS DISTINCT FROM (n.kind, n."table", n.name)`;
