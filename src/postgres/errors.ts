import { type ErrorCode, type ErrorDetails, PhoenixKitError } from "../error.ts";
import { asServerError, type ServerError } from "./server-error.ts";

interface Explanation {
  readonly code: ErrorCode;
  readonly remedy: string;
}

const dependentObjects: Explanation = {
  code: "dependent_objects",
  remedy:
    "Drop or change the object that the message or detail names, run again, then recreate it: nothing is cascaded. " +
    "phoenix-kit plan lists such objects.",
};

const sessionEnded = "The server ended the session; the schema is at a whole version. Run again";

/** What PostgreSQL's conditions mean for a statement, by SQLSTATE. */
const conditions: Record<string, Explanation> = {
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
  "40001": { code: "lock_timeout", remedy: "Other sessions changed the same rows; run again." },
  "57014": {
    code: "statement_timeout",
    remedy: "Raise statement_timeout for this role (ALTER ROLE … SET statement_timeout = 0) and run again.",
  },
  "25P03": {
    code: "statement_timeout",
    remedy: `${sessionEnded} with idle_in_transaction_session_timeout = 0 for this role.`,
  },
  "25P04": {
    code: "statement_timeout",
    remedy: `${sessionEnded} with transaction_timeout = 0 for this role.`,
  },
  "57P05": {
    code: "statement_timeout",
    remedy: `${sessionEnded} with idle_session_timeout = 0 for this role.`,
  },
  "53100": { code: "disk_full", remedy: "Free disk space on the server and run again." },
  "53200": {
    code: "out_of_memory",
    remedy:
      "The server has no memory left for this. Where the message or hint is about locks, raise " +
      "max_locks_per_transaction and restart it; otherwise free memory and run again.",
  },
  "53300": {
    code: "database_unreachable",
    remedy: "The server has no free connection; close some, or raise max_connections.",
  },
  "53400": {
    code: "disk_full",
    remedy:
      "A limit of the server's configuration is reached, such as temp_file_limit; raise it and run again.",
  },
  "25006": { code: "read_only", remedy: "Connect to the primary: this server is read-only." },
  "2BP01": dependentObjects,
  "42P16": dependentObjects,
  "42P17": dependentObjects,
};

/** PostgreSQL has one SQLSTATE, 0A000, for many conditions; the routine tells them apart in every language. */
const notSupported: readonly (readonly [RegExp, Explanation])[] = [
  [
    /^(check_transaction_read_only|check_XactReadOnly|call_bool_check_hook)$|^PreventCommandDuringRecovery$/,
    conditions["25006"] as Explanation,
  ],
  [
    /^AT[A-Z]|^RememberAllDependent|^RewriteQuery$|^find_composite_type_dependencies$|^rename/,
    dependentObjects,
  ],
];

