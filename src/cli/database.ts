import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../embedded/open-database.ts";
import { CommandError } from "./errors.ts";
import type { Io } from "./io.ts";
import { hidePasswords } from "./report-error.ts";

/** The folder of the embedded PostgreSQL, in the working directory. */
export const embeddedFolder = ".phoenix-kit";

/**
 * Opens the database that a command works on, and closes it whatever happens: an embedded server stops with the command.
 */
export async function withDatabase<T>(
  { url, embedded = false }: { readonly url?: string; readonly embedded?: boolean },
  io: Io,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import("../embedded/open-database.ts");
  if (embedded && url !== undefined) {
    throw usageError("--url and --embedded exclude each other.", "Give one of them.");
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
 * Refuses to fall back to the embedded server where that is not meant: a blank variable is a missing secret, and without
 * a terminal it is a deployment.
 */
function requireDatabase({ env, stdin }: Io): void {
  const remedy =
    "Give --url or set DATABASE_URL (a .env file is not read; PGHOST is not enough). To use the embedded PostgreSQL " +
    `in ${embeddedFolder}/, add --embedded.`;
  if (env.DATABASE_URL !== undefined) {
    if (env.DATABASE_URL.trim() === "") throw usageError("DATABASE_URL is blank.", remedy);
    return;
  }
  if (env.CI || stdin.isTTY !== true)
    throw usageError("No database was given: DATABASE_URL is not set.", remedy);
}

function usageError(message: string, remedy: string): CommandError {
  return new CommandError(message, { code: "usage", remedy });
}

/** Settings that look like a database, but are not read. */
function listIgnoredSettings({ env, cwd }: Io): string {
  const ignored = [];
  if (env.PGHOST) ignored.push("PGHOST");
  if (existsSync(join(cwd, ".env"))) ignored.push(".env");
  return ignored.length === 0 ? "" : ` Not read: ${ignored.join(", ")}.`;
}

/** Where the data are, for `--json`. The embedded server has no URL there, since it stops with the command. */
export function describeLocation({ source, url }: Database): object {
  return source === "embedded" ? { source, folder: embeddedFolder } : { source, url: hidePasswords(url) };
}

/** How to look at the data, for people. */
export function describeConnection({ source, url }: Database): string {
  if (source !== "embedded") return `Connect with ${hidePasswords(url)}`;
  return `The data are in ${embeddedFolder}/, in a PostgreSQL that runs only when a command needs it:
  npx phoenix-kit postgres   starts it and prints the URL to connect with
  npx phoenix-kit studio     shows the tables in the browser`;
}

/** The database in a question, as in `app on db.example.com`. */
export function describeDatabase({ source, url }: Database): string {
  if (source === "embedded") return `the embedded PostgreSQL in ${embeddedFolder}/`;
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "", pathname: url };
  const name = decodeURIComponent(pathname.replace(/^\//, ""));
  return `database ${JSON.stringify(name)}${host === "" ? "" : ` on ${host}`}`;
}
