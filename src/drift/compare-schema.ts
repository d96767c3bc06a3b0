import type { Catalog } from "../catalog/catalog.ts";
import { type KnownCatalogs, readCatalogs } from "../catalog/read.ts";
import { PhoenixKitError } from "../error.ts";
import { findDistributed } from "../migrate/citus.ts";
import { locateJournal } from "../migrate/journal.ts";
import { readMarkers } from "../migrate/marker.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import { type DifferenceReport, listDifferences } from "./differences.ts";
import { checkFunctions, fitToServer } from "./functions.ts";
import { findRowDifferences } from "./guaranteed-rows.ts";
import { omitObjects } from "./host-created-objects.ts";
import { type Reference, readReference } from "./reference.ts";

/** A schema as it is, and what it should be. */
export interface SchemaRead {
  readonly prefix: string;
  /** The version that it is at. It is compared with that version, or with the newest known one if that is older. */
  readonly version: number;
  readonly actual: Catalog;
  readonly reference: Reference;
}

/** A schema compared with what its version should be. */
export interface SchemaComparison extends SchemaRead, DifferenceReport {
  readonly distributed: boolean;
}

/** The schema to compare, and with what. */
export interface ComparisonRequest {
  readonly prefix: string;
  /** The version to compare with; default: the marker's. */
  readonly version?: number | undefined;
  /** Tables to leave out. */
  readonly without?: ReadonlySet<string> | undefined;
  /** Catalogs that were read before, of other schemas. */
  readonly known?: KnownCatalogs | undefined;
}

/** Compares a schema with what its version should be, in one snapshot. The connection is idle. */
export async function compareSchema(
  connection: Connection,
  { prefix, ...request }: ComparisonRequest,
): Promise<SchemaComparison> {
  const compared = (await compareSchemas(connection, [prefix], request)).get(prefix);
  if (compared instanceof PhoenixKitError) throw compared;
  return compared as SchemaComparison;
}

/** Compares several schemas in one snapshot, with one query for all catalogs, one for all functions, and so on. */
export async function compareSchemas(
  connection: Connection,
  prefixes: readonly string[],
  { version: given, without = new Set(), known }: Omit<ComparisonRequest, "prefix"> = {},
): Promise<Map<string, SchemaComparison | PhoenixKitError>> {
  return readSnapshot(connection, async () => {
    const versions =
      given === undefined
        ? await readMarkers(connection, prefixes)
        : new Map(prefixes.map((prefix) => [prefix, given]));
    const found = new Map<string, SchemaComparison | PhoenixKitError>();
    const schemas: SchemaRead[] = [];
    const references = new Map<number, Reference>();
    const catalogs = await readCatalogs(connection, listNumbered(versions), { without, known });
    for (const [prefix, catalog] of catalogs) {
      const version = versions.get(prefix) as number;
      const known = Math.min(version, getNewestVersion());
      const reference =
        references.get(known) ?? (await fitToServer(connection, await readReference(connection, known)));
      references.set(known, reference);
      if (catalog instanceof PhoenixKitError) found.set(prefix, catalog);
      else
        schemas.push({
          prefix,
          version,
          reference: withoutTables(reference, without),
          actual: omitObjects(withoutJournal(catalog, prefix), { tables: without }),
        });
    }
    const distributed = await findDistributed(connection, prefixes);
    const rows = await findRowDifferences(connection, schemas);
    const functions = await checkFunctions(connection, schemas);
    for (const schema of schemas) {
      const { prefix, version, actual, reference } = schema;
      const isDistributed = distributed.has(prefix);
      const report = listDifferences(actual, reference.catalog, {
        version,
        isAhead: version > getNewestVersion(),
        rows: rows.get(prefix) ?? [],
        distributed: isDistributed,
        functions: functions.get(prefix),
      });
      found.set(prefix, { ...schema, distributed: isDistributed, ...report });
    }
    for (const [prefix, version] of versions)
      if (version instanceof PhoenixKitError) found.set(prefix, version);
    return found;
  });
}

function listNumbered(versions: ReadonlyMap<string, number | PhoenixKitError>): string[] {
  return [...versions].filter(([, version]) => typeof version === "number").map(([prefix]) => prefix);
}

/** Leaves the same tables out of the reference as out of the schema. */
function withoutTables(reference: Reference, tables: ReadonlySet<string>): Reference {
  if (tables.size === 0) return reference;
  return {
    ...reference,
    catalog: omitObjects(reference.catalog, { tables }),
    rows: reference.rows.filter(({ table }) => !tables.has(table)),
  };
}

/**
 * Leaves out the journal of an exported folder: it is in the prefix, but belongs neither to a version nor to the host.
 */
function withoutJournal(catalog: Catalog, prefix: string): Catalog {
  const { schema, table } = locateJournal(prefix);
  return schema === prefix ? omitObjects(catalog, { tables: new Set([table]) }) : catalog;
}
