import { createHash, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { defineTables, type TokenContext, users, usersTokens } from "../../src/index.ts";
import { changeEmail, confirmEmail } from "../../src/rules/accounts.ts";
import {
  createEmailChangeToken,
  createEmailToken,
  createRegistrationToken,
  findEmailByRegistrationToken,
  findUserByEmailToken,
} from "../../src/rules/email-tokens.ts";
import { consumeMagicLink, registerByMagicLink } from "../../src/rules/magic-links.ts";
import { deleteExpiredTokens } from "../../src/rules/tokens.ts";
import { createSession, findSession } from "../../src/rules/user-sessions.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";
import { useAccounts } from "./use-accounts.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const { db, addUser } = useAccounts(database);
let ada = "";

beforeEach(async () => {
  ada = await addUser("Ada@example.com");
});

const readTokens = () => db().select().from(usersTokens);
const hash = (token: string) => createHash("sha256").update(Buffer.from(token, "base64url")).digest();

/** Stores a token as PhoenixKit's own application does, and returns what it would mail or sign. */
async function addTheirToken(
  row: { context: TokenContext; userUuid?: string; sentTo?: string },
  { ageMinutes = 0, isHashed = true } = {},
): Promise<string> {
  const bytes = randomBytes(48);
  const token = isHashed ? createHash("sha256").update(bytes).digest() : bytes;
  const insertedAt = new Date(Math.floor(Date.now() / 1000) * 1000 - ageMinutes * 60_000);
  await db()
    .insert(usersTokens)
    .values({ ...row, token, insertedAt });
  return bytes.toString("base64url");
}

test("a mailed token is 48 bytes in base64url, and only its SHA-256 is stored, with context and address", async () => {
  const confirm = await createEmailToken(db(), { userUuid: ada, context: "confirm" });
  const reset = await createEmailToken(db(), { userUuid: ada, context: "reset_password" });
  const change = await createEmailChangeToken(db(), { userUuid: ada, newEmail: "ada@new.example" });
  const registration = await createRegistrationToken(db(), " Bea@Example.com ");
  expect(confirm).toMatch(/^[\w-]{64}$/);
  const stored = (await readTokens()).map(({ token, context, sentTo, userUuid }) => ({
    token: Buffer.from(token),
    context,
    sentTo,
    userUuid,
  }));
  expect(stored).toEqual([
    { token: hash(confirm), context: "confirm", sentTo: "Ada@example.com", userUuid: ada },
    { token: hash(reset), context: "reset_password", sentTo: "Ada@example.com", userUuid: ada },
    { token: hash(change), context: "change:Ada@example.com", sentTo: "ada@new.example", userUuid: ada },
    {
      token: hash(registration),
      context: "magic_link_registration",
      sentTo: "bea@example.com",
      userUuid: null,
    },
  ]);
});

test("tokens that PhoenixKit's own application made are taken", async () => {
  const sentTo = "Ada@example.com";
  const reset = await addTheirToken({ context: "reset_password", userUuid: ada, sentTo });
  expect((await findUserByEmailToken(db(), { token: reset, context: "reset_password" }))?.uuid).toBe(ada);
  const confirm = await addTheirToken({ context: "confirm", userUuid: ada, sentTo });
  expect(await confirmEmail(db(), confirm)).toMatchObject({ uuid: ada, confirmedAt: expect.any(Date) });
  const registration = await addTheirToken({ context: "magic_link_registration", sentTo: "bea@example.com" });
  expect(await findEmailByRegistrationToken(db(), registration)).toBe("bea@example.com");
  const { user } = await registerByMagicLink(db(), { token: registration, hashedPassword: "" });
  expect(user).toMatchObject({ email: "bea@example.com", confirmedAt: expect.any(Date) });
  const change = await addTheirToken({
    context: `change:${sentTo}`,
    userUuid: ada,
    sentTo: "ada@new.example",
  });
  expect(await changeEmail(db(), { userUuid: ada, token: change })).toMatchObject({
    email: "ada@new.example",
  });
  const session = await addTheirToken({ context: "session", userUuid: ada }, { isHashed: false });
  expect((await findSession(db(), session))?.user.uuid).toBe(ada);
});

test("tokens of ours are found as PhoenixKit's own application looks for them", async () => {
  const find = async (token: Buffer, context: string) => {
    const { rows } = await database().pool.query(
      `SELECT u.uuid FROM phoenix_kit_users_tokens t JOIN phoenix_kit_users u ON u.uuid = t.user_uuid
       WHERE t.token = $1 AND t.context = $2 AND t.inserted_at > now() - interval '15 minutes'
         AND ($2 = 'session' OR t.sent_to = u.email)`,
      [token, context],
    );
    return rows;
  };
  const { token } = await createSession(db(), { userUuid: ada, ip: "203.0.113.7", userAgent: "Firefox" });
  expect(await find(Buffer.from(token, "base64url"), "session")).toEqual([{ uuid: ada }]);
  for (const context of ["confirm", "reset_password", "magic_link"] as const) {
    const mailed = await createEmailToken(db(), { userUuid: ada, context });
    expect(await find(hash(mailed), context)).toEqual([{ uuid: ada }]);
  }
  // PhoenixKit compares the client's address and the hash of its user agent with what is stored, as text
  const userAgentHash = createHash("sha256").update("Firefox").digest("hex");
  const [session] = await readTokens();
  expect(session).toMatchObject({ ipAddress: "203.0.113.7", userAgentHash, sentTo: null });
});

test.each([
  ["session", 60 * 24 * 60],
  ["confirm", 7 * 24 * 60],
  ["reset_password", 60],
  ["magic_link", 15],
  ["magic_link_registration", 30],
  ["change:Ada@example.com", 7 * 24 * 60],
] as const)("a token for %s is valid for %d minutes, and deleted afterwards", async (context, minutes) => {
  const row = {
    context,
    userUuid: ada,
    sentTo: context.startsWith("change:") ? "x@example.com" : "Ada@example.com",
  };
  const isHashed = context !== "session";
  const find = async (token: string) => {
    if (context === "session") return findSession(db(), token);
    if (context === "magic_link_registration") return findEmailByRegistrationToken(db(), token);
    if (context !== "change:Ada@example.com") return findUserByEmailToken(db(), { token, context });
    return changeEmail(db(), { userUuid: ada, token }).catch(() => undefined);
  };
  const old = await addTheirToken(row, { ageMinutes: minutes + 1, isHashed });
  expect(await find(old)).toBeUndefined();
  expect(await deleteExpiredTokens(db())).toBe(1);
  const young = await addTheirToken(row, { ageMinutes: minutes - 1, isHashed });
  expect(await deleteExpiredTokens(db())).toBe(0);
  expect(await find(young)).toBeDefined();
});

test("of 20 who use one token at the same moment, one succeeds", async () => {
  const magic = await createEmailToken(db(), { userUuid: ada, context: "magic_link" });
  const change = await createEmailChangeToken(db(), { userUuid: ada, newEmail: "ada@new.example" });
  const registration = await createRegistrationToken(db(), "bea@example.com");
  const confirm = await createEmailToken(db(), { userUuid: ada, context: "confirm" });
  const uses: readonly (() => Promise<unknown>)[] = [
    () => confirmEmail(db(), confirm),
    () => consumeMagicLink(db(), magic),
    () => registerByMagicLink(db(), { token: registration, hashedPassword: "" }),
    () => changeEmail(db(), { userUuid: ada, token: change }),
  ];
  for (const use of uses) {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, use));
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(19);
    expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(["token_invalid"]));
  }
});

