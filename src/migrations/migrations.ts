import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PhoenixKitError } from "../error.ts";

/** `up` or `down`. */
export type Direction = "up" | "down";

/** One statement of a version's file. */
export interface Statement {
  /** SQL for `public`. */
  readonly sql: string;
  /** Where it begins in its file, from 1. */
  readonly line: number;
}

/** Something that a step destroys, with a query for how much of it there is. */
export interface DeclaredLoss {
  readonly what: string;
  /** SQL for `public` that returns one number. */
  readonly count: string;
}

/** One direction of a version. */
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
}

/** What a migrations folder holds. */
export interface Versions {
  /** Every version there is, in rising order. */
  readonly all: readonly KnownVersion[];
  /** Those that change a table of ours and so have files, in rising order. */
  readonly migrations: readonly Migration[];
}

/**
 * The versions that this package brings, read once.
 *
 * @throws PhoenixKitError `files_missing`
 * @example
 * readVersions().all.at(-1)?.title
 */
export function readVersions(): Versions {
  shipped ??= readVersionsOf(shippedFolder());
  return shipped;
}

/** Beside the built code in the package, two levels up from its source. */
function shippedFolder(): string {
  const folders = ["../drizzle/", "../../drizzle/"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const folder = folders.find((path) => existsSync(join(path, "versions.json")));
  if (folder) return folder;
  throw new PhoenixKitError("The package's SQL files are not where its code looks for them.", {
    code: "files_missing",
    remedy: "Leave phoenix-kit-schema out of the bundle (external), so that it is loaded from node_modules.",
  });
}

/**
 * The newest version that this package knows.
 *
 * @example
 * newestVersion() // 137
 */
export function getNewestVersion(): number {
  return readVersions().all.at(-1)?.version ?? 0;
}

/**
 * Reads a folder of migrations: drizzle-kit's journal and SQL files, the ways back in `down/`, and the titles
 * in `versions.json`.
 *
 * @param folder the folder's path
 * @returns its versions
 * @throws Error of `node:fs` where a file is missing
 * @example
 * readVersionsOf("drizzle").migrations.length
 */
export function readVersionsOf(folder: string): Versions {
  const { entries }: Journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8"));
  const declared: (Pick<KnownVersion, "version" | "title"> & Partial<KnownVersion>)[] = JSON.parse(
    readFileSync(join(folder, "versions.json"), "utf8"),
  );
  const all = declared.map(({ version, title, core = true, extensions = [] }) =>
    Object.freeze({ version, title, core, extensions }),
  );
  const migrations = entries.map(({ tag, when }) => {
    const version = Number(/_v(\d+)_/.exec(tag)?.[1]);
    const title = all.find((known) => known.version === version)?.title ?? tag;
    return readMigration(folder, { tag, when, version, title });
  });
  return Object.freeze({ all, migrations });
}

function readMigration(
  folder: string,
  { tag, when, version, title }: { tag: string; when: number; version: number; title: string },
): Migration {
  const text = readFileSync(join(folder, `${tag}.sql`), "utf8");
  return Object.freeze({
    version,
    title,
    when,
    hash: createHash("sha256").update(text).digest("hex"),
    up: parsedFile(`${tag}.sql`, text),
    down: parsedFile(`down/${tag}.sql`, readFileSync(join(folder, `down/${tag}.sql`), "utf8")),
  });
}

interface Journal {
  readonly entries: readonly { readonly tag: string; readonly when: number }[];
}

/** What drizzle-kit splits a file by, wherever it stands. */
export const breakpoint = "--> statement-breakpoint";

function parsedFile(path: string, text: string): MigrationFile {
  const statements: Statement[] = [];
  let line = 1;
  for (const chunk of text.split(`${breakpoint}\n`)) {
    const sql = chunk.replace(/^(--[^\n]*\n)+/, "");
    const skipped = countLines(chunk) - countLines(sql);
    statements.push({ sql: sql.trimEnd(), line: line + skipped });
    line += countLines(chunk) + 1;
  }
  return Object.freeze({ path, statements, losses: declaredLosses(text) });
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function declaredLosses(text: string): DeclaredLoss[] {
  return [...text.matchAll(/^-- loses: (.+?) :: (.+)$/gm)].map(([, what = "", count = ""]) => ({
    what,
    count,
  }));
}
