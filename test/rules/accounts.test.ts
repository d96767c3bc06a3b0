import bcrypt from "bcryptjs";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { activities, users } from "../../src/index.ts";
import {
  activateUser,
  changeEmail,
  confirmUser,
  deactivateUser,
  publicUser,
} from "../../src/rules/accounts.ts";
import { createEmailChangeToken, createEmailToken } from "../../src/rules/email-tokens.ts";
import { consumeMagicLink } from "../../src/rules/magic-links.ts";
import { checkPassword, hashPassword } from "../../src/rules/passwords.ts";
import { grantRole, revokeRole } from "../../src/rules/roles.ts";
import { parseUserAgent } from "../../src/rules/user-agents.ts";
import { changePassword, resetPassword } from "../../src/rules/user-passwords.ts";
import {
  createSession,
  endSession,
  endSessions,
  endUserSession,
  findSession,
  listSessions,
} from "../../src/rules/user-sessions.ts";
import { useDatabase } from "../support/database.ts";
import { useAccounts } from "./use-accounts.ts";

const database = useDatabase();
const { db, addUser } = useAccounts(database);
const password = "correct horse battery";
/** Of the lowest cost, so that the tests are fast. */
const hashedPassword = bcrypt.hashSync(password, 4);
const nobody = "018f0000-0000-7000-8000-000000000000";
let ada = "";

beforeEach(async () => {
  ada = await addUser("ada@example.com", hashedPassword);
});

async function readUser(uuid: string) {
  const [user] = await db().select().from(users).where(eq(users.uuid, uuid));
  if (!user) throw new Error("The user is gone.");
  return user;
}

const listActions = async () => (await db().select().from(activities)).map(({ action }) => action);

test("a password is hashed by bcrypt of cost 12, and either application can check it", async () => {
  const hash = await hashPassword(password);
  expect(hash).toMatch(/^\$2b\$12\$/);
  expect(await checkPassword(password, hash)).toBe(true);
  expect(await checkPassword("another one", hashedPassword)).toBe(false);
  // a test vector of bcrypt's authors
  expect(await checkPassword("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")).toBe(
    true,
  );
});

test("without a hash of bcrypt, checking takes the time of one, and fails", async () => {
  for (const hash of [undefined, "$argon2id$v=19$…", `${hashedPassword}x`]) {
    const before = performance.now();
    expect(await checkPassword(password, hash)).toBe(false);
    expect(performance.now() - before).toBeGreaterThan(50);
  }
  expect(await checkPassword("", hashedPassword)).toBe(false);
});

test.each(["", "short", "x".repeat(73), "ü".repeat(37), "with\0 a NUL in it", "half a pair \ud83d"])(
  "the password %j is not taken",
  async (newPassword) => {
    const invalid = { code: "invalid_input" };
    await expect(hashPassword(newPassword)).rejects.toMatchObject(invalid);
    const change = { userUuid: ada, currentPassword: password, newPassword };
    await expect(changePassword(db(), change)).rejects.toMatchObject(invalid);
    await expect(resetPassword(db(), { token: "", newPassword })).rejects.toMatchObject(invalid);
  },
);

test("a session names the device, and ends when its user signs out", async () => {
  const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1";
  const { token, session } = await createSession(db(), {
    userUuid: ada,
    ip: "::ffff:203.0.113.7",
    userAgent,
  });
  expect(session).toMatchObject({ userUuid: ada, ipAddress: "203.0.113.7", browser: "Safari", os: "iOS" });
  expect(session).not.toHaveProperty("token");
  const found = await findSession(db(), token);
  expect(found).toMatchObject({ session, user: { uuid: ada } });
  expect(await listSessions(db(), ada)).toEqual([session]);
  const { rows } = await database().pool.query(
    "SELECT token, context, sent_to FROM phoenix_kit_users_tokens",
  );
  expect(rows).toEqual([{ token: Buffer.from(token, "base64url"), context: "session", sent_to: null }]);
  expect(await endSession(db(), token)).toBe(true);
  expect(await endSession(db(), token)).toBe(false);
  expect(await endSession(db(), "nothing")).toBe(false);
  expect(await findSession(db(), token)).toBeUndefined();
});

test("sessions end one by one, all but one, or all", async () => {
  const bea = await addUser("bea@example.com", hashedPassword);
  const sessions = await Promise.all(
    Array.from({ length: 20 }, () => createSession(db(), { userUuid: ada })),
  );
  const [first, second] = sessions;
  const uuid = first?.session.uuid ?? "";
  expect(new Set(sessions.map(({ token }) => token)).size).toBe(20);
  expect(await endUserSession(db(), { uuid, userUuid: bea })).toBe(false);
  expect(await endUserSession(db(), { uuid, userUuid: ada })).toBe(true);
  expect(await endSessions(db(), { userUuid: ada, exceptToken: second?.token })).toBe(18);
  expect(await listSessions(db(), ada)).toEqual([second?.session]);
  expect(await endSessions(db(), { userUuid: ada })).toBe(1);
});

test("a session needs an active user, and values that can be stored", async () => {
  await expect(createSession(db(), { userUuid: nobody })).rejects.toMatchObject({ code: "user_not_found" });
  const invalid = { code: "invalid_input" };
  await expect(createSession(db(), { userUuid: "ada" })).rejects.toMatchObject(invalid);
  await expect(createSession(db(), { userUuid: ada, ip: "1".repeat(256) })).rejects.toMatchObject(invalid);
  await expect(listSessions(db(), "ada")).rejects.toMatchObject(invalid);
  await expect(endSessions(db(), { userUuid: "ada" })).rejects.toMatchObject(invalid);
  await expect(endUserSession(db(), { userUuid: ada, uuid: "" })).rejects.toMatchObject(invalid);
});

