import type { Catalog } from "../catalog/catalog.ts";
import { readCatalog } from "../catalog/read.ts";
import { PhoenixKitError } from "../error.ts";
import { locateJournal } from "../migrate/journal.ts";
import { assertKnown, readMarker } from "../migrate/marker.ts";
import { isDistributed } from "../migrate/status.ts";
import type { Connection, DatabaseTarget } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { type Compared, compare } from "./findings.ts";
import { faultyRows } from "./guaranteed-rows.ts";
import { without } from "./host-objects.ts";
import { type Reference, readReference, withReference } from "./reference.ts";

/** A schema beside what its version should be. */
export interface SchemaComparison extends Compared {
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
export async function compareSchema(
  connection: Connection,
  order: ExaminationOrder,
): Promise<SchemaComparison> {
  const { prefix } = order;
  const looked = await inSnapshot(connection, async () => {
    const version = order.version ?? (await readMarker(connection, prefix));
    assertKnown(version, prefix);
    return { version };
  });
  const reference = await withReference(connection, order.reference, (place) =>
    readReference(place, looked.version),
  );
  return compareWithReference(connection, order, { version: looked.version, reference });
}

/**
 * Compares a schema with a reference that is there already.
 *
 * @param connection an idle connection
 * @param order which schema
 * @param wanted the reference and its version
 * @throws PhoenixKitError; `marker_moved` where the schema has another version by now
 * @example
 * await besideReference(client, { prefix: "public" }, { version: 27, reference: await readReference(client, 27) })
 */
export async function compareWithReference(
  connection: Connection,
  { prefix, version: given }: ExaminationOrder,
  { version, reference }: Pick<SchemaComparison, "version" | "reference">,
): Promise<SchemaComparison> {
  return inSnapshot(connection, async () => {
    const marker = given ?? (await readMarker(connection, prefix));
    if (marker !== version) throw moved(prefix, version, marker);
    const actual = withoutJournal(await readCatalog(connection, prefix), prefix);
    const distributed = await isDistributed(connection, prefix);
    const rows = await faultyRows(connection, prefix, reference.rows);
    const compared = compare(actual, reference.catalog, { rows, distributed });
    return { prefix, version, actual, reference, distributed, ...compared };
  });
}

/** An exported folder has its journal in the prefix: neither a version's nor the host's. */
function withoutJournal(catalog: Catalog, prefix: string): Catalog {
  const { schema, table } = locateJournal(prefix);
  return schema === prefix ? without(catalog, { tables: new Set([table]) }) : catalog;
}

async function inSnapshot<T>(connection: Connection, read: () => Promise<T>): Promise<T> {
  try {
    await connection.query(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = 5000; SET LOCAL search_path = pg_catalog, pg_temp",
    );
    return await read();
  } catch (error) {
    throw toStatementError(error);
  } finally {
    await connection.query("ROLLBACK").catch(() => {});
  }
}

function moved(prefix: string, from: number, to: number): PhoenixKitError {
  return new PhoenixKitError(
    `${quoteIdentifier(prefix)} went from version ${from} to ${to} while it was looked at.`,
    {
      code: "marker_moved",
      remedy: "Another runner is at work; look again when it has finished.",
    },
  );
}
