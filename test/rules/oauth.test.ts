import { randomBytes } from "node:crypto";
import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, oauthProviders, userOauthProviders } from "../../src/index.ts";
import { getOauthTokens, linkOauthAccount, type OauthAccount } from "../../src/rules/oauth.ts";
import { decryptToken, encryptToken, type OauthKeys } from "../../src/rules/oauth-cipher.ts";
import { registerUser } from "../../src/rules/users.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const key = randomBytes(32);
const keys: OauthKeys = [key];
const nobody = "018f0000-0000-7000-8000-000000000000";
let racers: Pool;

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_users");
});

const db = () => drizzle({ client: racers });
const google: OauthAccount = { provider: "google", providerUid: "117", email: "ADA@example.com" };
const verified: OauthAccount = { ...google, emailVerified: true };
const unreadable = { name: "RuleError", code: "oauth_token_unreadable" };

async function register(email: string): Promise<string> {
  return (await registerUser(db(), { email, hashedPassword: "" })).user.uuid;
}

test("a verified address links to its user, once; then the account is known without it", async () => {
  const ada = await register("ada@example.com");
  expect(await linkOauthAccount(db(), verified, { keys })).toEqual({ userUuid: ada, isNew: true });
  expect(await linkOauthAccount(db(), verified, { keys })).toEqual({ userUuid: ada, isNew: false });
  const moved = { ...google, email: "else@example.com" };
  expect(await linkOauthAccount(db(), moved, { keys })).toEqual({ userUuid: ada, isNew: false });
  expect(await db().select().from(userOauthProviders)).toHaveLength(1);
});

test("an address that nobody verified links to nobody, nor does one that nobody has", async () => {
  await register("ada@example.com");
  for (const emailVerified of [undefined, false]) {
    expect(await linkOauthAccount(db(), { ...google, emailVerified }, { keys })).toBeUndefined();
  }
  expect(await linkOauthAccount(db(), { ...verified, email: undefined }, { keys })).toBeUndefined();
  expect(await linkOauthAccount(db(), { ...verified, email: "b@example.com" }, { keys })).toBeUndefined();
  expect(await db().select().from(userOauthProviders)).toEqual([]);
});

test("whoever is signed in may link accounts of any address, one of each provider", async () => {
  const ada = await register("ada@example.com");
  for (const provider of oauthProviders) {
    const account: OauthAccount = { provider, providerUid: "1", email: "x@example.com", userUuid: ada };
    expect(await linkOauthAccount(db(), account, { keys })).toEqual({ userUuid: ada, isNew: true });
  }
  const second: OauthAccount = { provider: "github", providerUid: "2", userUuid: ada };
  await expect(linkOauthAccount(db(), second, { keys })).rejects.toMatchObject({
    code: "oauth_provider_taken",
  });
  const unknown: OauthAccount = { ...second, userUuid: nobody };
  await expect(linkOauthAccount(db(), unknown, { keys })).rejects.toMatchObject({ code: "user_not_found" });
});

test("an account of somebody else is not taken over, and keeps its tokens", async () => {
  const ada = await register("ada@example.com");
  const bea = await register("bea@example.com");
  await linkOauthAccount(db(), { ...verified, accessToken: "Ada's" }, { keys });
  const taking = linkOauthAccount(db(), { ...google, userUuid: bea, accessToken: "Bea's" }, { keys });
  await expect(taking).rejects.toMatchObject({ code: "oauth_account_taken" });
  const tokens = await getOauthTokens(db(), { userUuid: ada, provider: "google" }, { keys });
  expect(tokens?.accessToken).toBe("Ada's");
  expect(await getOauthTokens(db(), { userUuid: bea, provider: "google" }, { keys })).toBeUndefined();
});

test("of 20 sign-ins at once with a new account, one links and all find the same user", async () => {
  const ada = await register("ada@example.com");
  const links = await Promise.all(
    Array.from({ length: 20 }, () => linkOauthAccount(db(), verified, { keys })),
  );
  expect(new Set(links.map((link) => link?.userUuid))).toEqual(new Set([ada]));
  expect(links.filter((link) => link?.isNew)).toHaveLength(1);
});

test("tokens are encrypted at rest, renewed, and kept where a sign-in brings none", async () => {
  const ada = await register("ada@example.com");
  const account = { userUuid: ada, provider: "google" } as const;
  const tokenExpiresAt = new Date("2030-01-01T00:00:00Z");
  const tokens = { accessToken: "access-secret", refreshToken: "refresh-secret", tokenExpiresAt };
  await linkOauthAccount(db(), { ...verified, ...tokens, rawData: { name: "Ada" } }, { keys });
  const { rows } = await database().pool.query(
    "SELECT p::text AS row FROM phoenix_kit_user_oauth_providers p",
  );
  expect(rows[0].row).toContain("v1.");
  expect(rows[0].row).not.toMatch(/secret/);
  const read = { accessToken: "access-secret", refreshToken: "refresh-secret", expiresAt: tokenExpiresAt };
  expect(await getOauthTokens(db(), account, { keys })).toEqual(read);
  await linkOauthAccount(db(), { ...google, accessToken: "newer" }, { keys });
  expect(await getOauthTokens(db(), account, { keys })).toEqual({ ...read, accessToken: "newer" });
  expect(await db().select().from(userOauthProviders)).toMatchObject([{ rawData: { name: "Ada" } }]);
});

