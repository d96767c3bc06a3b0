import { PhoenixKitError } from "../error.ts";
import { readMarker } from "../migrate/marker.ts";
import { type Migration, readVersions } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connect.ts";
import type { CheckResult } from "./finding.ts";

/** What the checks look at. */
export interface CheckContext {
  /** In a read-only transaction that finds nothing but PostgreSQL's own objects without a schema's name. */
  readonly connection: Connection;
  readonly prefix: string;
  /** The role that asks. */
  readonly role: string;
  /** What the marker says, or why it cannot be read. */
  readonly marker: number | PhoenixKitError;
  /** Versions with files that are applied and that are not; both empty where the marker cannot be read. */
  readonly applied: readonly Migration[];
  readonly pending: readonly Migration[];
}

/** Something to look at. */
export interface Check {
  readonly name: string;
  /** Gives no verdict where there is nothing to judge. */
  readonly run: (subject: CheckContext) => Promise<readonly CheckResult[]>;
}

/**
 * Reads what all checks need to know.
 *
 * @param connection in a read-only transaction
 * @param prefix a checked prefix
 * @throws what the connection throws; a marker that cannot be read is part of the subject
 * @example
 * const subject = await readSubject(client, "public");
 */
export async function readCheckContext(connection: Connection, prefix: string): Promise<CheckContext> {
  const { rows } = await connection.query("SELECT current_user::text AS role");
  const marker = await readMarker(connection, prefix).catch((error) => {
    if (error instanceof PhoenixKitError) return error;
    throw error;
  });
  const { migrations } = readVersions();
  const at = typeof marker === "number" ? marker : Number.NaN;
  return {
    connection,
    prefix,
    role: String(rows[0]?.role),
    marker,
    applied: migrations.filter(({ version }) => version <= at),
    pending: migrations.filter(({ version }) => version > at),
  };
}
