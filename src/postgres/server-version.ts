import { PhoenixKitError } from "../error.ts";
import type { Connection } from "./connection.ts";

/** The oldest major version of PostgreSQL that is supported. */
export const oldestMajor = 15;

/**
 * Throws `server_not_supported` on a server that is too old. Databases that only speak PostgreSQL's protocol count by
 * the version that they claim.
 */
export async function assertSupportedServer(connection: Connection): Promise<void> {
  const { rows } = await connection.query(
    `SELECT pg_catalog.current_setting('server_version_num') AS number,
       pg_catalog.current_setting('server_version') AS version`,
  );
  const { number, version } = rows[0] ?? {};
  if (Math.floor(Number(number) / 10_000) >= oldestMajor) return;
  throw new PhoenixKitError(
    `The server is PostgreSQL ${String(version)}; PostgreSQL ${oldestMajor} is the oldest that is supported.`,
    { code: "server_not_supported", remedy: `Upgrade it to PostgreSQL ${oldestMajor} or newer.` },
  );
}
