import { type Catalog, emptyCatalog, type Table } from "../catalog/catalog.ts";
import { compareSchema, type SchemaComparison } from "../drift/compare-schema.ts";
import type { SchemaDifference } from "../drift/differences.ts";
import { formatVersion, PhoenixKitError } from "../error.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteLiteral, quoteQualified } from "../postgres/sql.ts";
import { readSnapshot, withSavepoint } from "../postgres/transaction.ts";
import { type Html, html } from "./html.ts";

/** What a schema of a database has in addition to what its version says. */
export interface LiveSchema {
  readonly prefix: string;
  /** The version that it is at; 0 if it has no managed table. */
  readonly version: number;
  /** What `verify` finds, drift or not. */
  readonly differences: readonly SchemaDifference[];
  /** The tables that no version creates, with their columns and keys. */
  readonly hostTables: Catalog;
  readonly sizes: ReadonlyMap<string, TableSize>;
  /** The tables that another session has locked: they were neither compared nor counted. */
  readonly lockedTables: ReadonlySet<string>;
}

/** How large a table is. */
export interface TableSize {
  /** Null if they were not counted and PostgreSQL has no estimate, as before the first ANALYZE. */
  readonly rows: number | null;
  /** Whether the rows were counted; else they are PostgreSQL's estimate. */
  readonly isExact: boolean;
  /** With its indexes and its large values; null if another session had locked the table. */
  readonly bytes: number | null;
  readonly columns: number;
}

/** How long counting may take for all tables together. The larger ones come last, and get estimates after that time. */
const countingMs = 3_000;

type ReadOptions = ConnectOptions & { readonly prefix: string };

/** Reads the drift, the host tables and the sizes of a schema. */
export async function readLiveSchema(database: DatabaseTarget, options: ReadOptions): Promise<LiveSchema> {
  const { prefix } = options;
  return withConnection(
    database,
    async (connection) => {
      const { comparison, lockedTables } = await compareUnlocked(connection, prefix);
      const { version, differences } = comparison;
      const sizes = version === 0 ? new Map() : await readSizes(connection, prefix);
      const hostTables = listHostTables(comparison, lockedTables);
      return { prefix, version, differences, hostTables, sizes, lockedTables };
    },
    options,
  );
}

/** Compares a schema without the tables that another session has locked, because their definitions cannot be read. */
async function compareUnlocked(
  connection: Connection,
  prefix: string,
): Promise<{ comparison: SchemaComparison; lockedTables: ReadonlySet<string> }> {
  try {
    return { comparison: await compareSchema(connection, { prefix }), lockedTables: new Set() };
  } catch (error) {
    if (!(error instanceof PhoenixKitError && error.code === "lock_timeout")) throw error;
    const lockedTables = await listLockedTables(connection, prefix);
    return { comparison: await compareSchema(connection, { prefix, without: lockedTables }), lockedTables };
  }
}

/** Lists tables that other sessions have locked or wait to lock, and views on them, by name. */
async function listLockedTables(connection: Connection, prefix: string): Promise<Set<string>> {
  const { rows } = await connection.query(
    `WITH locked AS (
       SELECT l.relation AS oid FROM pg_catalog.pg_locks l
       WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
     SELECT c.relname AS name FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (
       c.oid IN (SELECT oid FROM locked) OR EXISTS (
         SELECT FROM pg_catalog.pg_rewrite r
         JOIN pg_catalog.pg_depend p ON p.objid = r.oid AND p.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
         WHERE r.ev_class = c.oid AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND p.refobjid IN (SELECT oid FROM locked)))
     ORDER BY name`,
    [prefix],
  );
  return new Set(rows.map(({ name }) => String(name)));
}

/** What is known of a locked table, besides its name. */
const lockedTable: Table = {
  kind: "table",
  persistence: "permanent",
  definition: null,
  rowSecurity: "off",
  comment: null,
  columns: {},
  constraints: {},
  indexes: {},
  triggers: {},
};

