import { breakpoint, type Migration } from "./migrations.ts";
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

/** Where the batches of a version are, if it has some, by the path of its up file. */
export function formatBatchesPath(upPath: string): string {
  return `prepare/${upPath}`;
}

/** Reads the batches of a version; none if it needs no such preparation. */
export function readBatches({ up }: Migration): Batch[] {
  const path = formatBatchesPath(up.path);
  const text = findShippedFile(path);
  return text === undefined ? [] : parseBatches(path, text);
}

const head = /^-- batch: (\w+), (\w+), (\d+)\n/m;

/** Parses a file of batches: statements that each follow a line such as `-- batch: table, key, size`. */
export function parseBatches(path: string, text: string): Batch[] {
  return text.split(breakpoint).map((chunk) => {
    const [line, table = "", key = "", size] = head.exec(chunk) ?? [];
    if (line === undefined) throw new Error(`${path}: begin each statement with -- batch: table, key, size`);
    const sql = chunk.slice(chunk.indexOf(line) + line.length).replace(/^(--[^\n]*\n)+/, "");
    return { table, key, size: Number(size), sql: sql.trim() };
  });
}
