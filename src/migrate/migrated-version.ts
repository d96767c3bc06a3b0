import { setTimeout as pause } from "node:timers/promises";
import { PhoenixKitError } from "../error.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { parsePrefix } from "../postgres/sql.ts";
import { readMarker } from "./marker.ts";

/** Options of `migratedVersion` and `migratedVersionRuntime`. */
export interface MigratedVersionOptions {
  /** The schema to look in; `public` unless given. */
  readonly prefix?: string | undefined;
}

/**
 * The version that a schema is at.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options the prefix
 * @returns 0 where nothing of ours is there; an unreachable database or an unreadable marker is an error, never 0
 * @throws PhoenixKitError
 * @example
 * if ((await migratedVersion(pool)) < 27) throw new Error("run phoenix-kit up");
 */
export async function migratedVersion(
  database: DatabaseTarget,
  options: MigratedVersionOptions = {},
): Promise<number> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(database, async (connection) => {
    try {
      return await readMarker(connection, prefix);
    } catch (error) {
      throw toStatementError(error);
    }
  });
}

const attempts = 3;
const pauseBetween = 100;

/**
 * The same outside of migrations, at an app's boot for example: without a database it takes `DATABASE_URL`, and
 * it gives a server that is just starting three attempts, 100 ms apart.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL; `DATABASE_URL` unless given
 * @param options the prefix
 * @returns 0 where nothing of ours is there
 * @throws PhoenixKitError, also where neither a database nor `DATABASE_URL` is given
 * @example
 * const version = await migratedVersionRuntime();
 */
export async function migratedVersionRuntime(
  database: DatabaseTarget | undefined = process.env.DATABASE_URL,
  options: MigratedVersionOptions = {},
): Promise<number> {
  if (!database) {
    throw new PhoenixKitError("There is no database to look at.", {
      code: "database_unreachable",
      remedy: "Give a pool or URL, or set DATABASE_URL.",
    });
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await migratedVersion(database, options);
    } catch (error) {
      const passing = error instanceof PhoenixKitError && error.code === "database_unreachable";
      if (!passing || attempt === attempts) throw error;
      await pause(pauseBetween);
    }
  }
}
