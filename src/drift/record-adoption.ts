import { readJournalState, recordStatements } from "../migrate/journal.ts";
import { versionTable } from "../migrate/marker.ts";
import { lockSql, requireMarkerSql } from "../migrations/guards.ts";
import { readVersions } from "../migrations/migrations.ts";
import { renderSql } from "../migrations/render.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { writeTransaction } from "../postgres/transaction.ts";

/** What to record. */
export interface AdoptedSchema {
  readonly prefix: string;
  readonly version: number;
  /** The marker as it was found, which must not have moved; undefined where it said no version. */
  readonly marker: number | undefined;
}

/**
 * Writes the marker, the history and drizzle-kit's journal of a schema, as they were if our runner had brought it to its
 * version. When a version was applied is kept where PhoenixKit has recorded it.
 *
 * @param connection an idle connection
 * @param adopted the schema and its version
 * @throws PhoenixKitError, with nothing written
 * @example
 * await recordAdoption(client, { prefix: "public", version: 27, marker: 27 })
 */
export async function recordAdoption(connection: Connection, adopted: AdoptedSchema): Promise<void> {
  const { prefix, version, marker } = adopted;
  const table = `${quoteIdentifier(prefix)}.${versionTable}`;
  await writeTransaction(connection, async () => {
    await connection.query(renderSql(lockSql, prefix));
    if (marker !== undefined)
      await connection.query(renderSql(requireMarkerSql("Adoption", [marker]), prefix));
    const { rows } = await connection.query(
      `DELETE FROM ONLY ${table} RETURNING version, migrated_at::pg_catalog.text AS at`,
    );
    const recorded = new Map(rows.map((row) => [Number(row.version), row.at]));
    for (const step of stepsUpTo(version)) {
      await connection.query(
        `INSERT INTO ${table} (id, version, migrated_at) VALUES ($1, $1, ${recorded.has(step) ? "$2" : "pg_catalog.now()"})`,
        recorded.has(step) ? [step, recorded.get(step)] : [step],
      );
    }
    await connection.query(`COMMENT ON TABLE ${table} IS '${version}'`);
    for (const sql of await statementsOfJournal(connection, prefix, version)) await connection.query(sql);
  });
}

/** The versions that our runner would have a row of: those with files, and where it stopped. */
function stepsUpTo(version: number): number[] {
  const steps = readVersions()
    .migrations.map((migration) => migration.version)
    .filter((step) => step <= version);
  return steps.at(-1) === version ? steps : [...steps, version];
}

async function statementsOfJournal(
  connection: Connection,
  prefix: string,
  version: number,
): Promise<string[]> {
  const last = readVersions().migrations.findLast((migration) => migration.version <= version);
  const journal = await readJournalState(connection, prefix);
  return last && journal.isWritable ? recordStatements(journal, last) : [];
}
