import { cancelOnAbort } from "../postgres/abort.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { assertSupportedServer } from "../postgres/server-version.ts";
import { parsePrefix } from "../prefix.ts";
import { dropPreparations } from "./drop-preparations.ts";
import { readMarker } from "./marker.ts";
import { abortedError } from "./up-down.ts";

/** Options of `undoPreparations`. */
export interface UndoPreparationsOptions extends ConnectOptions {
  /** The schema that was prepared; default: `public`. */
  readonly prefix?: string | undefined;
  /** Called when other sessions block a DROP INDEX, with one sentence that names them. */
  readonly onWaiting?: ((reason: string) => void) | undefined;
  /** Stops the run. Indexes that were dropped before are not restored. */
  readonly signal?: AbortSignal | undefined;
}

/** What `undoPreparations` removed. */
export interface UndoPreparationsResult {
  /** The schema. */
  readonly prefix: string;
  /** The version of the schema, which stays. */
  readonly version: number;
  /** The names of the indexes that were dropped. */
  readonly dropped: readonly string[];
}

/**
 * Drops the indexes that `up` with `online` built for steps that have not run yet, INVALID ones included, each in a
 * short transaction. An index of the same name with another definition stays. Rows that were deleted or changed are not
 * restored.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options the prefix; default: `public`
 * @returns the version and the names of the indexes that were dropped
 * @throws PhoenixKitError if the database cannot be reached, the marker cannot be read, or the role may not drop an index
 * @example
 * import { undoPreparations } from "phoenix-kit-schema";
 *
 * const { dropped } = await undoPreparations(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(dropped.join(", "));
 */
export async function undoPreparations(
  database: DatabaseTarget,
  options: UndoPreparationsOptions = {},
): Promise<UndoPreparationsResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  const { signal, onWaiting = () => undefined } = options;
  try {
    return await withConnection(
      database,
      (connection, beside) =>
        cancelOnAbort(beside, signal, async () => {
          await assertSupportedServer(connection);
          const version = await readMarker(connection, prefix);
          const request = {
            prefix,
            version,
            signal,
            onWaiting: (_: unknown, reason: string) => onWaiting(reason),
          };
          const dropped = await dropPreparations(connection, request);
          return Object.freeze({ prefix, version, dropped });
        }),
      options,
    );
  } catch (error) {
    throw signal?.aborted ? abortedError(error) : toStatementError(error);
  }
}
