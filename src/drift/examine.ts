import type { Catalog } from "../catalog/catalog.ts";
import { readCatalog } from "../catalog/read.ts";
import { type Connection, type DatabaseTarget, withConnection } from "../migrator/connection.ts";
import { PhoenixKitError } from "../migrator/error.ts";
import { statementFailed } from "../migrator/failures.ts";
import { assertKnown, readMarker } from "../migrator/marker.ts";
import { isDistributed } from "../migrator/status.ts";
import { type Compared, compare } from "./findings.ts";
import { faultyRows } from "./guaranteed-rows.ts";
import { type Reference, readReference } from "./reference.ts";

/** A schema beside what its version should be. */
export interface Examination extends Compared {
  readonly prefix: string;
  /** The version that it is compared with. */
  readonly version: number;
  readonly actual: Catalog;
  readonly reference: Reference;
  readonly distributed: boolean;
}

/** Which schema to examine, and how. */
export interface ExaminationOrder {
  readonly prefix: string;
  /** The version to compare with; the marker's unless given. */
  readonly version?: number | undefined;
  /** Where to make the reference; in the database itself unless given. */
  readonly reference?: DatabaseTarget | undefined;
}

/**
 * Compares a schema with what its version should be. Of the schema it reads one snapshot.
 *
 * @param connection an idle connection
 * @param order which schema, and where its reference is made
 * @throws PhoenixKitError; `reference_not_possible` where the role may not make the reference
 * @example
 * const { findings } = await examine(client, { prefix: "public" });
 */
export async function examine(connection: Connection, order: ExaminationOrder): Promise<Examination> {
  const { prefix } = order;
  const looked = await inSnapshot(connection, async () => {
    const version = order.version ?? (await readMarker(connection, prefix));
    assertKnown(version, prefix);
    return { version };
  });
  const reference = await referenceFor(connection, looked.version, order.reference);
  return inSnapshot(connection, async () => {
    const version = order.version ?? (await readMarker(connection, prefix));
    if (version !== looked.version) throw moved(prefix, looked.version, version);
    const actual = await readCatalog(connection, prefix);
    const distributed = await isDistributed(connection, prefix);
    const rows = await faultyRows(connection, prefix, reference.rows);
    const compared = compare(actual, reference.catalog, { rows, distributed });
    return { prefix, version, actual, reference, distributed, ...compared };
  });
}

async function referenceFor(
  connection: Connection,
  version: number,
  elsewhere: DatabaseTarget | undefined,
): Promise<Reference> {
  if (elsewhere !== undefined) return withConnection(elsewhere, (other) => readReference(other, version));
  return readReference(connection, version).catch((error) => {
    if (!(error instanceof PhoenixKitError) || error.code !== "insufficient_privilege") throw error;
    throw new PhoenixKitError("This role may not make the reference, a schema that is rolled back.", {
      code: "reference_not_possible",
      remedy:
        "Grant CREATE on the database, or give another database as reference. (phoenix-kit verify takes the " +
        "embedded PostgreSQL by itself.)",
      cause: error,
    });
  });
}

async function inSnapshot<T>(connection: Connection, read: () => Promise<T>): Promise<T> {
  try {
    await connection.query(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = 5000; SET LOCAL search_path = pg_catalog, pg_temp",
    );
    return await read();
  } catch (error) {
    throw statementFailed(error);
  } finally {
    await connection.query("ROLLBACK").catch(() => {});
  }
}

function moved(prefix: string, from: number, to: number): PhoenixKitError {
  return new PhoenixKitError(`"${prefix}" went from version ${from} to ${to} while it was looked at.`, {
    code: "marker_moved",
    remedy: "Another runner is at work; look again when it has finished.",
  });
}
