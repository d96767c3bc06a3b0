import { PhoenixKitError } from "../error.ts";
import { readJournalState, recordStatements } from "../migrate/journal.ts";
import { versionTable } from "../migrate/marker.ts";
import { historyHint, lockSql } from "../migrations/guards.ts";
import { readVersions } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { writeTransaction } from "../postgres/transaction.ts";

/** What to record. */
export interface AdoptedSchema {
  readonly prefix: string;
  readonly version: number;
  /** Throws an error if the marker has moved meanwhile. Runs inside of the transaction. */
  readonly assertUnmoved: (connection: Connection) => Promise<void>;
}

/**
 * Writes the marker, the history and drizzle-kit's journal of a schema, as if `up` had brought it to its version. Times
 * at which PhoenixKit applied versions are kept if it recorded them. If it throws, nothing was written.
 */
export async function recordAdoption(connection: Connection, adopted: AdoptedSchema): Promise<void> {
  const { prefix, version, assertUnmoved } = adopted;
  const table = `${quoteIdentifier(prefix)}.${versionTable}`;
  await writeTransaction(connection, async () => {
    await connection.query(renderSql(lockSql, prefix));
    await assertUnmoved(connection);
    // other styles abbreviate the time zone, and servers before 18 may read another one: IST is both India's and
    // Israel's
    await connection.query("SET LOCAL datestyle = 'ISO, YMD'");
    // not DELETE … RETURNING, because Citus returns no computed values; the lock keeps other runners away in between
    const { rows } = await connection.query(
      `SELECT version, migrated_at::pg_catalog.text AS at FROM ONLY ${table}`,
    );
    await connection.query(`DELETE FROM ONLY ${table}`);
    const recorded = new Map(rows.map((row) => [Number(row.version), row.at]));
    const steps = listStepsUpTo(version);
    for (const step of steps) {
      await connection.query(
        `INSERT INTO ${table} (id, version, migrated_at) VALUES ($1, $1, ${recorded.has(step) ? "$2" : "pg_catalog.now()"})`,
        recorded.has(step) ? [step, recorded.get(step)] : [step],
      );
    }
    const written = await connection.query(`SELECT version FROM ONLY ${table}`);
    if (written.rows.length !== steps.length) throw historyError(prefix);
    await connection.query(`COMMENT ON TABLE ${table} IS '${version}'`);
    for (const sql of await buildJournalStatements(connection, prefix, version)) await connection.query(sql);
  });
}

function historyError(prefix: string): PhoenixKitError {
  return new PhoenixKitError(
    `The history of ${quoteIdentifier(prefix)} did not take the rows of its versions.`,
    {
      code: "refused",
      remedy: historyHint,
    },
  );
}

/** Lists the versions that `up` would have recorded: those with files, and the one at which it stopped. */
function listStepsUpTo(version: number): number[] {
  const steps = readVersions()
    .migrations.map((migration) => migration.version)
    .filter((step) => step <= version);
  return steps.at(-1) === version ? steps : [...steps, version];
}

async function buildJournalStatements(
  connection: Connection,
  prefix: string,
  version: number,
): Promise<string[]> {
  const last = readVersions().migrations.findLast((migration) => migration.version <= version);
  const journal = await readJournalState(connection, prefix);
  return last && journal.isWritable ? recordStatements(journal, [last]) : [];
}
