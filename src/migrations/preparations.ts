import { breakpoint, type Migration } from "./migrations.ts";
import { type PreparableIndex, parsePreparableIndex } from "./prepared-indexes.ts";
import { findShippedFile } from "./shipped-files.ts";

/** A statement that prepares the rows of a table for a step, some at a time in the order of a key. */
export interface Batch {
  readonly table: string;
  /** The column by which the rows are divided. Rows with the same value are in the same batch. */
  readonly key: string;
  /** The number of rows to look at in one transaction. */
  readonly size: number;
  /** SQL for `public`; `$1` and `$2` are the first and the last key. */
  readonly sql: string;
}

/** What can be done before a step while the application runs, in this order. */
export interface Preparations {
  /**
   * Indexes of the rows that are still to be changed. Batches and the step find those rows by them; the step drops
   * them.
   */
  readonly helpers: readonly PreparableIndex[];
  readonly batches: readonly Batch[];
  /** Indexes that the step would create. */
  readonly indexes: readonly PreparableIndex[];
}

/** The path of a version's prepare file, by the path of its up file. Few versions have one. */
export function formatPreparePath(upPath: string): string {
  return `prepare/${upPath}`;
}

/** Reads what can be done before the step of a version. */
export function readPreparations({ up }: Migration): Preparations {
  const path = formatPreparePath(up.path);
  const text = findShippedFile(path);
  return {
    ...(text === undefined ? { helpers: [], batches: [] } : parsePrepareFile(path, text)),
    indexes: up.statements.flatMap(({ sql }) => parsePreparableIndex(sql) ?? []),
  };
}

/** Lists the indexes of a version that are built before its step, helpers included. */
export function listPreparableIndexes(migration: Migration): PreparableIndex[] {
  const { helpers, indexes } = readPreparations(migration);
  return [...helpers, ...indexes];
}

const head = /^-- batch: (\w+), (\w+), (\d+)\n/m;

/**
 * Parses a file of preparations: helper indexes, as `CREATE INDEX IF NOT EXISTS`, and statements that each follow a line
 * such as `-- batch: table, key, size`.
 */
export function parsePrepareFile(path: string, text: string): Pick<Preparations, "helpers" | "batches"> {
  const helpers: PreparableIndex[] = [];
  const batches: Batch[] = [];
  for (const chunk of text.split(breakpoint)) {
    const [line, table = "", key = "", size] = head.exec(chunk) ?? [];
    const sql = stripComments(line === undefined ? chunk : chunk.slice(chunk.indexOf(line) + line.length));
    const helper = line === undefined ? parsePreparableIndex(sql) : undefined;
    if (helper) helpers.push(helper);
    else if (line !== undefined) batches.push({ table, key, size: Number(size), sql });
    else throw new Error(`${path}: begin each statement with -- batch: table, key, size, or create an index`);
  }
  return { helpers, batches };
}

function stripComments(sql: string): string {
  return sql.trim().replace(/^(--[^\n]*\n)+/, "");
}
