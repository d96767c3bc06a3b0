import { and, desc, eq, getTableColumns, ilike, lt, or, sql } from "drizzle-orm";
import type { PublicUser } from "./accounts.ts";
import { assertCount, assertText, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow } from "./row.ts";
import { runReadOfDates } from "./run-rule.ts";
import { toSearchPattern } from "./search-pattern.ts";

/** Which users. Those that fit all conditions are listed. */
export interface UserListFilter extends InTables<"users"> {
  /** A part of the address, the username, the first or the last name, in any case; `%` and `_` mean themselves. Default: any. */
  readonly search?: string | undefined;
  /** Whether the account is active. Default: any. */
  readonly isActive?: boolean | undefined;
  /** The uuid of the last user of the page before. Default: the list starts with the newest. */
  readonly after?: string | undefined;
  /** The most users, 1 to 1000. Default: 50. */
  readonly limit?: number | undefined;
}

/**
 * The users, the newest first, page by page, without the hashes of their passwords. They are in the order of their uuids,
 * which V40 gave to the users of its time all at once.
 *
 * A search reads all users, unless you add the index of docs/rules.md.
 *
 * @param db a Drizzle database or transaction
 * @param filter the search text and other conditions, the page, and the tables of another prefix
 * @returns the users
 * @throws RuleError `invalid_input`
 * @example
 * import { listUsers } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const page = await listUsers(db, { search: "ada", isActive: true });
 * const next = await listUsers(db, { search: "ada", isActive: true, after: page.at(-1)?.uuid });
 * console.log(page.length, next.length);
 */
export async function listUsers(db: Db, filter: UserListFilter = {}): Promise<PublicUser[]> {
  const { users } = chooseTables(filter);
  const { search, isActive, after, limit = 50 } = filter;
  assertCount("limit", limit, { min: 1, max: 1000 });
  if (search !== undefined) assertText("search text", search, { max: 255 });
  if (after !== undefined) assertUuid("user", after);
  assertRow(users, { isActive });
  const { hashedPassword: _hashedPassword, ...columns } = getTableColumns(users);
  const [email, username] = [users.email, users.username].map((column) => sql`${column}::pg_catalog.text`);
  const pattern = search && toSearchPattern(search);
  const isFound = pattern
    ? or(...[email, username, users.firstName, users.lastName].map((text) => text && ilike(text, pattern)))
    : undefined;
  const isWanted = and(
    isFound,
    isActive === undefined ? undefined : eq(users.isActive, isActive),
    after === undefined ? undefined : lt(users.uuid, after),
  );
  return runReadOfDates(db, (on) =>
    on.select(columns).from(users).where(isWanted).orderBy(desc(users.uuid)).limit(limit),
  );
}
