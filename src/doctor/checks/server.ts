import { type CheckResult, ok, problem, warning } from "../finding.ts";
import type { Check } from "../subject.ts";

const oldest = 15;
const newest = 18;

/** Whether the server's version is one that all versions of the schema are tried on. */
export const server: Check = {
  name: "server",
  async run({ connection }) {
    const { rows } = await connection.query(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text",
    );
    return [serverVerdict(Number(rows[0]?.number), String(rows[0]?.text))];
  },
};

/**
 * Judges a server by its version.
 *
 * @param number as in `server_version_num`
 * @param text as in `server_version`
 * @example
 * serverVerdict(180001, "18.1").level // "ok"
 */
export function serverVerdict(number: number, text: string): CheckResult {
  const major = Math.floor(number / 10_000);
  if (major < oldest) {
    return problem(
      `PostgreSQL ${text} is older than what is supported, ${oldest} to ${newest}.`,
      `Upgrade the server to PostgreSQL ${oldest} or newer.`,
    );
  }
  if (major > newest) {
    return warning(
      `PostgreSQL ${text} is newer than what this package is tried on, ${oldest} to ${newest}.`,
      "Look for a newer phoenix-kit-schema, or try a migration on a copy of the database first.",
    );
  }
  return ok(`PostgreSQL ${text}.`);
}
