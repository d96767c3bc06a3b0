import { readVersions } from "../migrations/migrations.ts";
import type { Step } from "../migrations/steps.ts";
import { listTableChanges, type TableChange } from "../migrations/table-changes.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteLiteral } from "../postgres/sql.ts";
import { omitHostCreated } from "./host-created.ts";
import type { Loss } from "./types.ts";

/**
 * Counts what hosts have attached to tables that a step drops and that a later `up` does not restore: grants, comments,
 * statistics targets, storage settings, memberships in publications.
 */
export async function countAttachments(connection: Connection, prefix: string, step: Step): Promise<Loss[]> {
  const dropped = await omitHostCreated(connection, prefix, listDroppedTables(step));
  if (dropped.length === 0) return [];
  const tables = dropped.map(({ table }) => table);
  const { rows } = await connection.query(selectAttachments, [prefix, tables]);
  const own = rows.filter(({ kind, text }) => kind !== "comments" || !isShippedComment(String(text)));
  const kinds = [...new Set(own.map(({ kind }) => String(kind)))];
  return kinds.map((kind) => {
    const ofKind = own.filter((row) => row.kind === kind);
    const places = [...new Set(ofKind.map(({ place }) => String(place)))];
    return Object.freeze({ what: `${kind} of yours: ${places.join(", ")}`, count: ofKind.length });
  });
}

function listDroppedTables(step: Step): TableChange[] {
  if (step.kind !== "migration") return [];
  return listTableChanges([step.migration], step.direction).filter(
    ({ kind, column, object }) => kind === "drop" && column === undefined && object === undefined,
  );
}

/** Whether a comment is the marker, or one that some version writes. */
function isShippedComment(text: string): boolean {
  if (/^\s*\d+\s*$/.test(text)) return true;
  const literal = quoteLiteral(text).trim();
  return readVersions().migrations.some(({ up, down }) =>
    [...up.statements, ...down.statements].some(
      ({ sql }) => sql.includes("COMMENT ON") && sql.includes(literal),
    ),
  );
}

/** Grants that default privileges give to every new table are left out: they are not lost. */
const selectAttachments = `WITH dropped AS (
  SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY ($2::pg_catalog.text[]) AND c.relkind IN ('r', 'p')
), part AS (
  SELECT a.*, dropped.relname FROM dropped JOIN pg_catalog.pg_attribute a ON a.attrelid = dropped.oid
  WHERE a.attnum > 0 AND NOT a.attisdropped
), granted AS (
  SELECT oid AS relid, relname, relowner, relnamespace, 'r'::pg_catalog."char" AS type, relacl AS acl FROM dropped
  UNION ALL
  SELECT dropped.oid, part.relname, dropped.relowner, dropped.relnamespace, 'c', part.attacl
  FROM part JOIN dropped ON dropped.oid = part.attrelid
), attachment AS (
  SELECT 'grants' AS kind, relname, pg_catalog.format('%s to %s', relname, coalesce(r.rolname, 'PUBLIC')) AS place, NULL AS text
  FROM granted CROSS JOIN LATERAL (
    SELECT a.grantee, a.privilege_type FROM pg_catalog.aclexplode(granted.acl) a WHERE a.grantee <> granted.relowner
    EXCEPT
    SELECT a.grantee, a.privilege_type
    FROM pg_catalog.pg_default_acl d CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a
    WHERE d.defaclrole = granted.relowner AND d.defaclobjtype = granted.type
      AND d.defaclnamespace IN (0, granted.relnamespace)
  ) a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
  UNION ALL
  SELECT 'comments', relname, relname, d.description
  FROM dropped JOIN pg_catalog.pg_description d
    ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = dropped.oid
  UNION ALL
  SELECT 'statistics targets', relname, pg_catalog.concat(relname, '.', attname), NULL
  FROM part WHERE attstattarget >= 0
  UNION ALL
  SELECT 'storage settings', relname, relname, NULL
  FROM dropped CROSS JOIN LATERAL pg_catalog.unnest(reloptions) AS setting
  UNION ALL
  SELECT 'storage settings', relname, pg_catalog.concat(relname, '.', attname), NULL
  FROM part JOIN pg_catalog.pg_type t ON t.oid = part.atttypid
  -- PostgreSQL 15.20 keeps its own pg_attver among the options of each column
  WHERE attstorage <> t.typstorage OR attcompression <> ''
    OR EXISTS (SELECT FROM pg_catalog.unnest(attoptions) AS option WHERE option ~ '^n_distinct')
  UNION ALL
  SELECT 'memberships in publications', relname, pg_catalog.format('%s in %s', relname, p.pubname), NULL
  FROM dropped JOIN pg_catalog.pg_publication_rel m ON m.prrelid = dropped.oid
  JOIN pg_catalog.pg_publication p ON p.oid = m.prpubid
)
SELECT kind, place, text FROM attachment ORDER BY kind, place`;
