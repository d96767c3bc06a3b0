import { type Connection, type DatabaseTarget, withConnection } from "./connection.ts";
import { citus } from "./doctor/citus.ts";
import { disk } from "./doctor/disk.ts";
import { extensions } from "./doctor/extensions.ts";
import { type Finding, type Verdict, warning } from "./doctor/finding.ts";
import { history } from "./doctor/history.ts";
import { indexes } from "./doctor/indexes.ts";
import { journal } from "./doctor/journal.ts";
import { marker } from "./doctor/marker.ts";
import { names } from "./doctor/names.ts";
import { pooler, refusedByPooler } from "./doctor/pooler.ts";
import { prepared } from "./doctor/prepared.ts";
import { schema } from "./doctor/schema.ts";
import { server } from "./doctor/server.ts";
import { sessions } from "./doctor/sessions.ts";
import { type Check, readSubject, type Subject } from "./doctor/subject.ts";
import { tables } from "./doctor/tables.ts";
import { timeouts } from "./doctor/timeouts.ts";
import { writes } from "./doctor/writes.ts";
import { statementFailed } from "./failures.ts";
import { checkedPrefix } from "./identifiers.ts";

/** Whether a schema can be migrated. */
export interface Diagnosis {
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
): Promise<Diagnosis> {
  const prefix = checkedPrefix(options.prefix ?? "public");
  return withConnection(database, async (connection) => {
    try {
      const refused = await begun(connection);
      return diagnosis(prefix, refused ? [refused] : await examined(connection, prefix));
    } catch (error) {
      throw statementFailed(error);
    } finally {
      await connection.query("ROLLBACK").catch(() => {});
    }
  });
}

function diagnosis(prefix: string, findings: readonly Finding[]): Diagnosis {
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
  const subject = await readSubject(connection, prefix);
  const findings: Finding[] = [];
  for (const check of checks) {
    findings.push(...(await looked(check, subject)).map((verdict) => found(check, verdict)));
    // frees what was locked to look at it, and goes on where the look failed
    await connection.query("ROLLBACK TO look");
  }
  return findings;
}

async function looked(check: Check, subject: Subject): Promise<readonly Verdict[]> {
  try {
    return await check.look(subject);
  } catch (error) {
    const { message, remedy, code } = statementFailed(error);
    if (code === "connection_lost") throw error;
    const locked = "Another session has locked what was to be read; look again when it is done.";
    return [warning(`Could not be looked at: ${message}.`, code === "lock_timeout" ? locked : remedy)];
  }
}

function found({ name }: Check, verdict: Verdict): Finding {
  return Object.freeze({ check: name, ...verdict });
}
