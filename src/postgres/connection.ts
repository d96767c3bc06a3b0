/**
 * One connection to a database. pg's `Client` and `PoolClient` are connections. A `Pool` is not: its queries do not
 * share a transaction.
 */
export interface Connection {
  /** Runs one statement, or several without values. */
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** What only a `Pool` has. */
  totalCount?: never;
}

/** Cancels, from a second connection, the statement that a connection is running. */
export type Cancel = () => Promise<void>;

/** A connection whose driver knows the server process behind it, as pg's clients do. */
export interface WithProcess {
  readonly processID?: number | null;
}

/** The parts of pg's clients that this package uses. An app can use this type without pg's types. */
export interface PgClient extends Connection, WithProcess {
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}
