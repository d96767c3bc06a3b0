import { quoteIdentifier } from "../../postgres/sql.ts";
import { ok, warning } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether the role's settings would cut off a step that takes long. */
export const timeouts: Check = {
  name: "timeouts",
  async run({ connection, role }) {
    const { rows } = await connection.query(
      `SELECT name, current_setting(name) AS value, source FROM pg_settings
       WHERE name IN ('statement_timeout', 'transaction_timeout') AND setting <> '0'`,
    );
    if (rows.length === 0) return [ok("No timeout cuts a long step off.")];
    return rows.map(({ name, value, source }) =>
      warning(
        `${name} is ${value} (set by: ${source}): a step that takes longer is cut off and rolled back.`,
        `ALTER ROLE ${quoteIdentifier(role)} SET ${name} = 0; or leave it out of the URL, if it is from there.`,
      ),
    );
  },
};
