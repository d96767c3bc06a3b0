import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables } from "../../src/index.ts";
import { listActiveRoles } from "../../src/rules/roles.ts";
import { listUsers, type UserListFilter } from "../../src/rules/user-lists.ts";
import { findUserByEmail, type Registration, registerUser } from "../../src/rules/users.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;
const hashedPassword = "$2b$12$hash";
let racers: Pool;

beforeAll(() => {
  racers = openPool(database().url, { max: 50 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_users");
});

const db = () => drizzle({ client: racers });
const crowd = Array.from({ length: 50 }, (_, n) => ({ email: `user-${n}@example.com`, hashedPassword }));

/** How many have each role, as the database has it. */
async function roleCounts(): Promise<Record<string, number>> {
  const { rows } = await database().pool.query(
    `SELECT r.name, count(*)::int FROM phoenix_kit_user_role_assignments a
     JOIN phoenix_kit_user_roles r ON r.uuid = a.role_uuid WHERE a.is_active GROUP BY r.name`,
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

test("the first user becomes Owner, every later one User, even when the Owner is gone", async () => {
  const first = await registerUser(db(), { email: "Ada.L@Example.com", hashedPassword, firstName: "Ada" });
  expect(first).toMatchObject({
    role: "Owner",
    user: { username: "ada_l", firstName: "Ada", isActive: true },
  });
  const second = await registerUser(db(), { email: "bea@example.com", hashedPassword });
  expect(second.role).toBe("User");
  expect(await listActiveRoles(db(), second.user.uuid)).toMatchObject([
    { role: "User", assignedByUuid: null },
  ]);
  await database().pool.query("DELETE FROM phoenix_kit_users WHERE uuid = $1", [first.user.uuid]);
  expect((await registerUser(db(), { email: "cleo@example.com", hashedPassword })).role).toBe("User");
});

test.each([1, 2, 3])("of 50 who register at once, one becomes Owner (%i)", async () => {
  const registered = await Promise.all(crowd.map((one) => registerUser(db(), one)));
  expect(registered.filter(({ role }) => role === "Owner")).toHaveLength(1);
  expect(await roleCounts()).toEqual({ Owner: 1, User: 49 });
});

test.each(["repeatable read", "serializable"] as const)(
  "of 50 who register at once in %s transactions, one becomes Owner, whoever is refused",
  async (isolationLevel) => {
    const outcomes = await Promise.allSettled(
      crowd.map((one) => db().transaction((tx) => registerUser(tx, one), { isolationLevel })),
    );
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    for (const error of refused) expect(error).toMatchObject({ cause: { code: "40001" } });
    const { Owner, User = 0 } = await roleCounts();
    expect(Owner).toBe(1);
    expect(1 + User + refused.length).toBe(50);
  },
);

test("of 20 who register one address in different cases, one does, and the others are told why", async () => {
  const spellings = Array.from({ length: 20 }, (_, n) => ["ada@example.com", "ADA@Example.COM"][n % 2] ?? "");
  const outcomes = await Promise.allSettled(
    spellings.map((email) => registerUser(db(), { email, hashedPassword })),
  );
  const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toHaveLength(19);
  for (const error of refused) expect(error).toMatchObject({ name: "RuleError", code: "email_taken" });
  expect(await roleCounts()).toEqual({ Owner: 1 });
});

test("a taken address leaves the caller's transaction as it was", async () => {
  await registerUser(db(), { email: "ada@example.com", hashedPassword });
  const bea = await db().transaction(async (tx) => {
    const again = registerUser(tx, { email: "Ada@example.com", hashedPassword });
    await expect(again).rejects.toMatchObject({ code: "email_taken" });
    return registerUser(tx, { email: "bea@example.com", hashedPassword });
  });
  expect(bea.user.username).toBe("bea");
});

test("users of one name on many hosts get usernames of their own, also at once; a chosen one stays", async () => {
  const chosen = await registerUser(db(), { email: "x@example.com", hashedPassword, username: "Ada" });
  expect(chosen.user.username).toBe("Ada");
  const registered = await Promise.all(
    crowd.map((one, n) => registerUser(db(), { ...one, email: `ada@host-${n}.example` })),
  );
  const names = registered.map(({ user }) => user.username);
  expect(new Set(names)).toEqual(new Set(crowd.map((_, n) => `ada_${n + 1}`)));
  const twin = registerUser(db(), { email: "y@example.com", hashedPassword, username: "ADA" });
  await expect(twin).rejects.toMatchObject({ code: "username_taken" });
});

test("everything that a registration says is stored", async () => {
  const registration: Registration = {
    email: "Ada@example.com",
    hashedPassword,
    lastName: "Łovelace 😀".repeat(9),
    registrationIp: "2001:db8::1",
    registrationCountry: "EE",
    registrationRegion: "Pärnu maakond",
    registrationCity: "Pärnu",
    userTimezone: "+2",
    customFields: { theme: "dark" },
    accountType: "organization",
    organizationName: "Engines",
  };
  const { user } = await registerUser(db(), registration);
  expect(user).toMatchObject(registration);
});

test.each<[string, Partial<Registration>]>([
  ["no @", { email: "ada" }],
  ["a blank in the address", { email: "ada @example.com" }],
  ["a line break in the address", { email: "ada@example.com\n" }],
  ["an address of 161 characters", { email: `${"a".repeat(160)}@` }],
  ["a NUL", { email: "ada@example\0.com" }],
  ["half a character", { firstName: "\ud83d" }],
  ["a hash of 256 characters", { hashedPassword: "x".repeat(256) }],
  ["a first name of 101 characters", { firstName: "x".repeat(101) }],
  ["an IP address of 46 characters", { registrationIp: "1".repeat(46) }],
  ["a country's name", { registrationCountry: "EST" }],
  ["a city of 101 characters", { registrationCity: "x".repeat(101) }],
  ["a time zone beyond the last", { userTimezone: "+15" }],
  ["a time zone's name", { userTimezone: "CET" }],
  ["no uuid", { organizationUuid: "1" }],
  ["a username of 2 characters", { username: "ab" }],
])("%s is refused with a remedy, and nobody is registered", async (_, wrong) => {
  const registering = registerUser(db(), { email: "ada@example.com", hashedPassword, ...wrong });
  await expect(registering).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
    remedy: expect.stringMatching(/\w/),
  });
  expect(await db().execute(sql`SELECT FROM phoenix_kit_users`)).toMatchObject({ rowCount: 0 });
});

test("each prefix has its own Owner, and users are found by address whatever the search path", async () => {
  const tables = defineTables(prefix);
  const own = await Promise.all(crowd.map((one) => registerUser(db(), one, { tables })));
  expect(own.filter(({ role }) => role === "Owner")).toHaveLength(1);
  expect((await registerUser(db(), { email: "ada@example.com", hashedPassword })).role).toBe("Owner");

  const elsewhere = openPool(database().url, { options: "-c search_path=pg_catalog" });
  const found = await findUserByEmail(drizzle({ client: elsewhere }), "USER-7@Example.com", { tables });
  await elsewhere.end();
  expect(found?.email).toBe("user-7@example.com");
  expect(await findUserByEmail(db(), "ada@example.com", { tables })).toBeUndefined();
});

test("the list finds a part of address, username or name in any case, and wildcards mean themselves", async () => {
  const people = [
    { email: "Lin_A@list.example", username: "linus", firstName: "Ada", lastName: "O'100%" },
    { email: "linxa@list.example", username: "Countess", firstName: "Back\\Slash", isActive: false },
  ];
  for (const person of people) await registerUser(db(), { ...person, hashedPassword });
  const find = async (filter: UserListFilter) =>
    (await listUsers(db(), filter)).map(({ username }) => username).sort();
  expect(await find({})).toEqual(["Countess", "linus"]);
  expect(await find({ search: "LIN_a" })).toEqual(["linus"]);
  expect(await find({ search: "countes" })).toEqual(["Countess"]);
  expect(await find({ search: "ADA" })).toEqual(["linus"]);
  expect(await find({ search: "'100%" })).toEqual(["linus"]);
  expect(await find({ search: "back\\s" })).toEqual(["Countess"]);
  expect(await find({ search: "list.example", isActive: true })).toEqual(["linus"]);
  expect((await listUsers(db()))[0]).not.toHaveProperty("hashedPassword");
  await expect(listUsers(db(), { search: "a\0" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("the pages of the list hold each user once, the newest first", async () => {
  for (const person of crowd.slice(0, 7)) await registerUser(db(), person);
  const seen: string[] = [];
  for (let after: string | undefined; ; after = seen.at(-1)) {
    const page = await listUsers(db(), { search: "@EXAMPLE", limit: 3, after });
    if (page.length === 0) break;
    seen.push(...page.map(({ uuid }) => uuid));
  }
  expect(new Set(seen).size).toBe(7);
  expect(seen).toEqual([...seen].sort().reverse());
});
