import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { rollBackQuietly, skipJitSql } from "../postgres/transaction.ts";
import { parsePrefix } from "../prefix.ts";
import {
  type Check,
  type CheckContext,
  type CheckResult,
  type Finding,
  readCheckContext,
  warn,
} from "./check.ts";
import { access } from "./checks/access.ts";
import { prepared, sessions } from "./checks/activity.ts";
import { citus } from "./checks/citus.ts";
import { collations } from "./checks/collations.ts";
import { functions, sequences } from "./checks/defaults.ts";
import { disk, slots } from "./checks/disk.ts";
import { extensions } from "./checks/extensions.ts";
import { history, journal, marker } from "./checks/history.ts";
import { hostObjects } from "./checks/host-objects.ts";
import { indexes, names, schema, tableKinds, tables } from "./checks/schema.ts";
import {
  dates,
  encoding,
  explainStatementPooling,
  locks,
  pooler,
  server,
  timeouts,
  writes,
} from "./checks/server.ts";
import { usernames } from "./checks/usernames.ts";

/** What `doctor` found. */
export interface DoctorReport {
  /** The schema that was checked. */
  readonly prefix: string;
  /** What each check found, good or bad, in the order of the checks. */
  readonly findings: readonly Finding[];
  /** Whether the schema can be migrated: no finding is an error. */
  readonly ok: boolean;
}

/** Options of `doctor`. */
export interface DoctorOptions extends ConnectOptions {
  /** The schema to examine, unquoted; default: `public`. */
  readonly prefix?: string | undefined;
}

const checks: readonly Check[] = [
  server,
  encoding,
  collations,
  writes,
  dates,
  pooler,
  timeouts,
  locks,
  schema,
  tables,
  tableKinds,
  access,
  extensions,
  names,
  hostObjects,
  indexes,
  sequences,
  functions,
  usernames,
  marker,
  history,
  journal,
  citus,
  prepared,
  sessions,
  disk,
  slots,
];

/** Some checks read a table that another session may have locked; they do not wait longer than this. */
const lockTimeoutMs = 100;

/**
 * Checks whether the current role can migrate a schema on this server, and says what to do if it cannot. It only
 * reads, in one short transaction, and does not wait for locks of other sessions.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options the prefix
 * @returns the findings; a marker that cannot be read is one of them, not an error
 * @throws PhoenixKitError if the database cannot be reached or refuses the role
 * @example
 * import { doctor } from "phoenix-kit-schema";
 *
 * const { ok, findings } = await doctor(process.env.DATABASE_URL!, { prefix: "myapp" });
 * if (!ok) console.error(findings.filter(({ level }) => level === "error"));
 */
export async function doctor(database: DatabaseTarget, options: DoctorOptions = {}): Promise<DoctorReport> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => {
      try {
        const refused = await beginSnapshot(connection);
        const findings = refused ? [refused] : await runChecks(await readCheckContext(connection, prefix));
        const ok = findings.every(({ level }) => level !== "error");
        return Object.freeze({ prefix, findings: Object.freeze(findings), ok });
      } catch (error) {
        throw toStatementError(error);
      } finally {
        await rollBackQuietly(connection);
      }
    },
    options,
  );
}

async function beginSnapshot(connection: Connection): Promise<Finding | undefined> {
  try {
    await connection.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
      SET LOCAL standard_conforming_strings = on; SET LOCAL search_path = pg_catalog, pg_temp;
      SET LOCAL lock_timeout = ${lockTimeoutMs}; ${skipJitSql}; SAVEPOINT look`);
    return undefined;
  } catch (error) {
    const result = explainStatementPooling(error);
    if (!result) throw error;
    return toFinding(pooler, result);
  }
}

async function runChecks(context: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    findings.push(...(await runCheck(check, context)).map((result) => toFinding(check, result)));
    // releases the locks that the check took, and recovers the transaction if the check failed
    await context.connection.query("ROLLBACK TO look");
  }
  return findings;
}

async function runCheck(check: Check, context: CheckContext): Promise<readonly CheckResult[]> {
  try {
    return await check.run(context);
  } catch (error) {
    const { message, remedy, code } = toStatementError(error);
    if (code === "connection_lost") throw error;
    const locked =
      "Another session has locked a table that this check reads; run doctor again when it is done.";
    return [warn(`This check failed: ${message}.`, code === "lock_timeout" ? locked : remedy)];
  }
}

function toFinding({ name }: Check, result: CheckResult): Finding {
  return Object.freeze({ check: name, ...result });
}
