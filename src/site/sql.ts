import type { MigrationFile } from "../migrations/migrations.ts";
import { breakpoint } from "../migrations/migrations.ts";
import { readShippedFile } from "../migrations/shipped-files.ts";

/** A part of a version's file. */
export interface SqlSection {
  /** As its comment says: `preamble`, `locks`, `drizzle-kit`, … */
  readonly name: string;
  readonly sql: string;
}

/** The parts that every version has, and that do not tell one from another. */
const commonSections = new Set(["preamble", "keep", "restore", "marker"]);

/** A version's file: what it does, and what every version does around that. */
export interface SqlFile {
  readonly own: readonly SqlSection[];
  readonly common: readonly SqlSection[];
}

/** Reads the file of a version, part by part. */
export function readSqlFile({ path }: MigrationFile): SqlFile {
  const text = readShippedFile(path).replaceAll(`${breakpoint}\n`, "");
  const [, ...parts] = text.split(/^-- ([a-z-]+)\n/m);
  const sections: SqlSection[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    sections.push({ name: parts[index] ?? "", sql: (parts[index + 1] ?? "").trim() });
  }
  return {
    own: sections.filter(({ name }) => !commonSections.has(name)),
    common: sections.filter(({ name }) => commonSections.has(name)),
  };
}
