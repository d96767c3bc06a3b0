import { eq } from "drizzle-orm";
import type { Tables, User } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { userNotFoundError } from "./error.ts";
import { assertSeesAllRows } from "./hidden-rows.ts";

type UserTables = Pick<Tables, "users">;

/** Keeps the user from being deleted before the transaction ends. Returns false if there is none. */
export async function lockUserIfExists(tx: Db, uuid: string, { users }: UserTables): Promise<boolean> {
  const [found] = await tx
    .select({ uuid: users.uuid })
    .from(users)
    .where(eq(users.uuid, uuid))
    .for("key share");
  if (found) return true;
  await assertSeesAllRows(tx, users);
  return false;
}

/** @throws RuleError `invalid_input`, `user_not_found`, `rows_hidden` */
export async function lockUser(tx: Db, uuid: string, tables: UserTables): Promise<void> {
  assertUuid("user", uuid);
  if (!(await lockUserIfExists(tx, uuid, tables))) throw userNotFoundError(uuid);
}

/**
 * Keeps other sessions from changing the user before the transaction ends.
 *
 * @throws RuleError `invalid_input`, `user_not_found`, `rows_hidden`
 */
export async function lockUserRow(tx: Db, uuid: string, { users }: UserTables): Promise<User> {
  assertUuid("user", uuid);
  const [user] = await tx.select().from(users).where(eq(users.uuid, uuid)).for("no key update");
  if (user) return user;
  await assertSeesAllRows(tx, users);
  throw userNotFoundError(uuid);
}
