import type { MigrationFile } from "../migrations/migrations.ts";
import { breakpoint } from "../migrations/migrations.ts";
import { readShippedFile } from "../migrations/shipped-files.ts";

/** A part of a version's file. */
export interface SqlSection {
  /** As its comment says: `preamble`, `locks`, `drizzle-kit`, … */
  readonly name: string;
  readonly sql: string;
}

/** The sections that are the same in every version. */
const commonSections = new Set(["preamble", "keep", "restore", "marker"]);

/** A version's file: its own sections, and those that every version has. */
export interface SqlFile {
  readonly own: readonly SqlSection[];
  readonly common: readonly SqlSection[];
}

/** Reads the file of a version, part by part. */
export function readSqlFile({ path }: MigrationFile): SqlFile {
  const [, ...parts] = readShippedFile(path).split(/^-- ([a-z-]+)\n/m);
  const sections: SqlSection[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    sections.push(...splitExtensions({ name: parts[index] ?? "", sql: parts[index + 1] ?? "" }));
  }
  return {
    own: sections.filter(({ name }) => !commonSections.has(name)),
    common: sections.filter(({ name }) => commonSections.has(name)),
  };
}

/** Splits off the extensions that a preamble creates, and removes the breakpoints between statements. */
function splitExtensions({ name, sql }: SqlSection): SqlSection[] {
  const statements = sql.split(`${breakpoint}\n`);
  const isExtension = (statement: string) => name === "preamble" && statement.includes("CREATE EXTENSION");
  const parts = [
    { name: "extensions", sql: statements.filter(isExtension).join("") },
    { name, sql: statements.filter((statement) => !isExtension(statement)).join("") },
  ];
  return parts.map((part) => ({ ...part, sql: part.sql.trim() })).filter((part) => part.sql !== "");
}
