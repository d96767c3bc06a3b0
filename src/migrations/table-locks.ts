import type { MigrationFile } from "./migrations.ts";

/** A lock that a file takes before its changes, and the tables that it takes it on. */
export interface TableLock {
  /** As in `ACCESS EXCLUSIVE`. */
  readonly mode: string;
  readonly tables: readonly string[];
  /** Whether the file first checks if it has anything to do, so that the tables may be missing. */
  readonly isConditional: boolean;
}

/** Lists the locks of a file. A file locks every table that it works on, except those that may be missing. */
export function listTableLocks({ statements }: MigrationFile): TableLock[] {
  return statements.flatMap(({ sql }) =>
    [...sql.matchAll(/\bLOCK TABLE\s([^;]*?)\sIN ([A-Z ]+) MODE/g)].map(([, tables = "", mode = ""]) => ({
      mode,
      tables: [...tables.matchAll(/"public"\."?(\w+)"?/g)].map(([, name = ""]) => name),
      isConditional: !sql.startsWith("LOCK TABLE"),
    })),
  );
}
