import { join } from "node:path";
import { PhoenixKitError } from "../error.ts";
import { startEmbedded } from "./embedded.ts";

export interface DatabaseOptions {
  /** A connection URL from the command line. */
  url?: string | undefined;
  /** The environment with `DATABASE_URL`; default: `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** The folder of the embedded server; default: `.phoenix-kit` in the working directory. */
  directory?: string;
}

export interface Database {
  readonly url: string;
  /** Where the URL comes from. */
  readonly source: "flag" | "environment" | "embedded";
  /** Ends its use; the embedded server stops unless another client is connected. */
  close(): Promise<void>;
}

/**
 * Opens the database of the given URL, else of `DATABASE_URL`, else of the embedded server, which it starts. It
 * connects to the embedded server only.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, env = process.env, directory = join(process.cwd(), ".phoenix-kit") } = options;
  if (url !== undefined) {
    // probably an unset shell variable, which must not lead to another database
    if (url.trim() === "") throw blankUrlError("The database URL");
    return describeRemoteDatabase(url.trim(), "flag");
  }
  const fromEnvironment = env.DATABASE_URL?.trim();
  if (fromEnvironment === "") throw blankUrlError("DATABASE_URL");
  if (fromEnvironment !== undefined) return describeRemoteDatabase(fromEnvironment, "environment");
  const server = await startEmbedded({ directory });
  return { url: server.url, source: "embedded", close: () => server.stop() };
}

function describeRemoteDatabase(url: string, source: "flag" | "environment"): Database {
  return { url, source, close: async () => undefined };
}

function blankUrlError(what: string): PhoenixKitError {
  return new PhoenixKitError(`${what} is blank.`, {
    code: "invalid_option",
    remedy:
      "Give a URL such as postgresql://user:password@host/database, or unset the variable to use the embedded PostgreSQL.",
  });
}
