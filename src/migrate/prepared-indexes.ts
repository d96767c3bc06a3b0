import { readVersions } from "../migrations/migrations.ts";
import { listPreparableIndexes } from "../migrations/preparations.ts";
import type { Connection } from "../postgres/connection.ts";

/** An index of a pending version that exists already. */
export interface PreparedIndex {
  /** The version whose step uses it. */
  readonly version: number;
  /** Its name. */
  readonly name: string;
  /** Whether its build was completed; if not, `up` with `online` builds it again. */
  readonly valid: boolean;
}

/**
 * Finds the indexes of pending versions that exist already, by schema. It only reads catalogs, so it compares the name,
 * table, method and uniqueness of an index; the step compares the whole definition.
 */
export async function findPreparedIndexes(
  connection: Connection,
  markers: ReadonlyMap<string, unknown>,
): Promise<Map<string, PreparedIndex[]>> {
  const known = readVersions().migrations.flatMap((migration) =>
    listPreparableIndexes(migration).map((index) => ({ ...index, version: migration.version })),
  );
  const last = Math.max(...known.map(({ version }) => version));
  // the usual case: no pending version can be prepared
  if (![...markers.values()].some((marker) => typeof marker === "number" && marker < last)) return new Map();
  const { rows } = await connection.query(selectIndexes, [
    [...markers.keys()],
    known.map(({ name }) => name),
    known.map(({ table }) => table),
    known.map(({ method }) => method),
    known.map(({ isUnique }) => isUnique),
  ]);
  const found = new Map<string, PreparedIndex[]>();
  for (const { prefix, place, valid } of rows) {
    const { version, name } = known[Number(place) - 1] as (typeof known)[number];
    const marker = markers.get(String(prefix));
    if (typeof marker !== "number" || marker >= version) continue;
    const prepared = Object.freeze({ version, name, valid: valid === true });
    found.set(String(prefix), [...(found.get(String(prefix)) ?? []), prepared]);
  }
  return found;
}

const selectIndexes = `SELECT n.nspname::pg_catalog.text AS prefix, wanted.place::pg_catalog.int4 AS place,
  i.indisvalid AS valid
FROM ROWS FROM (
  pg_catalog.unnest($2::pg_catalog.text[]), pg_catalog.unnest($3::pg_catalog.text[]),
  pg_catalog.unnest($4::pg_catalog.text[]), pg_catalog.unnest($5::pg_catalog.bool[])
) WITH ORDINALITY AS wanted (name, table_name, method, is_unique, place)
JOIN pg_catalog.pg_class x ON x.relname = wanted.name
JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace AND n.nspname = ANY ($1::pg_catalog.text[])
JOIN pg_catalog.pg_index i ON i.indexrelid = x.oid AND i.indisunique = wanted.is_unique
JOIN pg_catalog.pg_class t ON t.oid = i.indrelid AND t.relname = wanted.table_name
JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname = wanted.method
ORDER BY n.nspname, wanted.place`;
