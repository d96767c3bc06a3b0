import type { Catalog } from "../catalog/catalog.ts";
import { readCatalog } from "../catalog/read.ts";
import { PhoenixKitError } from "../error.ts";
import { locateJournal } from "../migrate/journal.ts";
import { assertKnown, readMarker } from "../migrate/marker.ts";
import { isDistributed } from "../migrate/status.ts";
import type { DatabaseTarget } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import { type Compared, compare } from "./findings.ts";
import { checkFunctions, fitToServer } from "./functions.ts";
import { findRowDifferences } from "./guaranteed-rows.ts";
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
  const version = await readSnapshot(connection, async () => {
    const found = order.version ?? (await readMarker(connection, prefix));
    assertKnown(found, prefix);
    return found;
  });
  const reference = await withReference(connection, order.reference, (place) =>
    readReference(place, version),
  );
  return compareWithReference(connection, order, { version, reference });
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
  { version, reference: made }: Pick<SchemaComparison, "version" | "reference">,
): Promise<SchemaComparison> {
  return readSnapshot(connection, async () => {
    const marker = given ?? (await readMarker(connection, prefix));
    if (marker !== version) throw moved(prefix, version, marker);
    const actual = withoutJournal(await readCatalog(connection, prefix), prefix);
    const distributed = await isDistributed(connection, prefix);
    const reference = await fitToServer(connection, made);
    const rows = await findRowDifferences(connection, prefix, reference.rows);
    const functions = await checkFunctions(connection, prefix, reference.catalog);
    const compared = compare(actual, reference.catalog, { rows, distributed, functions });
    return { prefix, version, actual, reference, distributed, ...compared };
  });
}

/** An exported folder has its journal in the prefix: neither a version's nor the host's. */
function withoutJournal(catalog: Catalog, prefix: string): Catalog {
  const { schema, table } = locateJournal(prefix);
  return schema === prefix ? without(catalog, { tables: new Set([table]) }) : catalog;
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
