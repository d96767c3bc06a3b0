import { setTimeout as pause } from "node:timers/promises";
import { PhoenixKitError } from "../error.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { parsePrefix } from "../prefix.ts";
import { readMarker } from "./marker.ts";

/** Options of `migratedVersion` and `migratedVersionRuntime`. */
export interface MigratedVersionOptions extends ConnectOptions {
  /** The schema to look in; default: `public`. */
  readonly prefix?: string | undefined;
}

/**
 * Reads the version that a schema is at.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options the prefix
 * @returns 0 if the schema has no managed table; an unreachable database or an unreadable marker is an error, never 0
 * @throws PhoenixKitError
 * @example
 * import { migratedVersion } from "phoenix-kit-schema";
 *
 * const version = await migratedVersion(process.env.DATABASE_URL!);
 * if (version < 27) throw new Error("Run phoenix-kit up first.");
 */
export async function migratedVersion(
  database: DatabaseTarget,
  options: MigratedVersionOptions = {},
): Promise<number> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => {
      try {
        return await readMarker(connection, prefix);
      } catch (error) {
        throw toStatementError(error);
      }
    },
    options,
  );
}

const maxAttempts = 3;
const pauseMs = 100;

/**
 * Reads the version that a schema is at when an app starts. The database defaults to `DATABASE_URL`. If the server
 * cannot be reached, it is tried three times, 100 ms apart.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL; default: `DATABASE_URL`
 * @param options the prefix
 * @returns 0 if no managed table is there
 * @throws PhoenixKitError, also if neither a database nor `DATABASE_URL` is given
 * @example
 * import { migratedVersionRuntime } from "phoenix-kit-schema";
 *
 * console.log(await migratedVersionRuntime());
 */
export async function migratedVersionRuntime(
  database: DatabaseTarget | undefined = process.env.DATABASE_URL,
  options: MigratedVersionOptions = {},
): Promise<number> {
  if (!database) {
    throw new PhoenixKitError("No database was given.", {
      code: "database_unreachable",
      remedy: "Give a pool or URL, or set DATABASE_URL.",
    });
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await migratedVersion(database, options);
    } catch (error) {
      const mayPass = error instanceof PhoenixKitError && error.code === "database_unreachable";
      if (!mayPass || attempt === maxAttempts) throw error;
      await pause(pauseMs);
    }
  }
}
