import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { PhoenixKitError } from "../error.ts";
import { breakpoint, getNewestVersion, readVersions } from "../migrations/migrations.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { parsePrefix } from "../prefix.ts";
import { formatExportedSql } from "./exported-sql.ts";
import { locateJournal } from "./journal.ts";

/** How a folder is laid out: `journal` for drizzle-kit 0.31, `folders` for drizzle-kit 1.0. */
export type ExportFormat = "journal" | "folders";

/** Options of `exportMigrations`. */
export interface ExportOptions {
  /** The folder to write to: new, empty, or an earlier export of the same prefix. */
  readonly folder: string;
  /** The schema to export for; default: `public`. */
  readonly prefix?: string | undefined;
  /** The layout of the folder: `journal` for drizzle-kit 0.31 (default), or `folders` for drizzle-kit 1.0. */
  readonly format?: ExportFormat | undefined;
}

/** What was exported. */
export interface ExportResult {
  /** The schema that the folder is for. */
  readonly prefix: string;
  /** The folder's absolute path. */
  readonly folder: string;
  /** The version that `drizzle-kit migrate` leads to. */
  readonly version: number;
}

/** Names the prefix that a folder belongs to. */
const manifest = "phoenix-kit.json";
const journal = "meta/_journal.json";

/**
 * Writes a folder that `drizzle-kit migrate` runs for one prefix, with a config and a journal of its own: `up` and
 * `down` keep that journal in step, and the folder continues from wherever they have been. An earlier export of the same
 * prefix, in either format, is overwritten. If the export is interrupted, no file is half-written, and a folder that was
 * empty or had the other format contains nothing to run yet.
 *
 * @param options folder, prefix and format
 * @returns what was exported
 * @throws PhoenixKitError `invalid_prefix`; `invalid_option` for a folder that belongs to something else or is not
 *   writable
 * @example
 * import { exportMigrations } from "phoenix-kit-schema";
 *
 * await exportMigrations({ folder: "drizzle/tenant_42", prefix: "tenant_42" });
 */
export async function exportMigrations(options: ExportOptions): Promise<ExportResult> {
  const prefix = assertExportablePrefix(parsePrefix(options.prefix ?? "public"));
  const format = parseFormat(options.format ?? "journal");
  const folder = resolve(options.folder);
  const files = format === "folders" ? listMigrationFolders(prefix) : listFilesWithJournal(prefix);
  try {
    await assertOwnFolder(folder, prefix);
    // drizzle-kit 0.31 runs what the journal names, drizzle-kit 1.0 refuses a folder that has one
    if (format === "folders") await rm(join(folder, journal), { force: true });
    else await removeOthers(folder, files, migrationFolder);
    for (const [name, text] of files) await replaceFile(join(folder, name), text);
    await removeOthers(folder, files, format === "folders" ? anyMigration : sqlFile);
  } catch (error) {
    throw error instanceof PhoenixKitError ? error : notWritableError(folder, error);
  }
  return Object.freeze({ prefix, folder, version: getNewestVersion() });
}

function parseFormat(format: ExportFormat): ExportFormat {
  if (format === "journal" || format === "folders") return format;
  throw new PhoenixKitError(`format must be "journal" or "folders", got ${JSON.stringify(format)}.`, {
    code: "invalid_option",
    remedy: 'Give "journal" for drizzle-kit 0.31, or "folders" for drizzle-kit 1.0.',
  });
}

/** Removes migrations of earlier exports that are not among the files. */
async function removeOthers(folder: string, files: Map<string, string>, pattern: RegExp): Promise<void> {
  const kept = new Set([...files.keys()].map((path) => path.replace(/\/.*/, "")));
  const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
  for (const name of names) {
    if (pattern.test(name) && !kept.has(name)) await rm(join(folder, name), { recursive: true });
  }
}

