import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../embedded/open-database.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { CommandError } from "./errors.ts";
import type { Io } from "./io.ts";
import { hidePasswords } from "./report-error.ts";

/** The folder of the embedded PostgreSQL, in the working directory. */
export const embeddedFolder = ".phoenix-kit";

/** Opens the database that a command works on, and always closes it: an embedded server stops with the command. */
export async function withDatabase<T>(
  { url, embedded = false }: { readonly url?: string; readonly embedded?: boolean },
  io: Io,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import("../embedded/open-database.ts");
  if (embedded && url !== undefined) {
    throw usageError("--url and --embedded cannot be used together.", "Use only one of them.");
  }
  if (url === undefined && !embedded) requireDatabase(io);
  const database = await openDatabase({
    url,
    env: embedded ? {} : io.env,
    directory: join(io.cwd, embeddedFolder),
  });
  if (database.source === "embedded" && !embedded) {
    io.stderr.write(
      `DATABASE_URL is not set: using the embedded PostgreSQL in ${embeddedFolder}/.${listIgnoredSettings(io)}\n`,
    );
  }
  try {
    io.signal.throwIfAborted();
    return await work(database);
  } finally {
    await database.close();
  }
}

/**
 * Refuses to fall back to the embedded server if that is probably not intended: a blank variable is likely a missing
 * secret, and a run without a terminal a deployment.
 */
function requireDatabase({ env, stdin }: Io): void {
  const remedy =
    "Give --url or set DATABASE_URL, for example postgres://user:password@localhost:5432/app. A .env file is not " +
    `loaded, and PGHOST alone is not enough. To use the embedded PostgreSQL in ${embeddedFolder}/, add --embedded.`;
  if (env.DATABASE_URL !== undefined) {
    if (env.DATABASE_URL.trim() === "")
      throw usageError("DATABASE_URL is blank, expected a database URL.", remedy);
    return;
  }
  if (env.CI || stdin.isTTY !== true) {
    throw usageError("No database URL: DATABASE_URL is not set and --url was not given.", remedy);
  }
}

function usageError(message: string, remedy: string): CommandError {
  return new CommandError(message, { code: "usage", remedy });
}

/** Settings that look like a database, but are not read. */
function listIgnoredSettings({ env, cwd }: Io): string {
  const ignored = [];
  if (env.PGHOST) ignored.push("PGHOST");
  if (existsSync(join(cwd, ".env"))) ignored.push(".env");
  return ignored.length === 0 ? "" : ` Ignored: ${ignored.join(", ")}.`;
}

/** Where the data is, for `--json`. The embedded server has no URL, because it stops with the command. */
export function describeLocation({ source, url }: Database): object {
  return source === "embedded" ? { source, folder: embeddedFolder } : { source, url: hidePasswords(url) };
}

/** How to look at the data, for people. */
export function describeConnection({ source, url }: Database): string {
  if (source !== "embedded") return `Connect with ${hidePasswords(url)}`;
  return `The data is in ${embeddedFolder}/. The embedded PostgreSQL runs only while a command uses it:
  npx phoenix-kit postgres   start it and print its URL
  npx phoenix-kit studio     show the tables in the browser`;
}

/** A schema and its database in a question, as in `schema "public" of database "app" on localhost:5432`. */
export function describeSchema(database: Database, prefix: string): string {
  return `schema ${quoteIdentifier(prefix)} of ${describeDatabase(database)}`;
}

/** A database in a question, as in `database "app" on localhost:5432`. */
export function describeDatabase({ source, url }: Database): string {
  if (source === "embedded") return `the embedded PostgreSQL in ${embeddedFolder}/`;
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "", pathname: "" };
  const name = decodeName(pathname.slice(1));
  // URLs of Unix sockets, among others, name the database elsewhere
  if (host === "" || name === "") return hidePasswords(url);
  return `database ${quoteIdentifier(name)} on ${host}`;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
