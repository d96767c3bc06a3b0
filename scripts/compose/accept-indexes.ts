import { parsePreparableIndex } from "../../src/migrations/prepared-indexes.ts";
import type { Diff } from "./diff.ts";
import type { Snapshot } from "./drizzle-kit.ts";

/** Until then the files are as they were before indexes could be built ahead of their step. */
const firstVersion = 137;

/**
 * Lets a diff take indexes that were built before its step: those on tables and columns that are there before it, with
 * their types.
 *
 * @param version the version whose diff it is
 * @param diff its statements
 * @param shapes the shapes before and after it
 * @example
 * acceptIndexes(137, diff, { from: v134, to: v137 }).before[0] // CREATE UNIQUE INDEX IF NOT EXISTS …
 */
export function acceptIndexes(
  version: number,
  diff: Diff,
  { from, to }: { readonly from: Snapshot; readonly to: Snapshot },
): Diff {
  if (version < firstVersion) return diff;
  const accept = (sql: string) => {
    const accepting = sql.replace(/^(CREATE (?:UNIQUE )?INDEX) "/, '$1 IF NOT EXISTS "');
    const index = parsePreparableIndex(accepting);
    const before = from.tables[`public.${index?.table}`];
    const after = to.tables[`public.${index?.table}`];
    if (!index || !before || !after) return sql;
    const words = new Set(index.definition.match(/\w+/g));
    const isThere = Object.values(after.columns)
      .filter(({ name }) => words.has(name))
      .every(({ name, type }) => before.columns[name]?.type === type);
    return isThere ? accepting : sql;
  };
  return { before: diff.before.map(accept), after: diff.after.map(accept) };
}
