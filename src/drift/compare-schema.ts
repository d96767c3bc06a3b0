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
import { type DifferenceReport, listDifferences } from "./differences.ts";
import { checkFunctions, fitToServer } from "./functions.ts";
import { findRowDifferences } from "./guaranteed-rows.ts";
import { omitObjects } from "./host-objects.ts";
import { type Reference, readReference, withReference } from "./reference.ts";

/** A schema compared with what its version should be. */
export interface SchemaComparison extends DifferenceReport {
  readonly prefix: string;
  /** The version that it is compared with. */
  readonly version: number;
  readonly actual: Catalog;
  readonly reference: Reference;
  readonly distributed: boolean;
}

/** Which schema to compare, and how. */
export interface ComparisonRequest {
  readonly prefix: string;
  /** The version to compare with; the marker's unless given. */
  readonly version?: number | undefined;
  /** Where to create the reference; in the database itself unless given. */
  readonly reference?: DatabaseTarget | undefined;
}

/**
 * Compares a schema with what its version should be, in one snapshot of the schema. The connection is idle. Throws
 * `reference_not_possible` if the role may not create the reference.
 */
export async function compareSchema(
  connection: Connection,
  request: ComparisonRequest,
): Promise<SchemaComparison> {
  const { prefix } = request;
  const version = await readSnapshot(connection, async () => {
    const found = request.version ?? (await readMarker(connection, prefix));
    assertKnown(found, prefix);
    return found;
  });
  const reference = await withReference(connection, request.reference, (place) =>
    readReference(place, version),
  );
  return compareWithReference(connection, request, { version, reference });
}

/** Compares a schema with a reference that exists already. Throws `marker_moved` if the schema is at another version by now. */
export async function compareWithReference(
  connection: Connection,
  { prefix, version: given }: ComparisonRequest,
  { version, reference: created }: Pick<SchemaComparison, "version" | "reference">,
): Promise<SchemaComparison> {
  return readSnapshot(connection, async () => {
    const marker = given ?? (await readMarker(connection, prefix));
    if (marker !== version) throw movedError(prefix, version, marker);
    const actual = withoutJournal(await readCatalog(connection, prefix), prefix);
    const distributed = await isDistributed(connection, prefix);
    const reference = await fitToServer(connection, created);
    const rows = await findRowDifferences(connection, prefix, reference.rows);
    const functions = await checkFunctions(connection, prefix, reference.catalog);
    const report = listDifferences(actual, reference.catalog, { rows, distributed, functions });
    return { prefix, version, actual, reference, distributed, ...report };
  });
}

/** The journal of an exported folder is in the prefix; it belongs neither to a version nor to the host. */
function withoutJournal(catalog: Catalog, prefix: string): Catalog {
  const { schema, table } = locateJournal(prefix);
  return schema === prefix ? omitObjects(catalog, { tables: new Set([table]) }) : catalog;
}

function movedError(prefix: string, from: number, to: number): PhoenixKitError {
  return new PhoenixKitError(
    `${quoteIdentifier(prefix)} went from version ${from} to ${to} during the comparison.`,
    {
      code: "marker_moved",
      remedy: "Another runner is at work; run again when it has finished.",
    },
  );
}
