import type { KnownCatalogs } from "../catalog/read.ts";
import { PhoenixKitError } from "../error.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { parsePrefix } from "../prefix.ts";
import { compareSchema, compareSchemas, type SchemaComparison } from "./compare-schema.ts";
import type { SchemaDifference } from "./differences.ts";
import { findTableAccess, type TableAccess } from "./table-access.ts";

export type { KnownCatalogs };

/** Options of `verify`. */
export interface VerifyOptions extends ConnectOptions {
  /** The schema to verify; default: `public`. */
  readonly prefix?: string | undefined;
}

/** How a schema compares with what its version should be. */
export interface VerifyResult extends TableAccess {
  /** The schema that was verified. */
  readonly prefix: string;
  /** The version that the marker records; 0 if the schema has no managed table. */
  readonly version: number;
  /**
   * Whether the version is above the newest that this package knows. The schema is then compared with the newest known
   * version, and what later versions may relax is not drift: wider types, nullable columns, defaults.
   */
  readonly newerThanPackage: boolean;
  /** Whether there is no drift. */
  readonly ok: boolean;
  /** What is missing, different or extra. Only those with `isDrift` are drift. */
  readonly differences: readonly SchemaDifference[];
  /** Tables in the schema that no version creates. Nothing changes them, not even down migrations. */
  readonly unmanagedTables: readonly string[];
}

/**
 * Compares a schema, object by object, with what its version should be: tables, columns, constraints, indexes,
 * sequences, enums, functions, triggers, extensions, and the rows that a version guarantees. It only reads, so it also
 * works on a hot standby. The package contains what each version should be.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options the prefix
 * @returns all differences, whether one of them is drift, and the exported tables that cannot be read or written
 * @throws PhoenixKitError if the database cannot be reached or the marker cannot be read
 * @example
 * import { verify } from "phoenix-kit-schema";
 *
 * const { ok, differences } = await verify(process.env.DATABASE_URL!, { prefix: "myapp" });
 * if (!ok) console.error(differences.filter(({ isDrift }) => isDrift));
 */
export async function verify(database: DatabaseTarget, options: VerifyOptions = {}): Promise<VerifyResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => toResult(await compareSchema(connection, { prefix })),
    options,
  );
}

/**
 * Verifies several schemas on one connection, in one snapshot. A schema that cannot be read gets the error. `known` keeps
 * catalogs for the next call.
 */
export async function verifySchemas(
  connection: Connection,
  prefixes: readonly string[],
  known: KnownCatalogs,
): Promise<Map<string, VerifyResult | PhoenixKitError>> {
  const compared = await compareSchemas(connection, prefixes, { known });
  return new Map(
    [...compared].map(([prefix, found]) => [
      prefix,
      found instanceof PhoenixKitError ? found : toResult(found),
    ]),
  );
}

function toResult({ prefix, version, differences, unmanagedTables }: SchemaComparison): VerifyResult {
  return Object.freeze({
    prefix,
    version,
    newerThanPackage: version > getNewestVersion(),
    ok: differences.every(({ isDrift }) => !isDrift),
    differences: Object.freeze(differences),
    ...findTableAccess(differences),
    unmanagedTables,
  });
}
