import { and, eq, sql } from "drizzle-orm";
import { accountTypes, limits, type Tables, type User } from "../../schema/index.ts";
import { assertText, assertUuid } from "./assert.ts";
import { findCitext } from "./citext.ts";
import type { Db } from "./db.ts";
import { isSameAddress } from "./email-addresses.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { assertSeesAllRows } from "./hidden-rows.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { normalizeIp } from "./ip-addresses.ts";
import { grantRole } from "./roles.ts";
import { assertRow } from "./row.ts";
import { runReadOfDates, runRule } from "./run-rule.ts";
import { isOffset } from "./time-zones.ts";
import { claimUsername } from "./usernames.ts";

/** Somebody who registers, with the hash of a password. Without `username`, one is generated from the address. */
export type Registration = Omit<Tables["users"]["$inferInsert"], "uuid" | "insertedAt" | "updatedAt">;

type RegistrationTables = "users" | "userRoles" | "userRoleAssignments";
type UserTables = Pick<Tables, RegistrationTables>;

/**
 * Registers a user. The very first user becomes Owner, every later one User, however many register at once.
 *
 * @param db a Drizzle database or transaction
 * @param registration who registers
 * @param options the tables of another prefix
 * @returns the stored user and the role
 * @throws RuleError `invalid_input`; `email_taken` and `username_taken`, which ignore case; `role_not_found` if a
 * system role is missing
 * @example
 * import { registerUser } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const hashedPassword = process.env.HASHED_PASSWORD!; // of argon2 or bcrypt, never the password itself
 * const { user, role } = await registerUser(db, { email: "ada@example.com", hashedPassword });
 * console.log(user.username, role); // ada Owner
 */
export async function registerUser(
  db: Db,
  registration: Registration,
  options: InTables<RegistrationTables> = {},
): Promise<{ user: User; role: "Owner" | "User" }> {
  const tables = chooseTables(options, registration);
  const { users } = tables;
  const { registrationIp: ip } = registration;
  const row = { ...registration, registrationIp: ip == null ? ip : normalizeIp(ip) };
  checkRegistration(row);
  return runRule(db, async (tx) => {
    assertRow(users, row);
    const role = (await isFirstUser(tx, tables)) ? "Owner" : "User";
    if (await findUserByEmail(tx, registration.email, { tables })) throw emailTakenError(registration.email);
    const username = await claimUsername(tx, registration, users);
    const [user] = await tx
      .insert(users)
      .values({ ...row, username })
      .onConflictDoNothing({ target: users.email })
      .returning();
    if (!user) throw emailTakenError(registration.email);
    await grantRole(tx, { userUuid: user.uuid, role }, { tables });
    return { user, role };
  });
}

/**
 * Finds the user with an address. Addresses are compared without regard to the case of ASCII letters,
 * whatever the collation of the database.
 *
 * @param db a Drizzle database or transaction
 * @param email the address
 * @param options the tables of another prefix
 * @returns the user; undefined if there is none
 * @throws RuleError `invalid_input`
 * @example
 * import { findUserByEmail } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const ada = await findUserByEmail(db, "ADA@example.com");
 */
export async function findUserByEmail(
  db: Db,
  email: string,
  options: InTables<"users"> = {},
): Promise<User | undefined> {
  const { users } = chooseTables(options);
  assertEmail(email);
  return runReadOfDates(db, async (on) => {
    const { equals, isUnusualCollation } = await findCitext(on);
    const isCandidate = sql`(${users.email} ${equals} ${email} OR ${isUnusualCollation})`;
    const isSame = and(isSameAddress(users.email, email), isCandidate);
    const [user] = await on.select().from(users).where(isSame);
    return user;
  });
}

/** Whether there is no user yet. Only as long as there is none, transactions wait for each other here. */
async function isFirstUser(tx: Db, tables: UserTables): Promise<boolean> {
  if (await hasUsers(tx, tables)) return false;
  await assertSeesAllRows(tx, tables.users);
  // Other transactions that find no user wait here until this one commits. A lock would not be enough: a REPEATABLE
  // READ transaction whose snapshot is older would continue after it, but fails on an updated row.
  await tx.update(tables.userRoles).set({ updatedAt: new Date() }).where(eq(tables.userRoles.name, "Owner"));
  return !(await hasUsers(tx, tables));
}

async function hasUsers(tx: Db, { users }: UserTables): Promise<boolean> {
  return (await tx.select({ uuid: users.uuid }).from(users).limit(1)).length > 0;
}

const longest = [
  ["firstName", limits.users.firstName.max],
  ["lastName", limits.users.lastName.max],
  ["registrationIp", 45],
  ["registrationCountry", 2],
  ["registrationRegion", 100],
  ["registrationCity", 100],
  ["organizationName", 255],
] as const;

function checkRegistration(registration: Registration): void {
  assertEmail(registration.email);
  assertText("hash of the password", registration.hashedPassword, { max: 255 });
  for (const [name, max] of longest) {
    const text = registration[name];
    if (text != null) assertText(name, text, { max });
  }
  const { userTimezone, accountType = "person", organizationUuid } = registration;
  if (organizationUuid != null) assertUuid("organization", organizationUuid);
  if (userTimezone != null && !isOffset(userTimezone)) {
    throw invalidInputError(
      `"${userTimezone}" is not a time zone that a user can have.`,
      "Give whole hours from -12 to +14, such as +2.",
    );
  }
  if (!accountTypes.includes(accountType)) {
    throw invalidInputError(
      `"${accountType}" is not a type of account.`,
      `Give one of ${accountTypes.join(", ")}.`,
    );
  }
}

/** @throws RuleError `invalid_input` */
export function assertEmail(email: string): void {
  assertText("e-mail address", email, limits.users.email);
  if (limits.users.email.pattern.test(email)) return;
  throw invalidInputError(
    `"${email}" is not an e-mail address.`,
    "Give one with an @ and without white space.",
  );
}

export function emailTakenError(email: string): RuleError {
  return new RuleError(`There is a user with the address "${email}" already.`, {
    code: "email_taken",
    remedy: "Sign in with that address, or give another; upper and lower case are the same.",
  });
}