const lostCodes = new Set([
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
 * Whether an error passes by itself: a lock, a deadlock, a serialization failure, two sessions that created the same
 * object, one that dropped what another was reading, or a lost connection to a Citus worker, which a lock there can
 * also cause.
 */
export function isTransient(error: unknown): boolean {
  const { code, schema, message } = asServerError(error instanceof PhoenixKitError ? error.cause : error);
  if (lostWorkerMessage.test(message)) return true;
  if (code === "23505") return schema === "pg_catalog";
  return code === "55P03" || code === "40P01" || code === "40001" || code === "42P06" || isVanished(error);
}

/**
 * Whether a query of the catalog met an object that another session dropped meanwhile: the query's snapshot has it, but
 * functions such as pg_identify_object look into the catalog of now. Internal errors are English in every language.
 */
export function isVanished(error: unknown): boolean {
  const { code, message } = asServerError(error instanceof PhoenixKitError ? error.cause : error);
  return code === "XX000" && /^(could not open relation with OID|cache lookup failed for) /.test(message);
}

/** The typed error for a statement that failed. A PhoenixKitError is returned as it is. */
export function toStatementError(
  error: unknown,
  place: Pick<ErrorDetails, "statement"> = {},
): PhoenixKitError {
  if (error instanceof PhoenixKitError) return error;
  const server = asServerError(error);
  const { code, remedy } = explainStatement(server);
  const message = describeFunction(server);
  return new PhoenixKitError(message, {
    ...place,
    code,
    remedy,
    detail: server.detail,
    hint: server.hint,
    cause: error,
  });
}

function explainStatement(error: ServerError): Explanation {
  const { code = "", severity, routine = "", hint, message } = error;
  const raisedBy = findFunction(error);
  // a guard in a version's file, whose hint is the remedy
  if (routine === "exec_stmt_raise" && hint && raisedBy === undefined)
    return { code: "refused", remedy: hint };
  if (isHiddenByPolicy(error)) return rowSecurity;
  const known =
    conditions[code] ?? (code === "0A000" && notSupported.find(([known]) => known.test(routine))?.[1]);
  if (known && raisedBy === undefined) return known;
  if (
    lostCodes.has(code) ||
    lostWorkerMessage.test(message) ||
    (severity === undefined && lostMessage.test(message))
  ) {
    return {
      code: "connection_lost",
      remedy: "Run again: the database is at a whole version, and the next run continues from there.",
    };
  }
  if (raisedBy !== undefined) return explainFunction(raisedBy, known || undefined);
  return {
    code: "step_failed",
    remedy: hint ?? "Correct what the message names and run again; nothing of this version was applied.",
  };
}

/** Whether a statement under `row_security = off` was refused because a policy might hide rows from it. */
export function isHiddenByPolicy(error: unknown): boolean {
  const { code, routine } = asServerError(error);
  return code === "42501" && routine === "check_enable_rls";
}

const lostMessage = /terminated|closed|ended|not queryable/i;

/** What a coordinator of Citus says when a worker does not answer, and when it stops itself. */
const lostWorkerMessage = /^(failure on connection marked as essential|postmaster was shut down)/;

const rowSecurity: Explanation = {
  code: "row_security",
  remedy:
    "A row security policy hides rows of this table from this role. Lift it for the run as the table's owner " +
    "(ALTER TABLE … NO FORCE ROW LEVEL SECURITY), or run as a role with BYPASSRLS; then put it back.",
};

function explainFunction(name: string, known: Explanation | undefined): Explanation {
  return {
    code: known?.code ?? "step_failed",
    remedy:
      `The function ${name}, which is not part of a migration, raised this. It runs with the search_path of ` +
      "the step: qualify the names in it, or give it one (ALTER FUNCTION … SET search_path = …). Or disable its " +
      "trigger for the run. Nothing of this version was applied.",
  };
}

function describeFunction(error: ServerError): string {
  const name = findFunction(error);
  return name === undefined || error.message.includes(name) ? error.message : `${error.message} (in ${name})`;
}

/**
 * The function outside of this package's files that raised an error. The words around its name are in the server's
 * language.
 */
function findFunction({ where, code }: ServerError): string | undefined {
  if (!where || notOfFunction.test(code ?? "")) return undefined;
  const innermost = where.split("\n").find((line) => inFunction.test(line));
  if (innermost === undefined || ownFunction.test(innermost)) return undefined;
  return call.exec(innermost)?.[1];
}

/** Locks, timeouts, resources and the like: no function is to blame for these. */
const notOfFunction = /^(25|40|53|55P03|57)/;

/** The lines of a call stack that are about a function, and not about a statement in it. */
const inFunction = /^(?!SQL statement)[^"]*PL\/\w|^SQL function/;

/** The code blocks of migrations, and the functions that they create. */
const ownFunction = /inline_code_block|\b(uuid_generate_v7|phoenix_kit\w*)"?\(/;

/** `PL/pgSQL function host.note_change() line 1 at SQL statement`, `SQL function "f" statement 1`. */
const call =
  /((?:(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)\.)?(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)\([^()]*\)|(?<=SQL function )"(?:[^"]|"")+")/;
