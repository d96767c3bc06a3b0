import { quoteIdentifier } from "../../postgres/sql.ts";
import { type Check, fail } from "../check.ts";

/** Usernames exist from V08 on; V161 refuses two that differ only in case. */
const versions = { first: 8, caseless: 161 };
const listed = 20;

/** Do usernames differ only in case, so that a pending step refuses them? */
export const usernames: Check = {
  name: "usernames",
  async run({ connection, prefix, applied, pending }) {
    if (!applied.some(({ version }) => version === versions.first)) return [];
    if (!pending.some(({ version }) => version === versions.caseless)) return [];
    const twins = selectTwins(`${quoteIdentifier(prefix)}.phoenix_kit_users`);
    const { rows } = await connection.query(
      `SELECT string_agg(names, '; ') AS names FROM (${twins} LIMIT ${listed}) AS twin`,
    );
    const names = rows[0]?.names;
    if (typeof names !== "string") return [];
    return [
      fail(
        `V${versions.caseless} refuses usernames that differ in upper and lower case alone: ${names}.`,
        `Rename all but one of each, and tell these users. All of them: ${twins};`,
      ),
    ];
  },
};

function selectTwins(users: string): string {
  return (
    `SELECT string_agg(username, ', ' ORDER BY username COLLATE "C") AS names FROM ONLY ${users} ` +
    "WHERE username IS NOT NULL GROUP BY lower(username) HAVING count(*) > 1 ORDER BY 1"
  );
}