test("a new key reads what the old one wrote as long as both are given, and writes with the new", async () => {
  const ada = await register("ada@example.com");
  const account = { userUuid: ada, provider: "google" } as const;
  const newer = randomBytes(32);
  await linkOauthAccount(db(), { ...verified, accessToken: "secret" }, { keys });
  await expect(getOauthTokens(db(), account, { keys: [newer] })).rejects.toMatchObject(unreadable);
  expect(await getOauthTokens(db(), account, { keys: [newer, key] })).toMatchObject({
    accessToken: "secret",
  });
  await linkOauthAccount(db(), { ...verified, accessToken: "fresh" }, { keys: [newer, key] });
  expect(await getOauthTokens(db(), account, { keys: [newer] })).toMatchObject({ accessToken: "fresh" });
});

test("an encrypted token cannot be moved to another row or column, and plain text is no token", async () => {
  const ada = await register("ada@example.com");
  const bea = await register("bea@example.com");
  const tokens = { accessToken: "access", refreshToken: "refresh" };
  await linkOauthAccount(db(), { ...verified, ...tokens }, { keys });
  await linkOauthAccount(db(), { ...google, providerUid: "118", userUuid: bea, ...tokens }, { keys });
  const read = (userUuid: string) => getOauthTokens(db(), { userUuid, provider: "google" }, { keys });
  const set = (to: string) => database().pool.query(`UPDATE phoenix_kit_user_oauth_providers SET ${to}`);
  await set("access_token = (SELECT min(access_token) FROM phoenix_kit_user_oauth_providers)");
  const outcomes = await Promise.allSettled([read(ada), read(bea)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  for (const to of ["access_token = refresh_token", "access_token = 'plain'", "access_token = ''"]) {
    await set(to);
    await expect(read(ada)).rejects.toMatchObject(unreadable);
  }
});

test("any token comes back, and no altered text gives one", () => {
  const place = { provider: "apple", providerUid: "000.é", kind: "access" } as const;
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.nat(),
      fc.constantFrom(..."Az0-_=.+ "),
      (token, at, letter) => {
        const text = encryptToken(token, place, keys);
        expect(text).not.toBe(encryptToken(token, place, keys));
        expect(decryptToken(text, place, keys)).toBe(token);
        const index = at % (text.length + 1);
        const altered = text.slice(0, index) + letter + text.slice(index + 1);
        for (const other of [altered, text.slice(0, index)]) {
          if (other === text) continue;
          expect(() => decryptToken(other, place, keys)).toThrow(expect.objectContaining(unreadable));
        }
      },
    ),
    { numRuns: 100 },
  );
});

test.each<[string, object, object]>([
  ["a provider that is none", { provider: "myspace" }, {}],
  ["an empty uid", { providerUid: "" }, {}],
  ["a uid of 256 characters", { providerUid: "1".repeat(256) }, {}],
  ["a user that is no uuid", { userUuid: "1" }, {}],
  ["a token in the raw data", { accessToken: 'to"ken', rawData: { a: [{ b: 'to"ken' }] } }, {}],
  ["a key of 31 bytes", { accessToken: "x" }, { keys: [randomBytes(31)] }],
  ["no key", { accessToken: "x" }, { keys: [] }],
])("%s is refused", async (_, wrong, options) => {
  const linking = linkOauthAccount(db(), { ...verified, ...wrong }, { keys, ...options });
  await expect(linking).rejects.toMatchObject({ code: "invalid_input", remedy: expect.stringMatching(/\w/) });
});

test("a prefix has links of its own, with citext outside the search path too", async () => {
  const prefix = quotedPrefix;
  const tables = defineTables(prefix);
  await register("ada@example.com");
  const { user } = await registerUser(db(), { email: "ada@example.com", hashedPassword: "" }, { tables });
  const elsewhere = openPool(database().url, { options: "-c search_path=pg_catalog" });
  const link = await linkOauthAccount(drizzle({ client: elsewhere }), verified, { keys, tables });
  await elsewhere.end();
  expect(link).toEqual({ userUuid: user.uuid, isNew: true });
  expect(await db().select().from(userOauthProviders)).toEqual([]);
});