test("of 20 magic links that one user asks for at the same moment, one is valid", async () => {
  const request = { userUuid: ada, context: "magic_link" } as const;
  const links = await Promise.all(Array.from({ length: 20 }, () => createEmailToken(db(), request)));
  const outcomes = await Promise.allSettled(links.map((link) => consumeMagicLink(db(), link)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test.each([
  "",
  "…",
  "a".repeat(63),
  "a".repeat(65),
  `${"a".repeat(63)}=`,
  "\0".repeat(64),
  `${"/".repeat(64)}`,
])("a text that cannot be a token, such as %j, is not valid", async (token) => {
  const invalid = { code: "token_invalid" };
  expect(await findSession(db(), token)).toBeUndefined();
  expect(await findUserByEmailToken(db(), { token, context: "confirm" })).toBeUndefined();
  expect(await findEmailByRegistrationToken(db(), token)).toBeUndefined();
  await expect(confirmEmail(db(), token)).rejects.toMatchObject(invalid);
  await expect(consumeMagicLink(db(), token)).rejects.toMatchObject(invalid);
  await expect(changeEmail(db(), { userUuid: ada, token })).rejects.toMatchObject(invalid);
  await expect(registerByMagicLink(db(), { token, hashedPassword: "" })).rejects.toMatchObject(invalid);
});

test("a token is good for its own purpose, user and address alone", async () => {
  const confirm = await createEmailToken(db(), { userUuid: ada, context: "confirm" });
  expect(await findUserByEmailToken(db(), { token: confirm, context: "reset_password" })).toBeUndefined();
  const change = await createEmailChangeToken(db(), { userUuid: ada, newEmail: "ada@new.example" });
  const bea = await addUser("bea@example.com");
  const invalid = { code: "token_invalid" };
  await expect(changeEmail(db(), { userUuid: bea, token: change })).rejects.toMatchObject(invalid);
  await db().update(users).set({ email: "ada@moved.example" }).where(eq(users.uuid, ada));
  expect(await findUserByEmailToken(db(), { token: confirm, context: "confirm" })).toBeUndefined();
  await expect(confirmEmail(db(), confirm)).rejects.toMatchObject(invalid);
  await expect(changeEmail(db(), { userUuid: ada, token: change })).rejects.toMatchObject(invalid);
});

test("a token of a transaction that is rolled back is still valid", async () => {
  const token = await createRegistrationToken(db(), "bea@example.com");
  const bea = await addUser("BEA@example.com");
  await expect(registerByMagicLink(db(), { token, hashedPassword: "" })).rejects.toMatchObject({
    code: "email_taken",
  });
  await expect(createRegistrationToken(db(), "bea@example.com")).rejects.toMatchObject({
    code: "email_taken",
  });
  await db().delete(users).where(eq(users.uuid, bea));
  expect((await registerByMagicLink(db(), { token, hashedPassword: "" })).user.email).toBe("bea@example.com");
});

test("who asks for a token must exist, and give an address", async () => {
  const nobody = "018f0000-0000-7000-8000-000000000000";
  const context = "confirm" as const;
  await expect(createEmailToken(db(), { userUuid: nobody, context })).rejects.toMatchObject({
    code: "user_not_found",
  });
  const invalid = { code: "invalid_input" };
  await expect(createEmailToken(db(), { userUuid: "ada", context })).rejects.toMatchObject(invalid);
  await expect(createRegistrationToken(db(), "ada")).rejects.toMatchObject(invalid);
  const newEmail = "ada\0@example.com";
  await expect(createEmailChangeToken(db(), { userUuid: ada, newEmail })).rejects.toMatchObject(invalid);
});

test("tokens of a prefix are its own", async () => {
  const tables = defineTables(quotedPrefix);
  const [user] = await db()
    .insert(tables.users)
    .values({ email: "cleo@example.com", hashedPassword: "" })
    .returning();
  const userUuid = user?.uuid ?? "";
  const { token: session } = await createSession(db(), { userUuid }, { tables });
  expect((await findSession(db(), session, { tables }))?.user.email).toBe("cleo@example.com");
  expect(await findSession(db(), session)).toBeUndefined();
  const confirm = await createEmailToken(db(), { userUuid, context: "confirm" }, { tables });
  await expect(confirmEmail(db(), confirm)).rejects.toMatchObject({ code: "token_invalid" });
  expect((await confirmEmail(db(), confirm, { tables })).confirmedAt).toBeInstanceOf(Date);
  const link = await createEmailToken(db(), { userUuid, context: "magic_link" }, { tables });
  expect((await consumeMagicLink(db(), link, { tables })).uuid).toBe(userUuid);
  const change = await createEmailChangeToken(db(), { userUuid, newEmail: "cleo@new.example" }, { tables });
  expect((await changeEmail(db(), { userUuid, token: change }, { tables })).email).toBe("cleo@new.example");
  const registration = await createRegistrationToken(db(), "ada@example.com", { tables });
  const { user: other } = await registerByMagicLink(
    db(),
    { token: registration, hashedPassword: "" },
    { tables },
  );
  expect(other.email).toBe("ada@example.com");
});
