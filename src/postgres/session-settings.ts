import type { Connection } from "./connection.ts";

/** What a statement outside of a transaction needs in order to write, and to wait without a limit. */
export const patientSettings = { default_transaction_read_only: "off", lock_timeout: "0" } as const;

/**
 * Runs `work` with settings of the session, and puts back what they were: statements outside of a transaction know no
 * others. Neither readers nor writers queue behind an index that is built beside them, so its wait needs no limit.
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
