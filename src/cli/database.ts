import { join } from "node:path";
import type { Database } from "../embedded/open-database.ts";
import type { Io } from "./io.ts";
import { withoutPasswords } from "./passwords.ts";

/** The folder of the embedded PostgreSQL, in the working directory. */
export const embeddedFolder = ".phoenix-kit";

/**
 * Opens the database that a command works on, and closes it whatever happens: an embedded server stops with the
 * command.
 *
 * @param url of `--url`
 * @param io environment and working directory
 * @param work what to do with it
 * @returns what the work gives
 * @throws Error where the embedded server does not start; what the work throws
 * @example
 * await withDatabase(options.url, io, ({ url }) => up(url))
 */
export async function withDatabase<T>(
  url: string | undefined,
  io: Io,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import("../embedded/open-database.ts");
  const database = await openDatabase({ url, env: io.env, directory: join(io.cwd, embeddedFolder) });
  try {
    io.signal.throwIfAborted();
    return await work(database);
  } finally {
    await database.close();
  }
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