function notWritableError(folder: string, cause: unknown): PhoenixKitError {
  return new PhoenixKitError(`Cannot write to ${folder}: ${cause instanceof Error ? cause.message : cause}`, {
    code: "invalid_option",
    remedy: "Give a folder that this user may write to.",
    cause,
  });
}

/** drizzle-kit splits files at its mark between statements, even inside a name. */
function assertExportablePrefix(prefix: string): string {
  if (!prefix.includes(breakpoint)) return prefix;
  throw new PhoenixKitError(
    `The prefix ${JSON.stringify(prefix)} contains the text at which drizzle-kit splits files.`,
    {
      code: "invalid_prefix",
      remedy: "Migrate this schema with phoenix-kit up, which has no such limit.",
    },
  );
}

async function assertOwnFolder(folder: string, prefix: string): Promise<void> {
  const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
  if (names.every((name) => name === nameUnfinished(manifest))) return;
  const found = await readFile(join(folder, manifest), "utf8").catch(ignoreMissing);
  const owner = found === undefined ? undefined : readPrefix(found);
  if (owner === prefix) return;
  const whose =
    owner === undefined ? "is not empty" : `is the export of the prefix ${quoteIdentifier(owner)}`;
  throw new PhoenixKitError(`The folder ${folder} ${whose}.`, {
    code: "invalid_option",
    remedy: "Give a folder that is new, empty, or an earlier export of the same prefix; nothing was written.",
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function readPrefix(text: string): string | undefined {
  try {
    const { prefix }: { prefix?: unknown } = JSON.parse(text);
    return typeof prefix === "string" ? prefix : undefined;
  } catch {
    return undefined;
  }
}

const sqlFile = /^\d{4}_v\d+_\w+\.sql$/;
const migrationFolder = /^\d{14}_v\d+_\w+$/;
const anyMigration = new RegExp(`${sqlFile.source}|${migrationFolder.source}`);

/**
 * All files in the order in which they are written: the manifest, which says whose the folder is, first; the journal
 * last.
 */
function listFilesWithJournal(prefix: string): Map<string, string> {
  const { migrations } = readVersions();
  const entries = migrations.map(({ up, when }, idx) => {
    return { idx, version: "7", when, tag: up.path.replace(/\.sql$/, ""), breakpoints: true };
  });
  return new Map([
    ...listConfigFiles(prefix),
    ...migrations.map((one): [string, string] => [one.up.path, formatExportedSql(one, prefix)]),
    [journal, formatJson({ version: "7", dialect: "postgresql", entries })],
  ]);
}

/** drizzle-kit 1.0 runs the folders in the order of their names, which begin with the time of the version. */
function listMigrationFolders(prefix: string): Map<string, string> {
  const files = readVersions().migrations.map((one): [string, string] => {
    const moment = new Date(one.when).toISOString().replace(/\D/g, "").slice(0, 14);
    const name = one.up.path.replace(/^\d+_|\.sql$/g, "");
    return [`${moment}_${name}/migration.sql`, formatExportedSql(one, prefix)];
  });
  return new Map([...listConfigFiles(prefix), ...files]);
}

function listConfigFiles(prefix: string): [string, string][] {
  return [
    [manifest, formatJson({ prefix, version: getNewestVersion() })],
    ["drizzle.config.ts", formatConfig(prefix)],
  ];
}

function formatJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function formatConfig(prefix: string): string {
  return `// Written by phoenix-kit export, which overwrites it. phoenix-kit up and down keep this journal in step.
import type { Config } from "drizzle-kit";

export default {
  dialect: "postgresql",
  out: __dirname,
  dbCredentials: { url: process.env.DATABASE_URL ?? "" },
  migrations: ${JSON.stringify(locateJournal(prefix))},
} satisfies Config;
`;
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(nameUnfinished(path), text);
  await rename(nameUnfinished(path), path);
}

function nameUnfinished(path: string): string {
  return `${path}.unfinished`;
}
