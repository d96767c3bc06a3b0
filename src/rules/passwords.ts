import { limits } from "../../schema/index.ts";
import { invalidInputError, packageNotInstalledError } from "./error.ts";

const { min: fewestCharacters, maxBytes: longestBytes } = limits.users.password;
/** The cost that PhoenixKit's own application hashes with: 2 to the power of this. */
const rounds = 12;

const bcryptHash = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./\dA-Za-z]{53}$/;

/** A hash of no known password with the usual cost, for users without one. */
const nobodysHash = "$2b$12$XBdBaB.8eW/ocrpnYRLyreHZuwYyFnqwRRkYfPHHpcjsbTnqi9GPW";

/**
 * Hashes a password as PhoenixKit's own application does, so that either can check it: bcrypt of cost 12. It needs the
 * package `bcryptjs`, which is an optional peer dependency: it is plain JavaScript, so it installs and bundles
 * everywhere, and it works in slices, so that it does not block other requests.
 *
 * @param password 8 characters or more, and at most 72 bytes, because bcrypt ignores what follows
 * @returns the hash, for the column `hashedPassword`
 * @throws RuleError `invalid_input`; `package_not_installed` without `bcryptjs`
 * @example
 * import { hashPassword, registerUser } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const hashedPassword = await hashPassword("correct horse battery");
 * await registerUser(db, { email: "ada@example.com", hashedPassword });
 */
export async function hashPassword(password: string): Promise<string> {
  assertPassword(password);
  const { hash } = await loadBcrypt();
  return hash(password, rounds);
}

/**
 * Whether a password matches a hash. Without a hash, it takes the same time, so that nobody can find out from the time
 * who has an account.
 *
 * @param password the password as it was typed
 * @param hashedPassword the hash of the user; null or undefined if there is no such user
 * @returns whether they match; false for a hash that is not bcrypt's
 * @throws RuleError `package_not_installed` without `bcryptjs`
 * @example
 * import { checkPassword, createSession, findUserByEmail } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const user = await findUserByEmail(db, "ada@example.com");
 * const matches = await checkPassword("correct horse battery", user?.hashedPassword);
 * if (user && matches) await createSession(db, { userUuid: user.uuid, ip: "203.0.113.7" });
 */
export async function checkPassword(
  password: string,
  hashedPassword: string | null | undefined,
): Promise<boolean> {
  const { compare } = await loadBcrypt();
  const isText = typeof password === "string" && password !== "";
  const isComparable = isText && typeof hashedPassword === "string" && bcryptHash.test(hashedPassword);
  const matches = await compare(isText ? password : "", isComparable ? hashedPassword : nobodysHash);
  return isComparable && matches;
}

/** Throws if PhoenixKit's own application would refuse a password. */
export function assertPassword(password: string): void {
  const isText = typeof password === "string" && password.isWellFormed() && !password.includes("\0");
  if (isText && [...password].length >= fewestCharacters && Buffer.byteLength(password) <= longestBytes)
    return;
  throw invalidInputError(
    `The password does not have ${fewestCharacters} characters to ${longestBytes} bytes.`,
    `Choose one of at least ${fewestCharacters} characters and at most ${longestBytes} bytes, without NUL.`,
  );
}

async function loadBcrypt(): Promise<Pick<typeof import("bcryptjs"), "hash" | "compare">> {
  try {
    // The import is a literal inside of try, so that bundlers include the package, or accept that it is missing.
    return await import("bcryptjs");
  } catch (cause) {
    throw packageNotInstalledError("bcryptjs", cause);
  }
}
