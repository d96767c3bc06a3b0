import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { breakpoint } from "../../src/migrations/migrations.ts";
import { parsePrepareFile } from "../../src/migrations/preparations.ts";
import {
  dropHelpersSql,
  findByHelperSql,
  type PreparableIndex,
} from "../../src/migrations/prepared-indexes.ts";
import { assertTakenByCitus } from "./citus.ts";
import type { Diff } from "./diff.ts";
import { expandExpressions } from "./expressions.ts";
import { assertOnly, type WrittenRows } from "./guards.ts";
import { keepSql, needsKeep, restoreSql } from "./keep.ts";

/** The generated parts of a version's file. */
export interface FileParts {
  readonly header: readonly string[];
  readonly preamble: readonly string[];
  /** Takes the locks that all the rest needs. */
  readonly locks: (statements: readonly string[]) => readonly string[];
  readonly diff: Diff;
  /** Refuses to go on where something else has the name of an index that may be there already. */
  readonly prepared: readonly string[];
  /** Indexes of the rows that the patches change, which may be there, and are there no longer after the step. */
  readonly helpers: readonly PreparableIndex[];
  /** Refuses to go on when values that the patch before moved did not arrive. */
  readonly arrival: readonly string[];
  /** Refuses to finish when rows are not as the patches wrote them. */
  readonly written: (rows: readonly WrittenRows[]) => readonly string[];
  readonly marker: readonly string[];
}

/** The hand-written parts of one direction of a version, as they lie in `drizzle/patches`. */
export interface Patches {
  readonly before: Patch | undefined;
  readonly after: Patch | undefined;
  /** Helper indexes, and batches that prepare rows before the step. */
  readonly prepare: Patch | undefined;
  /** `-- loses:` lines beyond those that follow from the diff. */
  readonly losses: readonly string[];
  /** What the patches wrote into tables that may have triggers of the host. */
  readonly written: readonly WrittenRows[];
  /** A condition under which the diff is left out, because the host has these objects of its own. */
  readonly skipIf: string | undefined;
}

