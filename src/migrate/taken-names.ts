import { formatVersion } from "../error.ts";
import { type CreatedObject, listCreatedObjects } from "../migrations/managed-objects.ts";
import type { Step } from "../migrations/steps.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteQualified } from "../postgres/sql.ts";
import type { HostObject } from "./host-object.ts";
import { readMarker } from "./marker.ts";

/** Lists the tables that steps up create. */
export function listCreatedTables(steps: readonly Step[]): CreatedObject[] {
  const migrations = steps.flatMap((step) =>
    step.kind === "migration" && step.direction === "up" ? [step.migration] : [],
  );
  return listCreatedObjects(migrations).filter(({ kind }) => kind === "table");
}

/**
 * Finds what has the name of a table that a step creates, so that the step would fail. Needs an open snapshot: another
 * runner may have created tables, and moved the marker, since the steps were chosen.
 */
export async function findTakenNames(
  connection: Connection,
  prefix: string,
  steps: readonly Step[],
): Promise<HostObject[]> {
  const created = listCreatedTables(steps);
  if (created.length === 0) return [];
  const { rows } = await connection.query(selectTaken, [prefix, created.map(({ name }) => name)]);
  if (rows.length === 0) return [];
  const marker = await readMarker(connection, prefix);
  const ahead = created.filter(({ version }) => version > marker);
  return ahead.flatMap(({ name, version }) => {
    const found = rows.find((row) => row.name === name)?.kind;
    if (found === undefined) return [];
    const kind = relationKinds[String(found)] ?? String(found);
    const relation = quoteQualified(prefix, name);
    return [
      {
        version,
        effect: "blocks" as const,
        name: `${kind} ${relation}`,
        message: `${formatVersion(version)} creates the table ${relation}, but there is a ${kind} of that name.`,
        remedy:
          "If PhoenixKit created it, the schema is at a later version than its marker says: adopt it with --at. If it " +
          `is yours, rename it before the migration: ALTER ${kind.toUpperCase()} ${relation} RENAME TO "own_${name}";`,
      },
    ];
  });
}

/** The kinds of relations in pg_class, by relkind. */
export const relationKinds: Readonly<Record<string, string>> = {
  r: "table",
  p: "table",
  v: "view",
  m: "materialized view",
  f: "foreign table",
  S: "sequence",
  i: "index",
  I: "index",
  c: "type",
};

/** A table has a type of its name, so no other type may have it; an array's type gives way. */
const selectTaken = `SELECT c.relname::pg_catalog.text AS name, c.relkind::pg_catalog.text AS kind
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = ANY ($2::pg_catalog.text[])
UNION ALL
SELECT t.typname::pg_catalog.text, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = $1 AND t.typname = ANY ($2::pg_catalog.text[]) AND t.typrelid = 0
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type element WHERE element.typarray = t.oid)`;
