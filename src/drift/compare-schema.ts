import type { Catalog } from "../catalog/catalog.ts";
import { readCatalog } from "../catalog/read.ts";
import { locateJournal } from "../migrate/journal.ts";
import { readMarker } from "../migrate/marker.ts";
import { isDistributed } from "../migrate/status.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import { type DifferenceReport, listDifferences } from "./differences.ts";
import { checkFunctions, fitToServer } from "./functions.ts";
import { findRowDifferences } from "./guaranteed-rows.ts";
import { omitObjects } from "./host-objects.ts";
import { type Reference, readReference } from "./reference.ts";

/** A schema compared with what its version should be. */
export interface SchemaComparison extends DifferenceReport {
  readonly prefix: string;
  /** The version that it is at. It is compared with that version, or with the newest known one if it is newer. */
  readonly version: number;
  readonly actual: Catalog;
  readonly reference: Reference;
  readonly distributed: boolean;
}

/** Which schema to compare, and with what. */
export interface ComparisonRequest {
  readonly prefix: string;
  /** The version to compare with; default: the marker's. */
  readonly version?: number | undefined;
}

/** Compares a schema with what its version should be, in one snapshot. The connection is idle. */
export async function compareSchema(
  connection: Connection,
  { prefix, version: given }: ComparisonRequest,
): Promise<SchemaComparison> {
  return readSnapshot(connection, async () => {
    const version = given ?? (await readMarker(connection, prefix));
    const actual = withoutJournal(await readCatalog(connection, prefix), prefix);
    const distributed = await isDistributed(connection, prefix);
    const reference = await fitToServer(
      connection,
      await readReference(connection, Math.min(version, getNewestVersion())),
    );
    const rows = await findRowDifferences(connection, prefix, reference.rows);
    const functions = await checkFunctions(connection, prefix, reference.catalog);
    const report = listDifferences(actual, reference.catalog, {
      version,
      isAhead: version > getNewestVersion(),
      rows,
      distributed,
      functions,
    });
    return { prefix, version, actual, reference, distributed, ...report };
  });
}

/** The journal of an exported folder is in the prefix; it belongs neither to a version nor to the host. */
function withoutJournal(catalog: Catalog, prefix: string): Catalog {
  const { schema, table } = locateJournal(prefix);
  return schema === prefix ? omitObjects(catalog, { tables: new Set([table]) }) : catalog;
}
