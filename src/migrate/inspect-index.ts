import { formatVersion, PhoenixKitError } from "../error.ts";
import { searchPathSql } from "../migrations/guards.ts";
import {
  copyIndex,
  createCopySql,
  isSameIndexSql,
  type PreparableIndex,
} from "../migrations/prepared-indexes.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteQualified } from "../postgres/sql.ts";
import { beginWriteSql, rollBackQuietly } from "../postgres/transaction.ts";

/** What has the name of an index: nothing, the index itself, the index but INVALID, or something else. */
export type IndexState = "missing" | "built" | "invalid" | "other";

/** Finds out what has the name of an index. Needs an idle connection; changes nothing. */
export async function inspectIndex(
  connection: Connection,
  prefix: string,
  index: PreparableIndex,
): Promise<IndexState> {
  const names = [index.name, index.table].map((name) => quoteQualified(prefix, name));
  const [name = "", table = ""] = names;
  const { rows } = await connection.query(selectIndex, names);
  const [found] = rows;
  if (!found?.taken) return "missing";
  if (!found.on_table) return "other";
  try {
    await connection.query(beginWriteSql());
    await connection.query(`SELECT pg_catalog.set_config('search_path', ${searchPathSql}, true)`);
    for (const sql of createCopySql(table, index)) await connection.query(renderSql(sql, prefix));
    const sql = `SELECT ${isSameIndexSql("to_regclass($1)", `to_regclass('${copyIndex}')`)} AS same,
      to_regclass($1) IS NULL AS gone`;
    const compared = (await connection.query(renderSql(sql, prefix), [name])).rows[0];
    // another runner has dropped it meanwhile
    if (compared?.gone) return "missing";
    if (compared?.same !== true) return "other";
    return found.valid ? "built" : "invalid";
  } finally {
    await rollBackQuietly(connection);
  }
}

const selectIndex = `SELECT wanted.name IS NOT NULL AS taken, i.indexrelid IS NOT NULL AS on_table, i.indisvalid AS valid
FROM (SELECT pg_catalog.to_regclass($1) AS name) AS wanted
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = wanted.name AND i.indrelid = pg_catalog.to_regclass($2)`;

/** The error if something else has the name of an index. */
export function nameTakenError(prefix: string, version: number, { name }: PreparableIndex): PhoenixKitError {
  const taken = quoteQualified(prefix, name);
  return new PhoenixKitError(
    `${formatVersion(version)} creates the index ${taken}, and there is something else of that name.`,
    {
      code: "refused",
      version,
      remedy: "Rename or drop it, then migrate again; the schema is at its version.",
    },
  );
}
