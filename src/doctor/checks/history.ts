import { formatVersion, PhoenixKitError } from "../../error.ts";
import {
  type JournalPlace,
  type JournalState,
  locateJournal,
  readJournalState,
  recordStatements,
} from "../../migrate/journal.ts";
import { versionTable } from "../../migrate/marker.ts";
import { getNewestVersion, type Migration } from "../../migrations/migrations.ts";
import type { Connection } from "../../postgres/connection.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { type Check, type CheckContext, type CheckResult, fail, pass, warn } from "../check.ts";

/** Does the marker name a version that this package knows? */
export const marker: Check = {
  name: "marker",
  async run({ connection, marker, prefix }) {
    if (marker instanceof PhoenixKitError) return [fail(marker.message, marker.remedy)];
    const schema = `Schema ${quoteIdentifier(prefix)}`;
    const newest = formatVersion(getNewestVersion());
    if (marker > getNewestVersion()) {
      return [
        warn(
          `${schema} is at ${formatVersion(marker)}, newer than this package (${newest}): up does nothing, down, repair ` +
            "and adopt refuse.",
          "Install a newer phoenix-kit-schema to migrate it with this package.",
        ),
      ];
    }
    if (marker === 0) return [pass(`${schema} is not set up yet; the newest version is ${newest}.`)];
    if (marker === getNewestVersion()) return [pass(`${schema} is at ${newest}, the newest version.`)];
    if (marker === versionBeforeSuppliers && (await hasSuppliers(connection, prefix))) {
      return [
        warn(
          `${schema} is at V179, where PhoenixKit's V180 leaves a database if it stops half-way: outside a transaction ` +
            `it fails at LOCK TABLE ${supplierTable} (25P01), with its first changes in place.`,
          "Let PhoenixKit finish V180 inside a transaction: remove @disable_ddl_transaction from the application's " +
            "migration, or install a newer PhoenixKit, and migrate again. Do not run phoenix-kit up, which moves the marker alone.",
        ),
      ];
    }
    return [pass(`${schema} is at ${formatVersion(marker)}; the newest version is ${newest}.`)];
  },
};

/**
 * V180 of PhoenixKit changes a table of its catalogue module, and locks it with a statement that needs a transaction.
 */
const versionBeforeSuppliers = 179;
const supplierTable = "phoenix_kit_cat_item_supplier_info";

async function hasSuppliers(connection: Connection, prefix: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`,
    [prefix, supplierTable],
  );
  return rows.length > 0;
}

/** Does the history agree with the marker? Versions may be missing in it, but none may be above the marker. */
export const history: Check = {
  name: "history",
  async run({ connection, prefix, role, marker }) {
    if (typeof marker !== "number" || marker === 0) return [];
    const table = `${quoteIdentifier(prefix)}.${versionTable}`;
    const who = quoteIdentifier(role);
    if (!(await isHistoryReadable(connection, prefix))) {
      return [
        warn(
          `Role ${who} cannot read the history in ${table}.`,
          `Connect as the table's owner, or run GRANT USAGE ON SCHEMA ${quoteIdentifier(prefix)} TO ${who}; ` +
            `GRANT SELECT ON ${table} TO ${who};`,
        ),
      ];
    }
    const { rows } = await connection.query(`SELECT max(version) AS newest FROM ${table}`);
    const newest = Number(rows[0]?.newest);
    if (newest <= marker) return [pass("The history agrees with the marker.")];
    return [
      fail(
        `The marker says ${formatVersion(marker)}, but the history has ${formatVersion(newest)}: ` +
          "one of the two was changed by hand.",
        `Find out which version the tables are at. If it is ${formatVersion(newest)}: COMMENT ON TABLE ${table} ` +
          `IS '${newest}'; if it is ${formatVersion(marker)}: DELETE FROM ${table} WHERE version > ${marker};`,
      ),
    ];
  },
};

async function isHistoryReadable(connection: Connection, prefix: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2
       AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')`,
    [prefix, versionTable],
  );
  return rows.length > 0;
}

/** Can the role write drizzle-kit's journal, and does the journal agree with the marker? */
export const journal: Check = {
  name: "journal",
  async run(context) {
    const { connection, prefix, marker, applied, role } = context;
    // a newer package may have written the journal: an entry of this package would move it backwards
    if (typeof marker === "number" && marker > getNewestVersion()) return [];
    const place = locateJournal(prefix);
    const { present, readable } = await findJournal(connection, place);
    // only drizzle-kit, run on an exported folder, creates the journal of another prefix
    if (!present && prefix !== "public") return [];
    const state = await readJournalState(connection, prefix);
    const access = state.isWritable
      ? []
      : [present ? describeReadOnlyJournal(place, state, role) : describeMissingJournal(state)];
    const comparable = typeof marker === "number" && (readable || (state.isWritable && !present));
    if (!comparable) return access;
    const newest = present ? await readNewestEntry(context, state) : undefined;
    return [...access, compareJournal(state, applied.at(-1), newest)];
  },
};

async function findJournal(
  connection: Connection,
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

async function readNewestEntry(
  { connection }: CheckContext,
  { table }: JournalState,
): Promise<number | undefined> {
  const { rows } = await connection.query(`SELECT max(created_at) AS newest FROM ${table}`);
  return rows[0]?.newest == null ? undefined : Number(rows[0].newest);
}

function describeMissingJournal({ table }: JournalState): CheckResult {
  return pass(
    `There is no journal for drizzle-kit: the role cannot create ${table}. Only drizzle-kit migrate needs it.`,
  );
}

function describeReadOnlyJournal(
  { schema }: JournalPlace,
  { table }: JournalState,
  role: string,
): CheckResult {
  const name = quoteIdentifier(schema);
  const to = `TO ${quoteIdentifier(role)};`;
  return warn(
    `Role ${quoteIdentifier(role)} cannot write drizzle-kit's journal ${table}: up and down will not update it.`,
    `Run GRANT USAGE ON SCHEMA ${name} ${to} GRANT SELECT, INSERT, DELETE ON ${table} ${to} ` +
      `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${name} ${to}`,
  );
}

/** Compares the newest entries only, as drizzle-kit does. */
function compareJournal(
  state: JournalState,
  applied: Migration | undefined,
  newest: number | undefined,
): CheckResult {
  if (newest === applied?.when) return pass("drizzle-kit's journal agrees with the marker.");
  if (!applied) {
    return warn(
      "drizzle-kit's journal has entries, but the marker records no version with a file: they are of another schema " +
        "that had this name, or of another database. drizzle-kit migrate would skip files.",
      `As the role that writes the journal, run DELETE FROM ${state.table};`,
    );
  }
  return warn(
    `By the marker the newest applied file is that of ${formatVersion(applied.version)}, but drizzle-kit's journal ` +
      "ends with another one or none: drizzle-kit migrate would continue from the wrong place.",
    `As the role that writes the journal, run ${recordStatements(state, [applied]).join(" ")}`,
  );
}
