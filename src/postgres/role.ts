import { PhoenixKitError } from "../error.ts";
import type { Connection, WithProcess } from "./connection.ts";
import { isBehindPooler } from "./driver.ts";
import { toStatementError } from "./errors.ts";
import { quoteIdentifier } from "./sql.ts";

/** Runs `work` as a role that the login role is a member of, and then restores the connection's own role. */
export async function withRole<T>(
  connection: Connection & WithProcess,
  role: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (role === undefined) return work();
  if (connection.processID !== undefined && (await isBehindPooler(connection))) throw poolerError(role);
  const { rows } = await connection.query("SELECT pg_catalog.current_setting('role') AS role");
  await setRole(connection, role).catch((error) => {
    throw toRoleError(error, role);
  });
  try {
    return await work();
  } finally {
    // a broken connection has no role to restore
    await setRole(connection, String(rows[0]?.role)).catch(() => undefined);
  }
}

async function setRole(connection: Connection, role: string): Promise<void> {
  await connection.query("SELECT pg_catalog.set_config('role', $1, false)", [role]);
}

function poolerError(role: string): PhoenixKitError {
  return new PhoenixKitError(`Cannot work as role ${quoteIdentifier(role)} behind a connection pooler.`, {
    code: "invalid_option",
    remedy:
      "Connect to the server's own address, or log in as that role: a pooler would leave the role set for other sessions.",
  });
}

function toRoleError(error: unknown, role: string): PhoenixKitError {
  const { code, message } = toStatementError(error);
  if (code === "connection_lost") return toStatementError(error);
  return new PhoenixKitError(`Cannot work as role ${quoteIdentifier(role)}: ${message}`, {
    code: code === "insufficient_privilege" ? code : "invalid_option",
    remedy: `Name a role that exists, and let the login role be a member of it: GRANT ${quoteIdentifier(role)} TO …;`,
    cause: error,
  });
}
