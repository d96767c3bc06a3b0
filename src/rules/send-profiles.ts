import { and, eq, ne, sql } from "drizzle-orm";
import type { EmailSendProfile } from "../../schema/index.ts";
import { assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { isUniqueViolation, runReadOfDates, runRule } from "./run-rule.ts";
import { serverNow } from "./server-time.ts";

/**
 * Makes a send profile the default one, in place of the current one. If several are made the default at once, the last
 * one stays.
 *
 * @param db a Drizzle database or transaction
 * @param uuid the profile
 * @param options the tables of another prefix
 * @returns the profile
 * @throws RuleError `invalid_input`, `send_profile_not_found`; `conflict` if another session made another profile the
 *   default, which happens only in a REPEATABLE READ transaction of yours
 * @example
 * import { setDefaultSendProfile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * await setDefaultSendProfile(db, "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61");
 */
export async function setDefaultSendProfile(
  db: Db,
  uuid: string,
  options: InTables<"emailSendProfiles"> = {},
): Promise<EmailSendProfile> {
  const { emailSendProfiles: table } = chooseTables(options);
  assertUuid("send profile", uuid);
  const change = runRule(db, async (tx) => {
    // Other sessions that change the table wait, also those of PhoenixKit's own application: a row lock would not
    // prevent a second default while there is no first one.
    await tx.execute(sql`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
    await tx
      .update(table)
      .set({ isDefault: false, updatedAt: serverNow })
      .where(and(eq(table.isDefault, true), ne(table.uuid, uuid)));
    const [profile] = await tx
      .update(table)
      .set({ isDefault: true, updatedAt: serverNow })
      .where(eq(table.uuid, uuid))
      .returning();
    if (profile) return profile;
    throw new RuleError(`There is no send profile ${uuid}.`, {
      code: "send_profile_not_found",
      remedy: "Give the uuid of an existing send profile; this one may have been deleted.",
    });
  });
  return change.catch((cause) => {
    if (!isUniqueViolation(cause)) throw cause;
    throw new RuleError("Another session made another send profile the default.", {
      code: "conflict",
      remedy: "Run the transaction again; nothing was stored.",
      cause,
    });
  });
}

/**
 * Finds the send profile to use if an e-mail names none.
 *
 * @param db a Drizzle database or transaction
 * @param options the tables of another prefix
 * @returns the default profile; undefined if there is none or if it is not enabled
 * @example
 * import { findDefaultSendProfile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const profile = await findDefaultSendProfile(db);
 * console.log(profile?.fromEmail);
 */
export async function findDefaultSendProfile(
  db: Db,
  options: InTables<"emailSendProfiles"> = {},
): Promise<EmailSendProfile | undefined> {
  const { emailSendProfiles: table } = chooseTables(options);
  const [profile] = await runReadOfDates(db, (on) =>
    on
      .select()
      .from(table)
      .where(and(eq(table.isDefault, true), eq(table.enabled, true))),
  );
  return profile;
}
