import { formatVersion } from "../../error.ts";
import {
  buildJournalStatements,
  type JournalPlace,
  type JournalState,
  locateJournal,
  readJournalState,
} from "../../migrate/journal.ts";
import type { Migration } from "../../migrations/migrations.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type CheckResult, ok, warning } from "../finding.ts";
import type { Check, CheckContext } from "../subject.ts";

/** Whether the role can keep drizzle-kit's journal, and whether that agrees with the marker. */
export const journal: Check = {
  name: "journal",
  async run(subject) {
    const { connection, prefix, marker, applied, role } = subject;
    const place = locateJournal(prefix);
    const { present, readable } = await found(subject, place);
    // only drizzle-kit, with an exported folder, makes that of another prefix
    if (!present && prefix !== "public") return [];
    const state = await readJournalState(connection, prefix);
    const rights = state.kept ? [] : [present ? notWritable(place, state, role) : notMakeable(state)];
    const known = typeof marker === "number" && (readable || (state.kept && !present));
    if (!known) return rights;
    const newest = present ? await newestMoment(subject, state) : undefined;
    return [...rights, ...agreement(state, applied.at(-1), newest)];
  },
};

async function found(
  { connection }: CheckContext,
  { schema, table }: JournalPlace,
): Promise<{ present: boolean; readable: boolean }> {
  const { rows } = await connection.query(
    `SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2`,
    [schema, table],
  );
  return { present: rows.length > 0, readable: rows[0]?.readable === true };
}

async function newestMoment(
  { connection }: CheckContext,
  { table }: JournalState,
): Promise<number | undefined> {
  const { rows } = await connection.query(`SELECT max(created_at) AS newest FROM ${table}`);
  return rows[0]?.newest == null ? undefined : Number(rows[0].newest);
}

function notMakeable({ table }: JournalState): CheckResult {
  return ok(
    `No journal is kept for drizzle-kit: the role may not make ${table}. Only drizzle-kit migrate misses it.`,
  );
}

function notWritable({ schema }: JournalPlace, { table }: JournalState, role: string): CheckResult {
  const name = quoteIdentifier(schema);
  const to = `TO ${quoteIdentifier(role)};`;
  return warning(
    `The role may not write drizzle-kit's journal ${table}: up and down will leave it behind.`,
    `GRANT USAGE ON SCHEMA ${name} ${to} GRANT SELECT, INSERT, DELETE ON ${table} ${to} ` +
      `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${name} ${to}`,
  );
}

/** drizzle-kit goes by the newest row alone. */
function agreement(
  state: JournalState,
  applied: Migration | undefined,
  newest: number | undefined,
): CheckResult[] {
  if (newest === applied?.when) return [ok("drizzle-kit's journal agrees with the marker.")];
  const at = applied ? formatVersion(applied.version) : "no version";
  const remedy = applied
    ? buildJournalStatements({ ...state, kept: true }, "up", applied, undefined).join(" ")
    : `DELETE FROM ${state.table};`;
  return [
    warning(
      `By the marker the newest file that ran is that of ${at}, by drizzle-kit's journal it is another: ` +
        "drizzle-kit migrate would go on from the wrong place.",
      `Let the role that keeps the journal run: ${remedy}`,
    ),
  ];
}
