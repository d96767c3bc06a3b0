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

/**
 * What a second connection can do while a connection runs a statement. With PGlite and behind a pooler, it does
 * nothing.
 */
export interface Beside {
  /** Cancels the statement. */
  cancel(): Promise<void>;
  /** Runs a query whose only value is the process id of the connection. */
  ask(sql: string): Promise<Record<string, unknown>[]>;
}

/** A connection whose driver knows the server process behind it, as pg's clients do. */
export interface WithProcess {
  readonly processID?: number | null;
}

/** The parts of pg's clients that this package uses. An app can use this type without pg's types. */
export interface PgClient extends Connection, WithProcess {
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}
