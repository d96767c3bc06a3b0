import { type Connection, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { toStatementError } from "../postgres/errors.ts";
import { parsePrefix } from "../postgres/sql.ts";
import { citus } from "./checks/citus.ts";
import { disk } from "./checks/disk.ts";
import { extensions } from "./checks/extensions.ts";
import { history } from "./checks/history.ts";
import { indexes } from "./checks/indexes.ts";
import { journal } from "./checks/journal.ts";
import { marker } from "./checks/marker.ts";
import { names } from "./checks/names.ts";
import { pooler, refusedByPooler } from "./checks/pooler.ts";
import { prepared } from "./checks/prepared.ts";
import { schema } from "./checks/schema.ts";
import { server } from "./checks/server.ts";
import { sessions } from "./checks/sessions.ts";
import { tables } from "./checks/tables.ts";
import { timeouts } from "./checks/timeouts.ts";
import { writes } from "./checks/writes.ts";
import { type CheckResult, type Finding, warning } from "./finding.ts";
import { type Check, type CheckContext, readCheckContext } from "./subject.ts";

/** Whether a schema can be migrated. */
export interface DoctorReport {
  readonly prefix: string;
  /** What each check found, good or bad. */
  readonly findings: readonly Finding[];
  /** Whether no finding is an error. */
  readonly ok: boolean;
}

const checks: readonly Check[] = [
  ...[server, writes, pooler, timeouts],
  ...[schema, tables, extensions, names, indexes],
  ...[marker, history, journal, citus],
  ...[prepared, sessions, disk],
];

/**
 * Says whether this role can migrate this schema on this server now, and what to do where it cannot. It reads only,
 * in one short transaction, and waits for nobody's lock.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options the prefix, `public` unless given
 * @returns findings; a marker that cannot be read, say, is one of them
 * @throws PhoenixKitError where the database cannot be reached or refuses the role
 * @example
 * const { ok, findings } = await doctor(pool, { prefix: "myapp" });
 * if (!ok) console.error(findings.filter(({ level }) => level === "error"));
 */
export async function doctor(
  database: DatabaseTarget,
  options: { readonly prefix?: string | undefined } = {},
): Promise<DoctorReport> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(database, async (connection) => {
    try {
      const refused = await begun(connection);
      return diagnosis(prefix, refused ? [refused] : await examined(connection, prefix));
    } catch (error) {
      throw toStatementError(error);
    } finally {
      await connection.query("ROLLBACK").catch(() => {});
    }
  });
}

function diagnosis(prefix: string, findings: readonly Finding[]): DoctorReport {
  const ok = findings.every(({ level }) => level !== "error");
  return Object.freeze({ prefix, findings: Object.freeze(findings), ok });
}

async function begun(connection: Connection): Promise<Finding | undefined> {
  try {
    await connection.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
      SET LOCAL standard_conforming_strings = on; SET LOCAL search_path = pg_catalog, pg_temp;
      SET LOCAL lock_timeout = ${lockTimeout}; SAVEPOINT look`);
    return undefined;
  } catch (error) {
    const verdict = refusedByPooler(error);
    if (!verdict) throw error;
    return found(pooler, verdict);
  }
}

/** In milliseconds: some checks look at a table, which somebody else may have locked. */
const lockTimeout = 100;

async function examined(connection: Connection, prefix: string): Promise<Finding[]> {
  const subject = await readCheckContext(connection, prefix);
  const findings: Finding[] = [];
  for (const check of checks) {
    findings.push(...(await looked(check, subject)).map((verdict) => found(check, verdict)));
    // frees what was locked to look at it, and goes on where the look failed
    await connection.query("ROLLBACK TO look");
  }
  return findings;
}

async function looked(check: Check, subject: CheckContext): Promise<readonly CheckResult[]> {
  try {
    return await check.run(subject);
  } catch (error) {
    const { message, remedy, code } = toStatementError(error);
    if (code === "connection_lost") throw error;
    const locked = "Another session has locked what was to be read; look again when it is done.";
    return [warning(`Could not be looked at: ${message}.`, code === "lock_timeout" ? locked : remedy)];
  }
}

function found({ name }: Check, verdict: CheckResult): Finding {
  return Object.freeze({ check: name, ...verdict });
}
