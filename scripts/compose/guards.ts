import { formatVersion } from "../../src/error.ts";
import { lockSql, requireMarkerSql } from "../../src/migrations/guards.ts";

/**
 * Local to the transaction: extension types and operator classes resolve wherever the extension lives, nothing
 * else does by accident, and time stamps without zone are UTC.
 */
const settings = `SELECT
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', (
    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname), ', ')
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname IN ('citext', 'pg_trgm')
  ), 'pg_temp'), true);`;

/**
 * The statements that open a version's file: take the lock, refuse unless the marker says one of `accepted`,
 * make missing extensions, settle what names and times mean.
 *
 * @param step what is about to run, for the message: "V08" or "V08's way back"
 * @param accepted the versions from which it may run; `[0]` means that there must be no version table
 * @param extensions made in `public` where the database does not have them
 * @example
 * preamble("V08", [7], [])
 */
export function preamble(step: string, accepted: readonly number[], extensions: readonly string[]): string[] {
  return [lockSql, requireMarkerSql(step, accepted), ...extensions.map(extensionMade), settings];
}

function extensionMade(name: string): string {
  return `DO $phoenix_kit$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = '${name}') THEN
    -- two prefixes of one database must not make it at once
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('phoenix_kit extension ${name}', 0));
    CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA public;
  END IF;
END
$phoenix_kit$;`;
}

/**
 * How a version is called in messages.
 *
 * @example
 * stepName(8, "down") // "V08's way back"
 */
export function stepName(version: number, direction: "up" | "down"): string {
  return `${formatVersion(version)}${direction === "down" ? "'s way back" : ""}`;
}
