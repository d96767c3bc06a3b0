import { findScarceLocks } from "../../migrate/lock-room.ts";
import type { Connection, WithProcess } from "../../postgres/connection.ts";
import { isBehindPooler } from "../../postgres/driver.ts";
import { oldestMajor } from "../../postgres/server-version.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type Check, type CheckResult, fail, pass, warn } from "../check.ts";

const newestMajor = 18;
const supported = `${oldestMajor} to ${newestMajor}`;

/** Is the server's version supported? */
export const server: Check = {
  name: "server",
  async run({ connection }) {
    const { rows } = await connection.query(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text",
    );
    return [checkServerVersion(Number(rows[0]?.number), String(rows[0]?.text))];
  },
};

/** Takes the values of `server_version_num` and `server_version`. */
export function checkServerVersion(number: number, text: string): CheckResult {
  const major = Math.floor(number / 10_000);
  if (major < oldestMajor) {
    return fail(
      `PostgreSQL ${text} is not supported; supported versions are ${supported}.`,
      `Upgrade the server to PostgreSQL ${oldestMajor} or newer.`,
    );
  }
  if (major > newestMajor) {
    return warn(
      `PostgreSQL ${text} is newer than the versions that this package is tested with, ${supported}.`,
      "Check for a newer phoenix-kit-schema, or try the migration on a copy of the database first.",
    );
  }
  return pass(`PostgreSQL ${text} is supported.`);
}

/** Can the database hold all text? */
export const encoding: Check = {
  name: "encoding",
  async run({ connection }) {
    const { rows } = await connection.query(
      "SELECT current_setting('server_encoding') AS encoding, current_database() AS name",
    );
    const { encoding, name } = rows[0] ?? {};
    if (encoding === "UTF8") return [];
    const reason =
      encoding === "SQL_ASCII"
        ? "does not check text: bytes that are not UTF-8 get in"
        : "cannot hold all text: other characters, such as emoji, are refused";
    return [
      warn(
        `The database's encoding is ${encoding}, which ${reason}.`,
        `Dump it, and restore it into CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 in place of ${quoteIdentifier(String(name))}.`,
      ),
    ];
  },
};

/** Does the server accept writes from this role? */
export const writes: Check = {
  name: "writes",
  async run({ connection, role }) {
    const { rows } = await connection.query(
      `SELECT pg_is_in_recovery() AS standby, setting = 'on' AS refused, source
       FROM pg_settings WHERE name = 'default_transaction_read_only'`,
    );
    const [{ standby, refused, source } = {} as Record<string, unknown>] = rows;
    if (standby) {
      return [fail("The server is a standby and does not accept writes.", "Connect to the primary server.")];
    }
    if (refused) {
      return [
        warn(
          `default_transaction_read_only is on (set by: ${source}). up and down write anyway, ` +
            "but drizzle-kit migrate and the application cannot.",
          "Find out why it is on: hosting providers set it when a disk is full. " +
            `Then run ALTER ROLE ${quoteIdentifier(role)} SET default_transaction_read_only = off;`,
        ),
      ];
    }
    return [pass("The server accepts writes.")];
  },
};

/** Can the driver read the dates that the server prints? Styles other than ISO are ambiguous. */
export const dates: Check = {
  name: "dates",
  async run({ connection, role }) {
    // in the transaction of the checks, it is always ISO
    const { rows } = await connection.query(
      "SELECT reset_val AS style, source FROM pg_settings WHERE name = 'DateStyle'",
    );
    const { style, source } = rows[0] ?? {};
    if (String(style).startsWith("ISO")) return [];
    return [
      warn(
        `DateStyle is ${style} (set by: ${source}). up and down do not depend on it, but an application ` +
          "cannot read dates in that form through the tables: it gets an error.",
        `Run ALTER ROLE ${quoteIdentifier(role)} SET datestyle = 'ISO'; for each role of the application.`,
      ),
    ];
  },
};

/** Is there a pooler, such as PgBouncer, between the driver and the server? */
export const pooler: Check = {
  name: "pooler",
  async run({ connection }) {
    const { processID }: Connection & WithProcess = connection;
    if (!processID) return [pass("The driver does not report whether it connects through a pooler.")];
    if (!(await isBehindPooler(connection))) return [pass("The connection does not go through a pooler.")];
    return [
      pass(
        "The connection goes through a pooler. Its transaction mode is fine, because each step is one " +
          "transaction; but a run that is interrupted waits for the end of the current statement.",
      ),
    ];
  },
};

/** Explains an error of BEGIN, if a pooler in statement mode is the reason for it. */
export function explainStatementPooling(error: unknown): CheckResult | undefined {
  if (!(error instanceof Error) || !error.message.includes("statement pooling")) return undefined;
  return fail(
    `The connection goes through a pooler in statement mode, which does not allow transactions: ${error.message}.`,
    "Connect to the server directly, or set pool_mode = transaction in the pooler.",
  );
}

/** Would a setting cancel a long step? */
export const timeouts: Check = {
  name: "timeouts",
  async run({ connection, role }) {
    const { rows } = await connection.query(
      `SELECT name, current_setting(name) AS value, source FROM pg_settings
       WHERE name IN ('statement_timeout', 'transaction_timeout') AND setting <> '0'`,
    );
    if (rows.length === 0) return [pass("No timeout cancels a long step.")];
    return rows.map(({ name, value, source }) =>
      warn(
        `${name} is ${value} (set by: ${source}): a step that takes longer is cancelled and rolled back.`,
        `Run ALTER ROLE ${quoteIdentifier(role)} SET ${name} = 0; or remove it from the URL, if it is set there.`,
      ),
    );
  },
};

/** Has the server room for the locks of the pending step that takes the most? */
export const locks: Check = {
  name: "locks",
  async run({ connection, prefix, pending }) {
    const versions = pending.map(({ version }) => version);
    const scarce = await findScarceLocks(connection, prefix, { direction: "up", versions });
    if (!scarce || scarce.isSure) return [];
    return [
      warn(`${scarce.message} up finds out whether it has more, before its first step.`, scarce.remedy),
    ];
  },
};
