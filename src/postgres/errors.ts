import { type ErrorCode, type ErrorDetails, formatVersion, PhoenixKitError } from "../error.ts";

/** The fields of node-postgres' DatabaseError, and of a socket's error, that we look at. */
export interface ServerError extends Error {
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly schema?: string;
  readonly position?: string;
  readonly severity?: string;
  readonly routine?: string;
}

interface Explanation {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** What PostgreSQL's conditions mean here, by SQLSTATE. */
const conditions: Record<string, Explanation> = {
  "28000": { code: "authentication_failed", remedy: "Check the user, and pg_hba.conf on the server." },
  "28P01": { code: "authentication_failed", remedy: "Check the user and password in the URL." },
  "3D000": { code: "database_missing", remedy: "Create the database, or check its name in the URL." },
  "42501": {
    code: "insufficient_privilege",
    remedy:
      "Grant what is missing, or run as the role that owns the schema. Extensions and schemas that exist " +
      "already are not created again: let an administrator create them once.",
  },
  "55P03": {
    code: "lock_timeout",
    remedy:
      "Other sessions hold the tables; run again when they are done. Nothing of this version was applied.",
  },
  "40P01": { code: "lock_timeout", remedy: "Other sessions hold the tables; run again." },
  "57014": {
    code: "statement_timeout",
    remedy: "Raise statement_timeout for this role (ALTER ROLE … SET statement_timeout = 0) and run again.",
  },
  "53300": {
    code: "database_unreachable",
    remedy: "The server has no connection left; close some, or raise its limit.",
  },
  "53100": { code: "disk_full", remedy: "Free disk space on the server and run again." },
  "25006": { code: "read_only", remedy: "Connect to the primary: this server takes no writes." },
  "2BP01": {
    code: "dependent_objects",
    remedy:
      "Objects that are not ours stand on what would go; drop or change them first, nothing is cascaded.",
  },
};

const lost = new Set([
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08003",
  "08000",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * The typed error for a connection that could not be made.
 *
 * @param error what the driver threw
 * @returns an error that says why and what to do
 * @example
 * throw unreachable(error)
 */
export function toConnectionError(error: unknown): PhoenixKitError {
  const { code = "", message } = asServerError(error);
  const known = conditions[code];
  const reason = message || code || "no answer";
  return new PhoenixKitError(`Cannot connect to the database: ${reason}`, {
    code: known?.code ?? "database_unreachable",
    remedy: known?.remedy ?? "Check host, port and network, and that the server is running.",
    cause: error,
  });
}

/**
 * Whether an error passes by itself: a lock that was not to be had in time, a deadlock, a serialization
 * failure, or another session that made the same catalog row at the same moment.
 *
 * @example
 * if (isTransient(error)) await pause()
 */
export function isTransient(error: unknown): boolean {
  const { code, schema } = asServerError(error instanceof PhoenixKitError ? error.cause : error);
  if (code === "23505") return schema === "pg_catalog";
  return code === "55P03" || code === "40P01" || code === "40001" || code === "42P06";
}

/**
 * The typed error for a statement that failed.
 *
 * @param error what the driver threw
 * @param place the version, file, line and statement
 * @example
 * throw statementFailed(error, { version: 8, file: "0007_v08_username_support.sql", line: 12 })
 */
export function toStatementError(
  error: unknown,
  place: Pick<ErrorDetails, "version" | "file" | "line" | "statement"> = {},
): PhoenixKitError {
  if (error instanceof PhoenixKitError) return error;
  const server = asServerError(error);
  const { code, remedy } = explanation(server);
  const { version = 0, file, line } = place;
  const where = file ? `${formatVersion(version)} failed (${file}:${line}): ` : "";
  return new PhoenixKitError(`${where}${server.message}`, {
    ...place,
    code,
    remedy,
    detail: server.detail,
    hint: server.hint,
    cause: error,
  });
}

function explanation({ code = "", severity, routine, hint, message }: ServerError): Explanation {
  // a guard in one of our files, which says itself what to do
  if (routine === "exec_stmt_raise" && hint) return { code: "refused", remedy: hint };
  const known = conditions[code];
  if (known) return known;
  if (lost.has(code) || (severity === undefined && /terminated|closed|ended|not queryable/i.test(message))) {
    return {
      code: "connection_lost",
      remedy: "Run again: the database is at a whole version, and the next run goes on from there.",
    };
  }
  return {
    code: "step_failed",
    remedy: hint ?? "Mend what the message names and run again; nothing of this version was applied.",
  };
}

function asServerError(error: unknown): ServerError {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}
