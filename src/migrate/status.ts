import { getNewestVersion, readVersions } from "../migrations/migrations.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import { parsePrefix } from "../prefix.ts";
import { readMarker, versionTable } from "./marker.ts";

/** Where a schema is. */
export interface Status {
  /** The schema that was looked at. */
  readonly prefix: string;
  /** The version of the schema; 0 where no managed table is there. */
  readonly version: number;
  /** The newest version that this package knows. */
  readonly newest: number;
  /** The versions that `up` would apply. */
  readonly pending: readonly number[];
  /** Whether the version is above the newest known, so that neither `up` nor `down` will touch the schema. */
  readonly newerThanPackage: boolean;
  /** Whether Citus distributes the schema; system roles are then not protected by a trigger. */
  readonly distributed: boolean;
  /** When each version was applied, as far as it is recorded. */
  readonly history: readonly { readonly version: number; readonly migratedAt: string }[];
}

/** Options of `status`. */
export interface StatusOptions extends ConnectOptions {
  /** The schema to look in; `public` unless given. */
  readonly prefix?: string | undefined;
}

/**
 * Reads at which version a schema is, what is pending, and what was applied when. Only reads, so it also works on a hot
 * standby.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options the prefix, `public` unless given
 * @returns the version, the pending versions and the history
 * @throws PhoenixKitError where the database cannot be reached or the marker cannot be read
 * @example
 * import { status } from "phoenix-kit-schema";
 *
 * const { version, pending } = await status(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(version, pending.length);
 */
export async function status(database: DatabaseTarget, options: StatusOptions = {}): Promise<Status> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    (connection) => readSnapshot(connection, () => readStatus(connection, prefix)),
    options,
  );
}

async function readStatus(connection: Connection, prefix: string): Promise<Status> {
  const version = await readMarker(connection, prefix);
  const known = readVersions().all.map((one) => one.version);
  return Object.freeze({
    prefix,
    version,
    newest: getNewestVersion(),
    pending: Object.freeze(known.filter((one) => one > version)),
    newerThanPackage: version > getNewestVersion(),
    distributed: await isDistributed(connection, prefix),
    history: Object.freeze(version === 0 ? [] : await readHistory(connection, prefix)),
  });
}

/** Whether Citus distributes a schema; such a schema takes no trigger. */
export async function isDistributed(connection: Connection, prefix: string): Promise<boolean> {
  const { rows } = await connection.query(
    "SELECT pg_catalog.to_regclass('pg_catalog.pg_dist_schema') AS citus",
  );
  if (!rows[0]?.citus) return false;
  const found = await connection.query(
    `SELECT FROM pg_catalog.pg_dist_schema d JOIN pg_catalog.pg_namespace n ON n.oid = d.schemaid
     WHERE n.nspname = $1`,
    [prefix],
  );
  return found.rows.length > 0;
}

async function readHistory(connection: Connection, prefix: string): Promise<Status["history"]> {
  const { rows } = await connection.query(
    `SELECT version, migrated_at::pg_catalog.text AS at FROM ${quoteIdentifier(prefix)}.${versionTable} ORDER BY version`,
  );
  return rows.map(({ version, at }) => Object.freeze({ version: Number(version), migratedAt: String(at) }));
}