test("a deactivated account has no sessions, and gets none until it is activated", async () => {
  const { token } = await createSession(db(), { userUuid: ada });
  const link = await createEmailToken(db(), { userUuid: ada, context: "magic_link" });
  expect(await deactivateUser(db(), ada)).toBe(true);
  expect(await deactivateUser(db(), ada)).toBe(false);
  expect(await findSession(db(), token)).toBeUndefined();
  await expect(createSession(db(), { userUuid: ada })).rejects.toMatchObject({ code: "user_inactive" });
  await expect(consumeMagicLink(db(), link)).rejects.toMatchObject({ code: "user_inactive" });
  expect(await activateUser(db(), ada)).toBe(true);
  expect(await activateUser(db(), ada)).toBe(false);
  expect(await consumeMagicLink(db(), link)).toMatchObject({ uuid: ada, confirmedAt: expect.any(Date) });
  await expect(deactivateUser(db(), nobody)).rejects.toMatchObject({ code: "user_not_found" });
  await expect(activateUser(db(), "ada")).rejects.toMatchObject({ code: "invalid_input" });
});

test("of 20 Owners who are deactivated or lose the role at the same moment, one remains", async () => {
  const owners = await Promise.all(
    Array.from({ length: 20 }, (_, n) => addUser(`owner-${n}@example.com`, hashedPassword)),
  );
  for (const userUuid of owners) await grantRole(db(), { userUuid, role: "Owner" });
  const outcomes = await Promise.allSettled(
    owners.map((userUuid, n) =>
      n % 2 === 0 ? deactivateUser(db(), userUuid) : revokeRole(db(), { userUuid, role: "Owner" }),
    ),
  );
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused.map(({ reason }) => reason.code)).toEqual(["last_owner"]);
});

test("an administrator confirms a user once, and the user's tokens for that end", async () => {
  const token = await createEmailToken(db(), { userUuid: ada, context: "confirm" });
  const { confirmedAt } = await confirmUser(db(), ada);
  expect(confirmedAt).toBeInstanceOf(Date);
  expect((await confirmUser(db(), ada)).confirmedAt).toEqual(confirmedAt);
  await expect(consumeMagicLink(db(), token)).rejects.toMatchObject({ code: "token_invalid" });
  await expect(confirmUser(db(), nobody)).rejects.toMatchObject({ code: "user_not_found" });
});

test("a user without the hash has all the rest", async () => {
  const user = await readUser(ada);
  expect(publicUser(user)).toEqual({ ...user, hashedPassword: undefined });
  expect(Object.keys(publicUser(user))).not.toContain("hashedPassword");
});

test("a changed password ends all tokens but the session that the user is in", async () => {
  const { token: sessionToken } = await createSession(db(), { userUuid: ada });
  const { token: other } = await createSession(db(), { userUuid: ada });
  const reset = await createEmailToken(db(), { userUuid: ada, context: "reset_password" });
  const newPassword = "another good one";
  const change = { userUuid: ada, currentPassword: password, newPassword, sessionToken };
  await expect(changePassword(db(), { ...change, currentPassword: newPassword })).rejects.toMatchObject({
    code: "password_wrong",
  });
  await expect(changePassword(db(), { ...change, newPassword: password })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(changePassword(db(), { ...change, userUuid: nobody })).rejects.toMatchObject({
    code: "user_not_found",
  });
  expect((await findSession(db(), other))?.user.uuid).toBe(ada);
  const changed = await changePassword(db(), change);
  expect(await checkPassword(newPassword, changed.hashedPassword)).toBe(true);
  expect((await findSession(db(), sessionToken))?.user.uuid).toBe(ada);
  expect(await findSession(db(), other)).toBeUndefined();
  await expect(resetPassword(db(), { token: reset, newPassword: password })).rejects.toMatchObject({
    code: "token_invalid",
  });
  expect(await listActions()).toEqual(["user.password_changed"]);
});

test("of 20 who change or reset one password at the same moment, one succeeds", async () => {
  const change = { userUuid: ada, currentPassword: password };
  const changes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      changePassword(db(), { ...change, newPassword: `new password ${n}` }),
    ),
  );
  expect(changes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const { token } = await createSession(db(), { userUuid: ada });
  const reset = await createEmailToken(db(), { userUuid: ada, context: "reset_password" });
  const resets = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      resetPassword(db(), { token: reset, newPassword: `newer password ${n}` }),
    ),
  );
  expect(resets.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await findSession(db(), token)).toBeUndefined();
  expect((await listActions()).sort()).toEqual(["user.password_changed", "user.password_reset"]);
});

test("an address that somebody else took meanwhile is not given to a user, however many ask at once", async () => {
  const people = await Promise.all(
    Array.from({ length: 20 }, (_, n) => addUser(`user-${n}@example.com`, hashedPassword)),
  );
  const newEmail = "wanted@example.com";
  const changes = await Promise.all(
    people.map(async (userUuid) => ({
      userUuid,
      token: await createEmailChangeToken(db(), { userUuid, newEmail }),
    })),
  );
  const outcomes = await Promise.allSettled(changes.map((change) => changeEmail(db(), change)));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(["email_taken"]));
  expect(refused).toHaveLength(19);
  await expect(createEmailChangeToken(db(), { userUuid: ada, newEmail })).rejects.toMatchObject({
    code: "email_taken",
  });
});

test.each([
  ["Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/140.0 Safari/537.36 OPR/120.0", "Opera", "macOS"],
  ["Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome", "Android"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"],
  ["curl/8.5", null, null],
  [undefined, null, null],
])("the device %s is named as PhoenixKit's application names it", (userAgent, browser, os) => {
  expect(parseUserAgent(userAgent)).toEqual({ browser, os });
});
