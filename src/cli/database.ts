import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../embedded/open-database.ts";
import { CommandError } from "./errors.ts";
import type { Io } from "./io.ts";
import { withoutPasswords } from "./passwords.ts";

/** The folder of the embedded PostgreSQL, in the working directory. */
export const embeddedFolder = ".phoenix-kit";

/**
 * Opens the database that a command works on, and closes it whatever happens: an embedded server stops with the
 * command.
 *
 * @param options `--url` and `--embedded`
 * @param io environment and working directory
 * @param work what to do with it
 * @returns what the work gives
 * @throws Error where the embedded server does not start; what the work throws
 * @example
 * await withDatabase(options, io, ({ url }) => up(url))
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
      `DATABASE_URL is not set: using the embedded PostgreSQL in ${embeddedFolder}/.${ignoredSettings(io)}\n`,
    );
  }
  try {
    io.signal.throwIfAborted();
    return await work(database);
  } finally {
    await database.close();
  }
}

/** A blank variable is a secret that is missing, and nobody who runs this without a terminal means the embedded server. */
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

/** What somebody may have meant instead. */
function ignoredSettings({ env, cwd }: Io): string {
  const ignored = [];
  if (env.PGHOST) ignored.push("PGHOST");
  if (existsSync(join(cwd, ".env"))) ignored.push(".env");
  return ignored.length === 0 ? "" : ` Not read: ${ignored.join(", ")}.`;
}

/**
 * Where the data are, for `--json`. The embedded server has no URL there, since it stops with the command.
 *
 * @example
 * whereItIs(database) // { source: "flag", url: "postgres://me:***@db/app" }
 */
export function whereItIs({ source, url }: Database): object {
  return source === "embedded" ? { source, folder: embeddedFolder } : { source, url: withoutPasswords(url) };
}

/**
 * How to look at the data, for people.
 *
 * @param database that a command has worked on
 * @returns some lines
 * @example
 * howToConnect(database) // "Connect with postgres://me:***@db/app"
 */
export function howToConnect({ source, url }: Database): string {
  if (source !== "embedded") return `Connect with ${withoutPasswords(url)}`;
  return `The data are in ${embeddedFolder}/, in a PostgreSQL that runs when it is needed:
  npx phoenix-kit postgres   starts it and prints the URL to connect with
  npx phoenix-kit studio     shows the tables in the browser`;
}
