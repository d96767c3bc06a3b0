import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, problem, warning } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether the server takes writes, from this role. */
export const writes: Check = {
  name: "writes",
  async run({ connection, role }) {
    const { rows } = await connection.query(
      `SELECT pg_is_in_recovery() AS standby, setting = 'on' AS refused, source
       FROM pg_settings WHERE name = 'default_transaction_read_only'`,
    );
    const [{ standby, refused, source } = {} as Record<string, unknown>] = rows;
    if (standby) {
      return [problem("The server is a standby: it takes no writes.", "Connect to the primary server.")];
    }
    if (refused) {
      return [
        warning(
          `default_transaction_read_only is on (set by: ${source}). up and down write all the same, ` +
            "but drizzle-kit migrate and the application cannot.",
          "Find out why first: hosts switch it on when a disk is full. " +
            `Then ALTER ROLE ${quoteIdentifier(role)} SET default_transaction_read_only = off;`,
        ),
      ];
    }
    return [ok("The server takes writes.")];
  },
};
