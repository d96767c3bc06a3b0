import { PhoenixKitError } from "../error.ts";
import { listManagedTables } from "../migrations/managed-objects.ts";
import { getNewestVersion, readVersions } from "../migrations/migrations.ts";
import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { readSnapshot, withSavepoint } from "../postgres/transaction.ts";
import { parsePrefix } from "../prefix.ts";
import { findDistributed } from "./citus.ts";
import { findJournals, readJournals } from "./journal.ts";
import { readMarkers, versionTable } from "./marker.ts";
import { findPreparedIndexes, type PreparedIndex } from "./prepared-indexes.ts";

/** The version of a schema, and what is known about it. */
export interface Status {
  /** The schema that was looked at. */
  readonly prefix: string;
  /** The version of the schema; 0 if it has no managed table. */
  readonly version: number;
  /** The newest version that this package knows. */
  readonly newest: number;
  /** The versions that `up` would apply. */
  readonly pending: readonly number[];
  /** Whether the version is above the newest known, so that neither `up` nor `down` will touch the schema. */
  readonly newerThanPackage: boolean;
  /** Whether Citus distributes the schema; system roles are then not protected by a trigger. */
  readonly distributed: boolean;
  /** The worker of Citus that has the schema's tables, as `host:port`; null elsewhere. */
  readonly worker: string | null;
  /** The indexes of pending versions that exist already, because `up` with `online` built them before their step. */
  readonly prepared: readonly PreparedIndex[];
  /**
   * The newest version that drizzle-kit's journal records, with which `drizzle-kit migrate` goes on; 0 if the journal is
   * empty, null if there is none or the role may not read it.
   */
  readonly journal: number | null;
  /** The comments by which modules of PhoenixKit record a version of their own on managed tables. */
  readonly moduleMarkers: readonly { readonly table: string; readonly comment: string }[];
  /** When each version was applied, as far as it is recorded. */
  readonly history: readonly { readonly version: number; readonly migratedAt: string }[];
}

/** Options of `status`. */
export interface StatusOptions extends ConnectOptions {
  /** The schema to look in; default: `public`. */
  readonly prefix?: string | undefined;
}

/**
 * Reads the version of a schema, the pending versions, and when each version was applied. It also works on a hot
 * standby.
 *
 * @param database a pg `Pool`, a connected `Client`, a PGlite instance, or a URL
 * @param options the prefix; default: `public`
 * @returns the version, the pending versions and the history
 * @throws PhoenixKitError if the database cannot be reached or the marker cannot be read
 * @example
 * import { status } from "phoenix-kit-schema";
 *
 * const { version, pending } = await status(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(version, pending.length);
 */
export async function status(database: DatabaseTarget, options: StatusOptions = {}): Promise<Status> {
  const prefix = parsePrefix(options.prefix ?? "public");
  const found = await withConnection(
    database,
    (connection) => readSnapshot(connection, () => readStatuses(connection, [prefix])),
    options,
  );
  const only = found.get(prefix) as Status | PhoenixKitError;
  if (only instanceof PhoenixKitError) throw only;
  return only;
}

