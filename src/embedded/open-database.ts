import { join } from "node:path";
import { startEmbedded } from "./embedded.ts";

/** Where to look for a database. */
export interface DatabaseOptions {
  /** A connection URL from the command line. */
  url?: string | undefined;
  /** Where `DATABASE_URL` is looked up; `process.env` unless given. */
  env?: NodeJS.ProcessEnv;
  /** The folder of the embedded server; `.phoenix-kit` in the working directory unless given. */
  directory?: string;
}

/** A database to work on. */
export interface Database {
  readonly url: string;
  /** What named it. */
  readonly source: "flag" | "environment" | "embedded";
  /** Ends the use of it: the embedded server stops when nobody else is connected. */
  close(): Promise<void>;
}

/**
 * Says which database to work on: the one of the given URL, else of `DATABASE_URL`, else the embedded server's,
 * which is started. Only the embedded one is connected to.
 *
 * @throws Error when the given URL is blank (an unset shell variable, say, must not lead elsewhere), and as
 *   {@link startEmbedded} does.
 * @example
 * const database = await openDatabase({});
 * console.log(database.source, database.url);
 * await database.close();
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, env = process.env, directory = join(process.cwd(), ".phoenix-kit") } = options;
  if (url !== undefined) {
    if (url.trim() === "") throw new Error("The database URL that was given is blank.");
    return remote(url.trim(), "flag");
  }
  const fromEnvironment = env.DATABASE_URL?.trim();
  if (fromEnvironment) return remote(fromEnvironment, "environment");
  const server = await startEmbedded({ directory });
  return { url: server.url, source: "embedded", close: () => server.stop() };
}

function remote(url: string, source: "flag" | "environment"): Database {
  return { url, source, close: async () => undefined };
}
