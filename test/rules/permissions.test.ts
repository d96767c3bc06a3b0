import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, rolePermissions, type Tables, userRoles, users } from "../../src/index.ts";
import {
  grantPermission,
  hasPermission,
  listPermissions,
  revokePermission,
} from "../../src/rules/permissions.ts";
import { grantRole, revokeRole } from "../../src/rules/roles.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const ada = "018f0000-0000-7000-8000-00000000000a";
const nobody = "018f0000-0000-7000-8000-000000000000";
const twenty = Array.from({ length: 20 });
const role = "Editor";
let racers: Pool;
const db = () => drizzle({ client: racers });

async function setUp(tables: Pick<Tables, "users" | "userRoles">) {
  await db().insert(tables.userRoles).values({ name: role });
  await db().insert(tables.users).values({ uuid: ada, email: "ada@example.com", hashedPassword: "" });
}

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await database().pool.query("DELETE FROM phoenix_kit_users");
  await database().pool.query("DELETE FROM phoenix_kit_user_roles WHERE name = $1", [role]);
  await setUp({ users, userRoles });
});

const grant = (key: string) => grantPermission(db(), { role, key });
const may = (key: string) => hasPermission(db(), { userUuid: ada, key });

test.each(["public", quotedPrefix])("what a role was given, its users may (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  if (prefix !== "public") await setUp(tables);
  await grantRole(db(), { userUuid: ada, role }, { tables });
  const media = { userUuid: ada, key: "media" };
  expect(await hasPermission(db(), media, { tables })).toBe(false);
  expect(await grantPermission(db(), { role, key: "media", grantedBy: ada }, { tables })).toBe(true);
  expect(await grantPermission(db(), { role, key: "media" }, { tables })).toBe(false);
  expect(await listPermissions(db(), role, { tables })).toEqual(["media"]);
  expect(await hasPermission(db(), media, { tables })).toBe(true);
  expect(await db().select().from(tables.rolePermissions)).toContainEqual(
    expect.objectContaining({ moduleKey: "media", grantedByUuid: ada }),
  );
  if (prefix !== "public") expect(await listPermissions(db(), role)).toEqual([]);
  expect(await revokePermission(db(), { role, key: "media" }, { tables })).toBe(true);
  expect(await revokePermission(db(), { role, key: "media" }, { tables })).toBe(false);
  expect(await hasPermission(db(), media, { tables })).toBe(false);
});

test("a part comes with the whole's key, and goes with it", async () => {
  await grantRole(db(), { userUuid: ada, role });
  await grant("calendar_2");
  expect(await grant("calendar.view_others")).toBe(true);
  expect(await grant("calendar")).toBe(false);
  expect(await grant("calendar.edit")).toBe(true);
  expect(await listPermissions(db(), role)).toEqual([
    "calendar",
    "calendar.edit",
    "calendar.view_others",
    "calendar_2",
  ]);
  expect(await revokePermission(db(), { role, key: "calendar.edit" })).toBe(true);
  expect(await may("calendar")).toBe(true);
  expect(await may("calendar.view_others")).toBe(true);
  expect(await may("calendar.edit")).toBe(false);
  expect(await revokePermission(db(), { role, key: "calendar" })).toBe(true);
  expect(await listPermissions(db(), role)).toEqual(["calendar_2"]);
  expect(await may("calendar.view_others")).toBe(false);
});

test("a part that stands alone in the database gives nothing", async () => {
  await grantRole(db(), { userUuid: ada, role });
  await grant("calendar.edit");
  await database().pool.query("DELETE FROM phoenix_kit_role_permissions WHERE module_key = 'calendar'");
  expect(await may("calendar.edit")).toBe(false);
});

test("the star gives everything, and is taken alone", async () => {
  await grantRole(db(), { userUuid: ada, role });
  await grant("media");
  expect(await grant("*")).toBe(true);
  for (const key of ["users", "made_up.part", "*"]) expect(await may(key)).toBe(true);
  expect(await revokePermission(db(), { role, key: "*" })).toBe(true);
  expect(await listPermissions(db(), role)).toEqual(["media"]);
  expect(await may("*")).toBe(false);
});

