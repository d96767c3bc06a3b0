import { createHash } from "node:crypto";
import { readShippedFile } from "./shipped-files.ts";

/** `up` or `down`. */
export type Direction = "up" | "down";

/** One statement of a version's file. */
export interface Statement {
  /** SQL for `public`. */
  readonly sql: string;
  /** Where it begins in its file, from 1. */
  readonly line: number;
}

/** Something that a step destroys, with a query that counts it. */
export interface DeclaredLoss {
  readonly what: string;
  /** SQL for `public` that returns one number. */
  readonly count: string;
}

/** One direction of a version, or the composed install. */
export interface MigrationFile {
  /** Relative to the migrations folder. */
  readonly path: string;
  readonly statements: readonly Statement[];
  readonly losses: readonly DeclaredLoss[];
}

/** A version with its two files. */
export interface Migration {
  readonly version: number;
  readonly title: string;
  /** The moment that stands for the version in drizzle-kit's journal, in milliseconds since 1970. */
  readonly when: number;
  /** SHA-256 of the up file, as drizzle-kit records it. */
  readonly hash: string;
  readonly up: MigrationFile;
  readonly down: MigrationFile;
}

let shipped: Versions | undefined;

/** What `versions.json` says about a version. */
export interface KnownVersion {
  readonly version: number;
  readonly title: string;
  /** Whether it changes a managed table. */
  readonly core: boolean;
  /** The PostgreSQL extensions that it needs first. */
  readonly extensions: readonly string[];
  /** The columns that it renames. */
  readonly renames: readonly Rename[];
  /** How many locks its step holds at the end, if these are many. */
  readonly locks: LockCounts;
}

/** Numbers of locks, by the direction of the step: where no table has rows but those of a new schema, and where all have. */
export type LockCounts = Readonly<Partial<Record<Direction, readonly [number, number]>>>;

/** A renamed column. */
export interface Rename {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** What the `drizzle` folder holds. */
export interface Versions {
  /** Every version there is, in rising order. */
  readonly all: readonly KnownVersion[];
  /** Those that change a managed table and so have files, in rising order. */
  readonly migrations: readonly Migration[];
}

/** The versions in this package, read once. */
export function readVersions(): Versions {
  shipped ??= parseVersions();
  return shipped;
}

/**
 * Returns the newest version that this package knows.
 *
 * @returns the number of the version, such as 137
 * @example
 * import { getNewestVersion } from "phoenix-kit-schema";
 *
 * console.log(getNewestVersion()); // 180
 */
export function getNewestVersion(): number {
  return readVersions().all.at(-1)?.version ?? 0;
}

/**
 * Lists the PostgreSQL extensions that versions need, up to and including `version`, in the order of those versions.
 */
export function listExtensions(version: number): string[] {
  return readVersions()
    .all.filter((known) => known.version <= version)
    .flatMap(({ extensions }) => extensions);
}

let install: MigrationFile | undefined;

/** The script that brings an empty schema to the newest version at once, read once. */
export function readInstall(): MigrationFile {
  const path = "install.sql";
  install ??= parseFile(path, readShippedFile(path));
  return install;
}

function parseVersions(): Versions {
  const { entries }: Journal = JSON.parse(readShippedFile("meta/_journal.json"));
  const declared: (Pick<KnownVersion, "version" | "title"> & Partial<KnownVersion>)[] = JSON.parse(
    readShippedFile("versions.json"),
  );
  const all = declared.map(({ version, title, core = true, extensions = [], renames = [], locks = {} }) =>
    Object.freeze({ version, title, core, extensions, renames, locks }),
  );
  const migrations = entries.map(({ tag, when }) => {
    const version = Number(/_v(\d+)_/.exec(tag)?.[1]);
    const title = all.find((known) => known.version === version)?.title ?? tag;
    return parseMigration({ tag, when, version, title });
  });
  return Object.freeze({ all, migrations });
}

function parseMigration({ tag, when, version, title }: JournalEntry & KnownTitle): Migration {
  const text = readShippedFile(`${tag}.sql`);
  return Object.freeze({
    version,
    title,
    when,
    hash: createHash("sha256").update(text).digest("hex"),
    up: parseFile(`${tag}.sql`, text),
    down: parseFile(`down/${tag}.sql`, readShippedFile(`down/${tag}.sql`)),
  });
}

type KnownTitle = Pick<KnownVersion, "version" | "title">;

interface JournalEntry {
  readonly tag: string;
  readonly when: number;
}

interface Journal {
  readonly entries: readonly JournalEntry[];
}

/** What drizzle-kit splits a file by, wherever it stands. */
export const breakpoint = "--> statement-breakpoint";

function parseFile(path: string, text: string): MigrationFile {
  const statements: Statement[] = [];
  let line = 1;
  for (const chunk of text.split(`${breakpoint}\n`)) {
    const sql = chunk.replace(/^(--[^\n]*\n)+/, "");
    const skipped = countLines(chunk) - countLines(sql);
    statements.push({ sql: sql.trimEnd(), line: line + skipped });
    line += countLines(chunk) + 1;
  }
  return Object.freeze({ path, statements, losses: parseLosses(text) });
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function parseLosses(text: string): DeclaredLoss[] {
  return [...text.matchAll(/^-- loses: (.+?) :: (.+)$/gm)].map(([, what = "", count = ""]) => ({
    what,
    count,
  }));
}
