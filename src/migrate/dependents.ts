import type { OtherName } from "../catalog/match-definitions.ts";
import { isShippedName } from "../migrations/managed-objects.ts";
import type { TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { describeChange, type HostObject } from "./host-object.ts";

/** An object that PostgreSQL has recorded as dependent on what a step changes. */
interface Dependent extends Pick<TableChange, "version" | "kind" | "table"> {
  readonly column: string | null;
  readonly object: string | null;
  /** PostgreSQL's own word for its kind, from pg_identify_object. */
  readonly type: string;
  readonly identity: string;
  /** Its name alone. */
  readonly name: string;
  /** Views that depend on it, in the order in which they can be dropped, such as `VIEW public.report`. */
  readonly above: readonly string[] | null;
  /** The table or view that it belongs to, if any, qualified. */
  readonly relation: string;
  /** Whether that table is a managed one: in the schema, with the name of a managed table. */
  readonly onManagedTable: boolean;
  /** Whether it is dropped with the column, instead of preventing the drop. */
  readonly goesAlong: boolean;
}

/**
 * Finds dependent objects that pg_depend knows: views, rules, policies, triggers, generated columns, defaults, indexes,
 * keys, functions, row types. `otherNames` are managed constraints and indexes that steps rename and drop.
 */
export async function findDependents(
  connection: Connection,
  prefix: string,
  {
    changes,
    otherNames,
  }: { readonly changes: readonly TableChange[]; readonly otherNames: readonly OtherName[] },
): Promise<HostObject[]> {
  const listed = changes
    .filter(({ kind }) => kind !== "update" && kind !== "rename")
    .map(({ sql, ...change }, ordinal) => ({ ...change, ordinal }));
  const { rows } = await connection.query(selectDependents, [prefix, JSON.stringify(listed)]);
  return (rows as unknown as Dependent[])
    .filter((row) => isOfTheHost(row, otherNames))
    .sort((a, b) => dropOrder(a) - dropOrder(b))
    .map((row) => describe(row, prefix));
}

/** Functions and types are dropped last, because aggregates, operators, casts and views may depend on them. */
function dropOrder({ type }: Dependent): number {
  return ["function", "procedure", "type"].indexOf(type);
}

function isOfTheHost({ type, name, onManagedTable }: Dependent, otherNames: readonly OtherName[]): boolean {
  if (!onManagedTable || !/^(index|table constraint|default value)$/.test(type)) return true;
  return !isShippedName(name) && !otherNames.some(({ actualName }) => actualName === name);
}

function describe(row: Dependent, prefix: string): HostObject {
  const { version, kind, type, goesAlong } = row;
  const name = `${type} ${row.identity}`;
  const change = describeChange(row, prefix);
  const drop = [...(row.above ?? []).map((view) => `DROP ${view};`), dropSql(row)].join(" ");
  if (kind === "drop" && goesAlong) {
    return {
      version,
      effect: "dropped",
      name,
      message: `${change}; ${name} goes with it.`,
      remedy: "If you still need it, create it for the new columns after the migration.",
    };
  }
  return {
    version,
    effect: "blocks",
    name,
    message: `${change}, but ${name} depends on it.`,
    remedy: drop
      ? `Drop it before the migration, and create it again afterwards, for the new columns: ${drop}`
      : "Drop or change it before the migration.",
  };
}

function dropSql({ type, identity, name, relation }: Dependent): string {
  const quoted = quoteIdentifier(name);
  switch (type) {
    case "table constraint":
      return `ALTER TABLE ${relation} DROP CONSTRAINT ${quoted};`;
    case "generated column":
    case "column":
      return `ALTER TABLE ${relation} DROP COLUMN ${quoted};`;
    case "default value":
      return `ALTER TABLE ${relation} ALTER COLUMN ${quoted} DROP DEFAULT;`;
    case "publication":
      return `ALTER PUBLICATION ${identity} DROP TABLE ${relation};`;
    case "statistics object":
      return `DROP STATISTICS ${identity};`;
    case "view":
    case "materialized view":
    case "rule":
    case "policy":
    case "trigger":
    case "index":
    case "aggregate":
    case "cast":
    case "operator":
    case "function":
    case "procedure":
    case "type":
      return `DROP ${type.toUpperCase()} ${identity};`;
    default:
      return "";
  }
}

/**
 * A column's own default, sequence, index or key is dropped with it, but not another table's default that uses the
 * sequence. What an earlier change drops is gone for a later one. If the type of a column changes, PostgreSQL rebuilds
 * a plain index, but an index on an expression or with a condition may not fit the new type, nor may a check that calls
 * a function of the old type. A partition's key is dropped with that of its parent. An object without an identity was
 * dropped by another session since the snapshot was taken.
 */
const selectDependents = `WITH RECURSIVE change AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb)
    AS c (ordinal int, version int, kind text, "table" text, "column" text, object text, type text)
),
relation AS (
  SELECT c.oid, c.relname, c.reltype FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
),
target AS (
  SELECT change.ordinal, change.version, change.kind, change."table", change."column", change.object,
    'pg_class'::regclass::oid AS classid, r.oid AS objid, a.attnum::int AS subid
  FROM change JOIN relation r ON r.relname = change."table"
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = change."column" AND NOT a.attisdropped
  WHERE change.kind IN ('drop', 'retype')
    AND (change.kind = 'drop' OR format_type(a.atttypid, NULL) IS DISTINCT FROM change.type)
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", change."column", change.object, 'pg_class'::regclass, d.objid, 0
  FROM change JOIN relation r ON r.relname = change."table"
  JOIN pg_attribute a ON a.attrelid = r.oid AND (a.attname = change."column" OR change."column" IS NULL)
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
    AND d.refobjid = r.oid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
  JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  WHERE change.kind = 'drop' AND change.object IS NULL
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", NULL, NULL, 'pg_class'::regclass, r.oid, NULL
  FROM change JOIN relation r ON r.relname = change."table"
  WHERE change.kind = 'drop' AND change."column" IS NULL AND change.object IS NULL
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", NULL, NULL, 'pg_type'::regclass, t.oid, 0
  FROM change JOIN relation r ON r.relname = change."table" JOIN pg_type t ON r.reltype IN (t.oid, t.typelem)
  WHERE change.kind = 'drop' AND change."column" IS NULL AND change.object IS NULL
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", NULL, change.object, 'pg_class'::regclass, r.oid, 0
  FROM change JOIN relation r ON r.relname = change.object WHERE change.kind = 'drop'
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", NULL, change.object, 'pg_proc'::regclass, p.oid, 0
  FROM change JOIN pg_proc p ON p.proname = change.object JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = $1
  WHERE change.kind = 'drop' AND change."table" = ''
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", NULL, change.object, 'pg_type'::regclass, t.oid, 0
  FROM change JOIN pg_type t ON t.typname = change.object JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = $1
  WHERE change.kind = 'drop' AND change."table" = ''
  UNION ALL
  SELECT change.ordinal, change.version, change.kind, change."table", NULL, change.object, 'pg_constraint'::regclass, k.oid, 0
  FROM change JOIN relation r ON r.relname = change."table"
  JOIN pg_constraint k ON k.conrelid = r.oid AND k.conname = change.object WHERE change.kind = 'drop'
),
row_type (oid, ordinal, version, kind, "table", object) AS (
  SELECT r.reltype, change.ordinal, change.version, change.kind, change."table", change.object
  FROM change JOIN relation r ON r.relname = change."table"
  WHERE change.kind = 'rewrite' OR change.kind = 'drop' AND change."column" IS NULL AND change.object IS NULL
  UNION
  SELECT t.oid, change.ordinal, change.version, change.kind, change."table", change.object
  FROM change JOIN pg_type t ON t.typname = change.object JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = $1
  WHERE change.kind = 'drop' AND change."table" = ''
  UNION
  SELECT t.oid, row_type.ordinal, row_type.version, row_type.kind, row_type."table", row_type.object
  FROM row_type JOIN pg_type t ON t.typelem = row_type.oid OR t.typbasetype = row_type.oid OR EXISTS (
    SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attrelid = t.typrelid AND a.atttypid = row_type.oid AND c.relkind = 'c'
  )
),
event AS (
  SELECT target.ordinal, target.version, target.kind, target."table", target."column", target.object,
    d.classid, d.objid, 0 AS subid, d.auto AS goes_along, target.subid IS NULL AS whole,
    min(target.ordinal) FILTER (WHERE target.kind = 'drop' AND d.auto) OVER (PARTITION BY d.classid, d.objid) AS gone
  FROM target CROSS JOIN LATERAL (
    SELECT d.classid, d.objid, bool_or(d.deptype = 'a') AS auto FROM pg_depend d
    WHERE d.refclassid = target.classid AND d.refobjid = target.objid
      AND (target.subid IS NULL OR d.refobjsubid = target.subid) AND d.deptype IN ('n', 'a')
    GROUP BY d.classid, d.objid
  ) d
  WHERE NOT (target.classid = 'pg_proc'::regclass AND EXISTS (
    SELECT FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid
    WHERE d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND r.relname ~ '^phoenix_kit'
  ))
),
dependent AS (
  SELECT DISTINCT ON (classid, objid) * FROM event
  WHERE NOT (whole AND goes_along) AND (gone IS NULL OR ordinal <= gone)
  ORDER BY classid, objid, goes_along, ordinal
),
named AS (
  SELECT dependent.*, CASE dependent.classid
      WHEN 'pg_rewrite'::regclass THEN (SELECT ev_class FROM pg_rewrite r WHERE r.oid = dependent.objid)
      WHEN 'pg_attrdef'::regclass THEN (SELECT adrelid FROM pg_attrdef r WHERE r.oid = dependent.objid)
      WHEN 'pg_constraint'::regclass THEN (SELECT conrelid FROM pg_constraint r WHERE r.oid = dependent.objid)
      WHEN 'pg_publication_rel'::regclass THEN (SELECT prrelid FROM pg_publication_rel r WHERE r.oid = dependent.objid)
      WHEN 'pg_class'::regclass THEN (SELECT indrelid FROM pg_index r WHERE r.indexrelid = dependent.objid)
      WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy r WHERE r.oid = dependent.objid)
    END AS relid, identified.type AS type, identified.identity AS identity
  FROM dependent CROSS JOIN LATERAL pg_identify_object(classid, objid, subid) AS identified
  WHERE identified.identity IS NOT NULL
)
SELECT named.version, named.kind, named."table", named."column", named.object, named.goes_along AS "goesAlong",
  coalesce(relid::regclass::text, '') AS relation,
  EXISTS (SELECT FROM relation r WHERE r.oid = relid AND r.relname ~ '^(phoenix_kit|oban_)') AS "onManagedTable",
  CASE
    WHEN view.relkind IS NOT NULL THEN CASE view.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END
    WHEN defaulted.attgenerated <> '' THEN 'generated column'
    WHEN named.classid = 'pg_publication_rel'::regclass THEN 'publication'
    WHEN exclusion.oid IS NOT NULL THEN 'table constraint'
    ELSE named.type
  END AS type,
  CASE
    WHEN view.relkind IS NOT NULL THEN view.oid::regclass::text
    WHEN defaulted.attname IS NOT NULL THEN format('%s.%I', relid::regclass, defaulted.attname)
    WHEN publication.pubname IS NOT NULL THEN quote_ident(publication.pubname)
    WHEN exclusion.oid IS NOT NULL THEN format('%I on %s', exclusion.conname, relid::regclass)
    ELSE named.identity
  END AS identity,
  coalesce(defaulted.attname, key.conname, index.relname, named.identity)::text AS name,
  (
    WITH RECURSIVE above (oid, height) AS (
      SELECT view.oid, 0
      UNION
      SELECT r.ev_class, above.height + 1
      FROM above JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = above.oid
        AND d.classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite r ON r.oid = d.objid AND r.rulename = '_RETURN' AND r.ev_class <> above.oid
    )
    SELECT array_agg(
      CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW ' || c.oid::regclass::text ORDER BY highest.height DESC
    )
    FROM (SELECT oid, max(height) AS height FROM above WHERE height > 0 GROUP BY oid) highest JOIN pg_class c USING (oid)
  ) AS above
FROM named
LEFT JOIN pg_rewrite rule ON named.classid = 'pg_rewrite'::regclass AND rule.oid = named.objid AND rule.rulename = '_RETURN'
LEFT JOIN pg_class view ON view.oid = rule.ev_class
LEFT JOIN pg_attrdef expression ON named.classid = 'pg_attrdef'::regclass AND expression.oid = named.objid
LEFT JOIN pg_attribute defaulted ON defaulted.attrelid = expression.adrelid AND defaulted.attnum = expression.adnum
LEFT JOIN pg_constraint key ON named.classid = 'pg_constraint'::regclass AND key.oid = named.objid
LEFT JOIN pg_class index ON named.classid = 'pg_class'::regclass AND index.oid = named.objid
LEFT JOIN pg_index definition ON definition.indexrelid = index.oid
LEFT JOIN pg_constraint exclusion ON exclusion.conindid = index.oid AND exclusion.contype = 'x'
LEFT JOIN pg_publication_rel member ON named.classid = 'pg_publication_rel'::regclass AND member.oid = named.objid
LEFT JOIN pg_publication publication ON publication.oid = member.prpubid
WHERE CASE named.classid
    WHEN 'pg_class'::regclass THEN definition.indexrelid IS NOT NULL AND (
      named.kind = 'drop'
      OR pg_get_indexdef(index.oid) ~ '::' OR definition.indexprs IS NOT NULL
      OR regexp_replace(pg_get_expr(definition.indpred, definition.indrelid), '\\m\\w+ IS (NOT )?NULL\\M', '', 'g') ~ '\\w'
    )
    WHEN 'pg_attrdef'::regclass THEN defaulted.attgenerated <> '' OR NOT EXISTS (
      SELECT FROM relation r WHERE r.oid = expression.adrelid AND r.relname = named."table"
    )
    WHEN 'pg_constraint'::regclass THEN key.conparentid = 0 AND (named.kind = 'drop' OR key.contype = 'c' AND EXISTS (
      SELECT FROM change JOIN relation r ON r.relname = change."table"
      JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = change."column"
      JOIN pg_depend d ON d.classid = named.classid AND d.objid = key.oid AND d.refclassid = 'pg_proc'::regclass
      JOIN pg_proc p ON p.oid = d.refobjid AND a.atttypid = ANY (p.proargtypes)
      WHERE change.ordinal = named.ordinal AND NOT EXISTS (
        SELECT FROM pg_cast c JOIN pg_type t ON t.oid = c.castsource
        WHERE change.type IN (format_type(t.oid, NULL), t.typname) AND c.casttarget = a.atttypid AND c.castcontext = 'i'
      )
    ))
    WHEN 'pg_statistic_ext'::regclass THEN named.kind = 'drop'
    ELSE true
  END
UNION
SELECT version, kind, "table", NULL, object, false, relation, false, type, identity, name, NULL
FROM (
  SELECT DISTINCT ON (c.oid, a.attname) row_type.*, CASE c.relkind WHEN 'c' THEN 'type' ELSE 'column' END AS type, c.oid::regclass::text AS relation,
    CASE c.relkind WHEN 'c' THEN c.oid::regclass::text ELSE format('%s.%I', c.oid::regclass, a.attname) END AS identity,
    a.attname::text AS name
  FROM row_type JOIN pg_attribute a ON a.atttypid = row_type.oid AND NOT a.attisdropped
  JOIN pg_class c ON c.oid = a.attrelid AND (
    c.relkind IN ('r', 'p', 'm') OR c.relkind = 'c' AND row_type.kind = 'drop'
  )
  WHERE NOT EXISTS (
    SELECT FROM change JOIN relation r ON r.relname = change."table"
    WHERE r.oid = c.oid AND change.kind = 'drop' AND change.object IS NULL AND change.ordinal <= row_type.ordinal
      AND (change."column" IS NULL OR change."column" = a.attname)
  )
  ORDER BY c.oid, a.attname, row_type.ordinal
) used
ORDER BY 1, type, identity`;
