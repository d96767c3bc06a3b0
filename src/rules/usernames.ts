import { and, isNotNull, type SQL, sql } from "drizzle-orm";
import { transliterate } from "transliteration";
import type { Tables } from "../../schema/index.ts";
import { assertString, assertText } from "./assert.ts";
import { findCitext } from "./citext.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { lockKeySql } from "./lock-key.ts";

const longest = 30;
const mostAtOnce = 10_000;
const lastSuffix = 1_000_000;

/**
 * Generates a username from an e-mail address: its local part in lower-case ASCII (other letters are transliterated),
 * with `_` for `.`, only letters, digits and underscores, a letter first, 3 to 30 characters. If it is taken, it gets
 * the first free suffix `_1`, `_2` …, and is cut so that the suffix fits. V08 names existing users by the same rule,
 * but leaves out non-ASCII letters.
 *
 * @param email the address; without an `@`, all of it is used
 * @param taken the usernames that are taken, in lower case; default: none
 * @returns a username in lower case
 * @example
 * import { generateUsername } from "phoenix-kit-schema/rules";
 *
 * generateUsername("Ada.Lovelace@example.com"); // ada_lovelace
 * generateUsername("Ülo.Kask@example.com"); // ulo_kask
 * generateUsername("ada@example.com", new Set(["ada", "ada_1"])); // ada_2
 */
export function generateUsername(email: string, taken: Pick<ReadonlySet<string>, "has"> = new Set()): string {
  assertString("e-mail address", email);
  if (typeof taken?.has !== "function") {
    throw invalidInputError("The taken usernames are not a set.", "Give a Set, or leave them out.");
  }
  const base = buildBase(email);
  for (let place = 0; place <= lastSuffix; place++) {
    const name = withSuffix(base, place);
    if (!taken.has(name)) return name;
  }
  throw noUsernameFreeError(base);
}

/**
 * Claims a username until the end of the transaction: the chosen one, or else the result of `generateUsername`.
 * Transactions that claim similar names wait for each other, so that no two users get names that differ only in case.
 *
 * @param tx a transaction
 * @param person the chosen name, if any, and the address
 * @param users the table of users
 * @returns the name, which is free
 * @throws RuleError `invalid_input`, `username_taken`
 * @example
 * const username = await claimUsername(tx, { email: "ada@example.com" }, users);
 */
export async function claimUsername(
  tx: Db,
  person: { readonly email: string; readonly username?: string | null | undefined },
  users: Tables["users"],
): Promise<string> {
  const { username: chosen } = person;
  if (chosen != null) checkUsername(chosen);
  const base = chosen?.toLowerCase() ?? buildBase(person.email);
  await lockSimilarNames(tx, base, users);
  if (chosen == null) return findFreeUsername(tx, base, users);
  if ((await findTakenUsernames(tx, [base], users)).size === 0) return chosen;
  throw new RuleError(`The username "${chosen}" is taken.`, {
    code: "username_taken",
    remedy: "Choose a username that differs from it in more than upper and lower case.",
  });
}

function checkUsername(name: string): void {
  assertText("username", name, { min: 3, max: longest });
  if (/^[a-z]\w*$/i.test(name)) return;
  throw invalidInputError(
    `"${name}" is not a valid username.`,
    "Begin with a letter from A to Z; letters, digits and underscores may follow.",
  );
}

function buildBase(email: string): string {
  const [localPart = ""] = email.split("@");
  const cleaned = transliterate(localPart.normalize().toLowerCase())
    .toLowerCase()
    .replaceAll(".", "_")
    .replace(/[^a-z0-9_]/g, "")
    .slice(0, longest);
  const lettered = /^[a-z]/.test(cleaned) ? cleaned : `user_${cleaned}`.slice(0, longest);
  return lettered.length < 3 ? `${lettered}_1` : lettered;
}

function withSuffix(base: string, place: number): string {
  return place === 0 ? base : `${base.slice(0, longest - 1 - String(place).length)}_${place}`;
}

/**
 * Locks a name together with its suffixed forms. They share the key: the first 21 characters, which no suffix reaches,
 * without a tail that looks like a suffix.
 */
async function lockSimilarNames(tx: Db, base: string, users: Tables["users"]): Promise<void> {
  const stem = base.slice(0, 21).replace(/_[_0-9]*$/, "");
  await tx.execute(sql`SELECT ${lockKeySql(users, [stem])}`);
}

/**
 * Queries more and more candidates at once: usually the first is free, but thousands of forms of a common name may be
 * taken.
 */
async function findFreeUsername(tx: Db, base: string, users: Tables["users"]): Promise<string> {
  for (
    let place = 0, count = 10;
    place <= lastSuffix;
    place += count, count = Math.min(count * 10, mostAtOnce)
  ) {
    const names = Array.from({ length: count }, (_, index) => withSuffix(base, place + index));
    const taken = await findTakenUsernames(tx, names, users);
    const free = names.find((name) => !taken.has(name));
    if (free !== undefined) return free;
  }
  throw noUsernameFreeError(base);
}

function noUsernameFreeError(base: string): RuleError {
  return new RuleError(`Every username from "${base}" to "${withSuffix(base, lastSuffix)}" is taken.`, {
    code: "username_taken",
    remedy: "Let this person choose a username.",
  });
}

async function findTakenUsernames(tx: Db, names: string[], users: Tables["users"]): Promise<Set<string>> {
  // Usernames are ASCII. In collations other than "C", lower('I') may not be i.
  const small: SQL<string> = sql`pg_catalog.lower(${users.username} COLLATE pg_catalog."C")`;
  const { equals, arrayType, isUnusualCollation } = await findCitext(tx);
  // one text for all names, none of which has a blank: thousands of parameters would take long to plan
  const listed = sql`pg_catalog.string_to_array(${names.join(" ")}::pg_catalog.text, ' ')`;
  const isCandidate = sql`(${users.username} ${equals} ANY (${listed}::${arrayType}) OR ${isUnusualCollation})`;
  const isTaken = sql`${small} = ANY (${listed})`;
  const rows = await tx
    .select({ name: small })
    .from(users)
    .where(and(isNotNull(users.username), isCandidate, isTaken));
  return new Set(rows.map(({ name }) => name));
}
