import type { Connection } from "./connection.ts";

/**
 * What CREATE INDEX CONCURRENTLY and the like need in order to write, and to wait without limit: nobody queues behind
 * their wait.
 */
export const patientSettings = { default_transaction_read_only: "off", lock_timeout: "0" } as const;

/**
 * Runs `work` with settings of the session, and restores them afterwards. Statements outside of a transaction have no
 * other kind of settings.
 */
export async function withSessionSettings<T>(
  connection: Connection,
  wanted: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(wanted);
  const { rows } = await connection.query(
    `SELECT ${names.map((name) => `pg_catalog.current_setting('${name}') AS ${name}`).join(", ")}`,
  );
  const set = async (name: string, value: unknown) =>
    connection.query("SELECT pg_catalog.set_config($1, $2, false)", [name, value]);
  const changed = names.filter((name) => rows[0]?.[name] !== wanted[name]);
  try {
    for (const name of changed) await set(name, wanted[name]);
    return await work();
  } finally {
    for (const name of changed) await set(name, rows[0]?.[name]);
  }
}
