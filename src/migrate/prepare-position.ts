import type { PreparableIndex } from "../migrations/prepared-indexes.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteLiteral, quoteQualified } from "../postgres/sql.ts";

/** How far the batches of a step have come: the number of a batch, and the last key that it has done. */
export interface Position {
  readonly batch: number;
  readonly after: string | undefined;
}

const start: Position = { batch: 0, after: undefined };

/** Reads the position of a run that was killed. It is the comment of a helper index, and is dropped with the index. */
export async function readPosition(
  connection: Connection,
  prefix: string,
  helper: PreparableIndex | undefined,
): Promise<Position> {
  if (!helper) return start;
  const { rows } = await connection.query(
    "SELECT pg_catalog.obj_description(pg_catalog.to_regclass($1), 'pg_class') AS comment",
    [quoteQualified(prefix, helper.name)],
  );
  const [, batch, after] = /^phoenix-kit: batch (\d+) after (.*)$/.exec(String(rows[0]?.comment)) ?? [];
  return batch === undefined ? start : { batch: Number(batch), after: after || undefined };
}

/** The statement that records a position; undefined without a helper index, in which case the next run begins again. */
export function recordPositionSql(
  prefix: string,
  helper: PreparableIndex | undefined,
  { batch, after }: Position,
): string | undefined {
  if (!helper) return undefined;
  const comment = quoteLiteral(`phoenix-kit: batch ${batch} after ${after ?? ""}`);
  return `COMMENT ON INDEX ${quoteQualified(prefix, helper.name)} IS ${comment}`;
}