interface Patch {
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * The patches of a version, `v26.before.sql`, `v26.down.before.sql` and so on; each is optional.
 *
 * @param folder `drizzle/patches`
 * @param stem `v26` or `v26.down`
 * @example
 * readPatches("drizzle/patches", "v26.down").before?.statements
 */
export function readPatches(folder: string, stem: string): Patches {
  const read = (part: string): Patch | undefined => {
    const name = `${stem}.${part}.sql`;
    if (!existsSync(join(folder, name))) return undefined;
    const statements = expandExpressions(readFileSync(join(folder, name), "utf8")).split(breakpoint);
    return { name, statements: statements.map((text) => text.trim()).filter(isStatement) };
  };
  return {
    before: read("before"),
    after: read("after"),
    prepare: read("prepare"),
    losses: readDeclaredLosses(folder, stem),
    written: readWrittenRows(folder, stem),
    skipIf: read("skip-if")?.statements[0],
  };
}

function readDeclaredLosses(folder: string, stem: string): string[] {
  const path = join(folder, `${stem}.loses.sql`);
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

const writtenLine = /^-- writes: (\w+) :: (.+)$/;

/** The lines `-- writes: table :: query` of `v26.writes.sql`. */
function readWrittenRows(folder: string, stem: string): WrittenRows[] {
  const path = join(folder, `${stem}.writes.sql`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [, table, query] = writtenLine.exec(line) ?? [];
    if (!table || !query)
      throw new Error(`${path}: write -- writes: table :: query, not ${JSON.stringify(line)}`);
    return { table, query };
  });
}

/** A stub with nothing but comments is not a patch yet. */
function isStatement(text: string): boolean {
  return text.split("\n").some((line) => line.trim() !== "" && !line.trim().startsWith("--"));
}

/**
 * Composes a version's file: preamble, locks, patch, diff, patch, the rest of the diff, marker. One comment line tells
 * where each part comes from.
 *
 * @param parts the generated parts
 * @param patches the hand-written ones
 * @returns the file's text, for drizzle-kit and for the migrator alike
 * @example
 * composeFile({ header, preamble, locks, diff, marker }, readPatches("drizzle/patches", "v26"))
 */
export function composeFile(file: FileParts, patches: Patches): string {
  const { header, preamble, diff, prepared, helpers, arrival, marker } = file;
  const [before = [], after = []] = [patches.before, patches.after].map((patch) =>
    patch?.statements.flatMap((statement) => findByHelperSql(statement, helpers)),
  );
  const own = [...before, ...diff.before, ...after, ...diff.after];
  const locks = file.locks(own);
  const keeps = locks.length > 0 && own.some(needsKeep);
  const wrapGenerated = (statements: readonly string[]) =>
    patches.skipIf && statements.length > 0 ? [wrapInCondition(statements, patches.skipIf)] : statements;
  const parts: FilePart[] = [
    ["preamble", preamble],
    ["locks", wrapGenerated(locks)],
    ["prepared", prepared],
    ["keep", keeps ? [keepSql(listLockedTables(locks))] : []],
    [`patches/${patches.before?.name}`, before],
    ["arrival", arrival],
    ["drizzle-kit", wrapGenerated(diff.before)],
    [`patches/${patches.after?.name}`, after],
    ["drizzle-kit", wrapGenerated(diff.after)],
    ["written", file.written(patches.written)],
    ["restore", keeps ? [restoreSql] : []],
    ["helpers", dropHelpersSql(helpers)],
    ["marker", marker],
  ];
  for (const statement of [...header, ...patches.losses, ...parts.flatMap(([, statements]) => statements)]) {
    assertOnly(header[0] ?? "", statement.replace(/^-- loses:.*?::/, ""));
    assertTakenByCitus(header[0] ?? "", statement);
  }
  const { skipIf } = patches;
  const losses = skipIf ? header.map((line) => skipLoss(line, skipIf)) : header;
  return `${[...losses, ...patches.losses].join("\n")}\n${joinParts(parts)}`;
}

/**
 * Composes the file of what prepares a version besides the indexes of its diff; undefined for a version without any.
 *
 * @param header the first line
 * @param patches the hand-written parts of the version
 * @throws Error if a statement is neither a batch nor a helper index, or reaches into other tables
 */
export function composePreparations(header: string, { prepare }: Patches): string | undefined {
  if (!prepare) return undefined;
  for (const statement of prepare.statements) assertOnly(header, statement);
  const text = `${header}
${prepare.statements.join(`
${breakpoint}
`)}
`;
  parsePrepareFile(prepare.name, text);
  return text;
}

/** The helper indexes of a version. */
export function listHelpers({ prepare }: Patches): readonly PreparableIndex[] {
  return prepare ? parsePrepareFile(prepare.name, prepare.statements.join(breakpoint)).helpers : [];
}

/** A part of a composed file: where it comes from, and its statements. */
export type FilePart = readonly [origin: string, statements: readonly string[]];

/** Joins the parts as drizzle-kit splits them. One comment line tells where each comes from. */
export function joinParts(parts: readonly FilePart[]): string {
  const chunks = parts.flatMap(([origin, statements]) =>
    statements.map((statement, index) => (index === 0 ? `-- ${origin}\n${statement}` : statement)),
  );
  return `${chunks.join(`\n${breakpoint}\n`)}\n`;
}

function listLockedTables(locks: readonly string[]): string[] {
  return locks.flatMap((lock) => [...lock.matchAll(/"public"\."(\w+)"/g)].map(([, name = ""]) => name));
}

/** Makes a header's `-- loses:` line count nothing if the diff is left out. */
function skipLoss(line: string, skipIf: string): string {
  return line.replace(
    / :: (.*)$/,
    (_, count) => ` :: SELECT CASE WHEN ${skipIf.replace(/\s+/g, " ")} THEN 0 ELSE (${count}) END`,
  );
}

function wrapInCondition(statements: readonly string[], skipIf: string): string {
  const body = statements.map((statement) => `  ${statement.replace(/;?$/, ";").replaceAll("\n", "\n  ")}`);
  return `DO $phoenix_kit$
BEGIN
  IF ${skipIf.replaceAll("\n", "\n  ")} THEN
    RETURN;
  END IF;
${body.join("\n")}
END
$phoenix_kit$;`;
}
