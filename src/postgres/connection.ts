/** One connection to a database. pg's `Client` and `PoolClient` are connections. A `Pool` is not: its queries do not share a transaction. */
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

/** pg's clients, by what we ask of them; pg's types stay out of ours, which an app may use without them. */
export interface PgClient extends Connection, WithProcess {
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}