/** Reads the status of many schemas with a few queries. A schema whose marker cannot be read gets the error instead. */
export async function readStatuses(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, Status | PhoenixKitError>> {
  const markers = await readMarkers(connection, prefixes);
  const migrated = prefixes.filter((prefix) => Number(markers.get(prefix)) > 0);
  const histories = await readEach(connection, migrated, readHistories);
  const journals = await readEach(connection, await findJournals(connection, prefixes), readJournals);
  const distributed = await findDistributed(connection, prefixes);
  const moduleMarkers = await readModuleMarkers(connection, prefixes);
  const prepared = await findPreparedIndexes(connection, markers);
  const statuses = new Map<string, Status | PhoenixKitError>();
  for (const [prefix, version] of markers) {
    const history = histories.get(prefix) ?? [];
    const journal = journals.get(prefix) ?? null;
    if (version instanceof PhoenixKitError) statuses.set(prefix, version);
    else if (history instanceof PhoenixKitError) statuses.set(prefix, history);
    else if (journal instanceof PhoenixKitError) statuses.set(prefix, journal);
    else {
      const place = { distributed: distributed.has(prefix), worker: distributed.get(prefix) ?? null };
      const found = { prefix, version, history, journal, ...place };
      const more = { moduleMarkers: moduleMarkers.get(prefix) ?? [], prepared: prepared.get(prefix) ?? [] };
      statuses.set(prefix, toStatus({ ...found, ...more }));
    }
  }
  return statuses;
}

function toStatus(
  found: Pick<
    Status,
    "prefix" | "version" | "distributed" | "worker" | "history" | "journal" | "moduleMarkers" | "prepared"
  >,
): Status {
  const { version, history, moduleMarkers, prepared } = found;
  const known = readVersions().all.map((one) => one.version);
  return Object.freeze({
    ...found,
    history: Object.freeze(history),
    moduleMarkers: Object.freeze(moduleMarkers),
    prepared: Object.freeze(prepared),
    newest: getNewestVersion(),
    pending: Object.freeze(known.filter((one) => one > version)),
    newerThanPackage: version > getNewestVersion(),
  });
}

type History = Status["history"];

/** The time and memory to plan a union grow with its size. */
const schemasPerQuery = 200;

/** Reads something of each schema with a few queries. A schema whose table cannot be read gets the error instead. */
async function readEach<T>(
  connection: Connection,
  prefixes: readonly string[],
  readSome: (connection: Connection, prefixes: readonly string[]) => Promise<Map<string, T>>,
): Promise<Map<string, T | PhoenixKitError>> {
  const found = new Map<string, T | PhoenixKitError>();
  for (let start = 0; start < prefixes.length; start += schemasPerQuery) {
    const some = prefixes.slice(start, start + schemasPerQuery);
    const results = await withSavepoint(connection, () => readSome(connection, some)).catch((error) =>
      some.length === 1
        ? new Map(some.map((prefix) => [prefix, toStatementError(error)]))
        : readOneByOne(connection, some, readSome),
    );
    for (const [prefix, result] of results) found.set(prefix, result);
  }
  return found;
}

/** So that one table that cannot be read does not hide the others. */
async function readOneByOne<T>(
  connection: Connection,
  prefixes: readonly string[],
  readSome: (connection: Connection, prefixes: readonly string[]) => Promise<Map<string, T>>,
): Promise<Map<string, T | PhoenixKitError>> {
  const found = new Map<string, T | PhoenixKitError>();
  for (const prefix of prefixes) {
    for (const [one, result] of await readEach(connection, [prefix], readSome)) found.set(one, result);
  }
  return found;
}

/**
 * Returns one row per schema and time: an install records all versions at one time, and sending and parsing rows takes
 * longest.
 */
async function readHistories(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, History>> {
  const selects = prefixes.map(
    (prefix, index) =>
      `SELECT ${index} AS number, version, migrated_at FROM ${quoteIdentifier(prefix)}.${versionTable}`,
  );
  const { rows } = await connection.query(
    `SELECT number, migrated_at::pg_catalog.text AS migrated_at,
       pg_catalog.string_agg(version::pg_catalog.text, ',') AS versions
     FROM (${selects.join(" UNION ALL ")}) AS history GROUP BY number, history.migrated_at`,
  );
  const histories = new Map<string, History[number][]>(prefixes.map((prefix) => [prefix, []]));
  for (const { number, migrated_at, versions } of rows) {
    const history = histories.get(prefixes[Number(number)] as string);
    for (const version of String(versions).split(","))
      history?.push(Object.freeze({ version: Number(version), migratedAt: String(migrated_at) }));
  }
  for (const history of histories.values()) history.sort((a, b) => a.version - b.version);
  return histories;
}

/** Such a comment is, for example, `pke_schema:2` on the table of e-mail logs. */
async function readModuleMarkers(
  connection: Connection,
  prefixes: readonly string[],
): Promise<Map<string, Status["moduleMarkers"]>> {
  const { rows } = await connection.query(
    `SELECT n.nspname::pg_catalog.text AS prefix, c.relname::pg_catalog.text AS "table", d.description AS comment
     FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0
       AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
     WHERE n.nspname = ANY ($1::pg_catalog.text[]) AND c.relname = ANY ($2::pg_catalog.text[])
       AND d.description ~ '^[a-z][a-z0-9_]*:[0-9]+$'
     ORDER BY c.relname`,
    [prefixes, listManagedTables()],
  );
  const markers = new Map<string, Status["moduleMarkers"][number][]>();
  for (const { prefix, table, comment } of rows) {
    const found = markers.get(String(prefix)) ?? [];
    markers.set(String(prefix), found);
    found.push(Object.freeze({ table: String(table), comment: String(comment) }));
  }
  return markers;
}
