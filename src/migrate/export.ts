import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { PhoenixKitError } from "../error.ts";
import { breakpoint, getNewestVersion, readVersions } from "../migrations/migrations.ts";
import { parsePrefix, quoteIdentifier } from "../postgres/sql.ts";
import { exportedSql } from "./exported-sql.ts";
import { locateJournal } from "./journal.ts";

/** Options of `exportMigrations`. */
export interface ExportOptions {
  /** The folder to write to: new, empty, or an earlier export of the same prefix. */
  readonly folder: string;
  /** The schema that everything is to be in; `public` unless given. */
  readonly prefix?: string | undefined;
}

/** What was exported. */
export interface ExportResult {
  readonly prefix: string;
  /** The folder's absolute path. */
  readonly folder: string;
  /** The version that `drizzle-kit migrate` leads to. */
  readonly version: number;
}

/** Says whose a folder is. */
const manifest = "phoenix-kit.json";
const journal = "meta/_journal.json";

/**
 * Writes a folder that `drizzle-kit migrate` runs for one prefix, with a config and a journal of its own: `up` and
 * `down` keep that journal in step, and the folder goes on from wherever they have been. An earlier export of the
 * same prefix is written anew. Interrupted at any moment, each file is whole, and a new folder has nothing to run
 * yet.
 *
 * @param options folder and prefix
 * @returns what was exported
 * @throws PhoenixKitError `invalid_prefix`; `invalid_option` for a folder that is something else's or not writable
 * @example
 * await exportMigrations({ folder: "drizzle/tenant_42", prefix: "tenant_42" });
 */
export async function exportMigrations(options: ExportOptions): Promise<ExportResult> {
  const prefix = assertExportablePrefix(parsePrefix(options.prefix ?? "public"));
  const folder = resolve(options.folder);
  const files = filesFor(prefix);
  try {
    await assertOwnFolder(folder, prefix);
    // the journal names the SQL files: it comes when all of them are there
    for (const [name, text] of files) await replaceFile(join(folder, name), text);
    for (const name of await readdir(folder)) {
      if (sqlFile.test(name) && !files.has(name)) await rm(join(folder, name));
    }
  } catch (error) {
    throw error instanceof PhoenixKitError ? error : notWritable(folder, error);
  }
  return Object.freeze({ prefix, folder, version: getNewestVersion() });
}

function notWritable(folder: string, cause: unknown): PhoenixKitError {
  return new PhoenixKitError(`Cannot write to ${folder}: ${cause instanceof Error ? cause.message : cause}`, {
    code: "invalid_option",
    remedy: "Give a folder that this user may write to.",
    cause,
  });
}

/** drizzle-kit looks for the mark between statements in names, too. */
function assertExportablePrefix(prefix: string): string {
  if (!prefix.includes(breakpoint)) return prefix;
  throw new PhoenixKitError(`The prefix ${JSON.stringify(prefix)} holds what drizzle-kit splits files by.`, {
    code: "invalid_prefix",
    remedy: "Move this schema with phoenix-kit up, which has no such limit.",
  });
}

async function assertOwnFolder(folder: string, prefix: string): Promise<void> {
  const names = (await readdir(folder).catch(unlessMissing)) ?? [];
  if (names.every((name) => name === unfinished(manifest))) return;
  const found = await readFile(join(folder, manifest), "utf8").catch(unlessMissing);
  const owner = found === undefined ? undefined : prefixIn(found);
  if (owner === prefix) return;
  const whose =
    owner === undefined ? "is not empty" : `is the export of the prefix ${quoteIdentifier(owner)}`;
  throw new PhoenixKitError(`The folder ${folder} ${whose}.`, {
    code: "invalid_option",
    remedy: "Give a folder that is new, empty, or an earlier export of the same prefix; nothing was written.",
  });
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function prefixIn(text: string): string | undefined {
  try {
    const { prefix }: { prefix?: unknown } = JSON.parse(text);
    return typeof prefix === "string" ? prefix : undefined;
  } catch {
    return undefined;
  }
}

const sqlFile = /^\d{4}_v\d+_\w+\.sql$/;

/** All files in the order in which they are written: whose the folder is first, what brings it to life last. */
function filesFor(prefix: string): Map<string, string> {
  const { migrations } = readVersions();
  const entries = migrations.map(({ up, when }, idx) => {
    return { idx, version: "7", when, tag: up.path.replace(/\.sql$/, ""), breakpoints: true };
  });
  return new Map([
    [manifest, json({ prefix, version: getNewestVersion() })],
    ["drizzle.config.ts", configFor(prefix)],
    ...migrations.map((one): [string, string] => [one.up.path, exportedSql(one, prefix)]),
    [journal, json({ version: "7", dialect: "postgresql", entries })],
  ]);
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function configFor(prefix: string): string {
  return `// Written by phoenix-kit export, which writes it anew. Beside it, up and down keep this journal in step.
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
  await writeFile(unfinished(path), text);
  await rename(unfinished(path), path);
}

function unfinished(path: string): string {
  return `${path}.unfinished`;
}
