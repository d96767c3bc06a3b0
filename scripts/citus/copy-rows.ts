import type { Client } from "pg";
import { quoteQualified } from "../../src/postgres/sql.ts";

/**
 * Copies the rows of a plain schema into a distributed one at the same version, ids included: a query that inserts
 * takes ids from the worker, where numbers begin at 2^48 and do not fit into every column.
 */
export async function copyRows(client: Client, from: string, to: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(selectParentsFirst, [from]);
  const tables = rows.map(({ name }) => name);
  for (const name of tables.toReversed()) await client.query(`DELETE FROM ${quoteQualified(to, name)}`);
  for (const name of tables) {
    const target = quoteQualified(to, name);
    const found = await client.query(
      `SELECT row_to_json(t)::text AS row FROM ${quoteQualified(from, name)} t`,
    );
    for (const { row } of found.rows)
      await client.query(
        `INSERT INTO ${target} SELECT * FROM jsonb_populate_record(NULL::${target}, $1::jsonb)`,
        [row],
      );
  }
  const { rows: sequences } = await client.query<{ name: string; last: string }>(
    `SELECT sequencename::text AS name, last_value::text AS last FROM pg_sequences
     WHERE schemaname = $1 AND last_value IS NOT NULL`,
    [from],
  );
  for (const { name, last } of sequences)
    await client.query("SELECT setval($1::regclass, $2)", [quoteQualified(to, name), last]);
}

/** The history stays: it says what was done to that schema. */
const selectParentsFirst = `WITH RECURSIVE depth AS (
  SELECT oid, 0 AS level FROM pg_class
  WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND relkind = 'r' AND relname <> 'phoenix_kit'
  UNION ALL
  SELECT k.conrelid, depth.level + 1 FROM depth JOIN pg_constraint k ON k.confrelid = depth.oid AND k.contype = 'f'
  WHERE k.conrelid <> k.confrelid AND depth.level < 10
)
SELECT c.relname::text AS name FROM depth JOIN pg_class c USING (oid)
GROUP BY c.relname ORDER BY max(depth.level), c.relname`;