function listHostTables(
  { actual, unmanagedTables, reference }: SchemaComparison,
  lockedTables: ReadonlySet<string>,
): Catalog {
  const isHost = new Set(unmanagedTables);
  const own = Object.entries(actual.tables).filter(([name]) => isHost.has(name));
  const locked = [...lockedTables]
    .filter((name) => !(name in reference.qualified.tables))
    .map((name) => [name, lockedTable] as const);
  return { ...emptyCatalog(), tables: Object.fromEntries([...own, ...locked]) };
}

async function readSizes(connection: Connection, prefix: string): Promise<Map<string, TableSize>> {
  return readSnapshot(connection, async () => {
    const { rows } = await connection.query(
      `SELECT c.relname AS name,
         CASE WHEN c.reltuples >= 0 THEN c.reltuples::pg_catalog.int8 END AS rows,
         -- a policy hides rows, and whoever may not read a table cannot count it
         pg_catalog.has_table_privilege(c.oid, 'SELECT') AND NOT pg_catalog.row_security_active(c.oid) AS countable,
         (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
       FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
       ORDER BY c.relpages, name`,
      [prefix],
    );
    const deadline = performance.now() + countingMs;
    const sizes = new Map<string, TableSize>();
    for (const row of rows) {
      const name = String(row.name);
      const table = quoteQualified(prefix, name);
      const leftMs = Math.floor(deadline - performance.now());
      const size = `pg_catalog.pg_total_relation_size(${quoteLiteral(table)}::pg_catalog.regclass)`;
      const bytes = await readNumber(connection, `SELECT ${size} AS number`, 1_000);
      const canCount = row.countable === true && leftMs > 0 && bytes !== undefined;
      const counting = `SELECT pg_catalog.count(*) AS number FROM ${table}`;
      const count = canCount ? await readNumber(connection, counting, leftMs) : undefined;
      const estimate = row.rows === null ? null : Number(row.rows);
      sizes.set(name, {
        rows: count ?? estimate,
        isExact: count !== undefined,
        bytes: bytes ?? null,
        columns: Number(row.columns),
      });
    }
    return sizes;
  });
}

/**
 * Reads a number; undefined if that takes too long or another session holds the table: even reading its size waits for
 * a lock.
 */
async function readNumber(
  connection: Connection,
  sql: string,
  atMostMs: number,
): Promise<number | undefined> {
  return withSavepoint(connection, async () => {
    await connection.query(`SET LOCAL statement_timeout = ${atMostMs}; SET LOCAL lock_timeout = '100ms'`);
    const { rows } = await connection.query(sql);
    return Number(rows[0]?.number);
  }).catch((error: unknown) => {
    if (isGivenUp(error)) return undefined;
    throw error;
  });
}

/** Whether an error is a timeout, a lock, or a missing right to a partition. */
function isGivenUp(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === "57014" || code === "55P03" || code === "42501";
}

/** Lists the tables that are missing, or have drifted. */
export function listDriftedTables(live: LiveSchema | undefined): Set<string> {
  const drift = live?.differences.filter(({ isDrift }) => isDrift) ?? [];
  return new Set(drift.map(({ kind, table, name }) => (kind === "table" ? name : (table ?? ""))));
}

/** The note about a database that is newer than the package; null for others. */
export function describeNewer({ version }: LiveSchema, model: { readonly version: number }): Html | null {
  if (version <= model.version) return null;
  const known = formatVersion(model.version);
  return html`<p>This package knows versions up to ${known}: the pages describe ${known}, and the database was compared with it.</p>`;
}

/** The rows of a table in words. */
export function formatRows({ rows, isExact }: TableSize): string {
  if (rows === null) return "not counted";
  return `${isExact ? "" : "about "}${rows.toLocaleString("en")}`;
}

/** The rows of a table in short, for diagrams, as in `1.2M rows`. */
export function shortenRows({ rows, isExact }: TableSize): string {
  if (rows === null) return "";
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(rows);
  const text = rows < 10_000 ? rows.toLocaleString("en") : short;
  return `${isExact ? "" : "~"}${text} ${rows === 1 ? "row" : "rows"}`;
}

/** Formats bytes in the largest unit that leaves a number of at least 1. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return "not read";
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${Number((bytes / 1024 ** power).toPrecision(3)).toLocaleString("en")} ${units[power]}`;
}