test("the Owner may do everything without a row, as long as the role and the account are active", async () => {
  const before = await db().$count(rolePermissions);
  await grantRole(db(), { userUuid: ada, role: "Owner" });
  expect(await may("anything.at_all")).toBe(true);
  expect(await listPermissions(db(), "Owner")).toEqual(["*"]);
  expect(await grantPermission(db(), { role: "Owner", key: "media" })).toBe(false);
  const refused = revokePermission(db(), { role: "Owner", key: "media" });
  await expect(refused).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
  expect(await db().$count(rolePermissions)).toBe(before);
  await database().pool.query("UPDATE phoenix_kit_users SET is_active = false");
  expect(await may("media")).toBe(false);
});

test("a role that was revoked, or that nobody gave, gives nothing", async () => {
  await grant("users");
  expect(await may("users")).toBe(false);
  await grantRole(db(), { userUuid: ada, role });
  expect(await may("users")).toBe(true);
  await revokeRole(db(), { userUuid: ada, role });
  expect(await may("users")).toBe(false);
  expect(await hasPermission(db(), { userUuid: nobody, key: "users" })).toBe(false);
});

test("a part and its whole may come from two roles", async () => {
  await grant("calendar");
  await grantRole(db(), { userUuid: ada, role });
  await grantRole(db(), { userUuid: ada, role: "Admin" });
  await grantPermission(db(), { role: "Admin", key: "calendar.edit" });
  expect(await may("calendar.edit")).toBe(true);
  await revokePermission(db(), { role: "Admin", key: "calendar" });
  expect(await may("calendar.edit")).toBe(false);
  expect(await may("calendar")).toBe(true);
});

test("of 20 who grant or revoke the same at once, one does", async () => {
  const granted = await Promise.all(twenty.map(() => grant("calendar.edit")));
  expect(granted.filter(Boolean)).toHaveLength(1);
  expect(await listPermissions(db(), role)).toEqual(["calendar", "calendar.edit"]);
  const revoked = await Promise.all(twenty.map(() => revokePermission(db(), { role, key: "calendar" })));
  expect(revoked.filter(Boolean)).toHaveLength(1);
});

test.each([1, 2, 3])("a part never stands alone, whoever grants and revokes at once (%i)", async () => {
  await Promise.all(
    twenty.map((_, n) =>
      n % 2 ? grant(`calendar.part_${n}`) : revokePermission(db(), { role, key: "calendar" }),
    ),
  );
  const keys = await listPermissions(db(), role);
  expect(keys.length === 0 || keys[0] === "calendar").toBe(true);
});

test("revoking waits for a part that is just being granted, and takes it", async () => {
  await grant("calendar");
  let revoked: Promise<boolean> | undefined;
  await db().transaction(async (tx) => {
    await grantPermission(tx, { role, key: "calendar.edit" });
    revoked = revokePermission(db(), { role, key: "calendar" });
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  expect(await revoked).toBe(true);
  expect(await listPermissions(db(), role)).toEqual([]);
});

test("keys of 50 characters and their parts of 50 fit", async () => {
  const base = "x".repeat(50);
  expect(await grant(`${base}.${base}`)).toBe(true);
  expect(await listPermissions(db(), role)).toEqual([base, `${base}.${base}`]);
});

test.each([
  "",
  "Media",
  "media ",
  "media.",
  ".edit",
  "a.b.c",
  "media.*",
  "**",
  "1media",
  "media\n",
  "x".repeat(51),
  `media.${"x".repeat(51)}`,
])("the key %j is refused", async (key) => {
  const refusal = { name: "RuleError", code: "invalid_input", remedy: expect.stringMatching(/\w/) };
  await expect(grant(key)).rejects.toMatchObject(refusal);
  await expect(revokePermission(db(), { role, key })).rejects.toMatchObject(refusal);
  await expect(may(key)).rejects.toMatchObject(refusal);
});

test("an unknown role or granting user is refused, and the caller's transaction goes on", async () => {
  await db().transaction(async (tx) => {
    const unknown = { role: "editor", key: "media" };
    await expect(grantPermission(tx, unknown)).rejects.toMatchObject({ code: "role_not_found" });
    await expect(revokePermission(tx, unknown)).rejects.toMatchObject({ code: "role_not_found" });
    await expect(listPermissions(tx, "editor")).rejects.toMatchObject({ code: "role_not_found" });
    const byNobody = grantPermission(tx, { role, key: "media", grantedBy: nobody });
    await expect(byNobody).rejects.toMatchObject({ code: "user_not_found" });
    await grantPermission(tx, { role, key: "media" });
  });
  expect(await listPermissions(db(), role)).toEqual(["media"]);
});
