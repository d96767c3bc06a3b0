import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, type Tables, users } from "../../src/index.ts";
import { grantRole, listActiveRoles, revokeRole } from "../../src/rules/roles.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;
let racers: Pool;

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_users");
});

const db = () => drizzle({ client: racers });
const nobody = "018f0000-0000-7000-8000-000000000000";

/** The uuids of so many new users. */
async function people(count: number, table: Tables["users"] = users): Promise<string[]> {
  const made = await db()
    .insert(table)
    .values(Array.from({ length: count }, (_, n) => ({ email: `user-${n}@example.com`, hashedPassword: "" })))
    .returning({ uuid: table.uuid });
  return made.map(({ uuid }) => uuid);
}

/** The users who are Owner, as the database has it. */
async function owners(): Promise<string[]> {
  const { rows } = await database().pool.query(
    `SELECT a.user_uuid FROM phoenix_kit_user_role_assignments a
     JOIN phoenix_kit_user_roles r ON r.uuid = a.role_uuid WHERE a.is_active AND r.name = 'Owner'`,
  );
  return rows.map((row) => row.user_uuid);
}

test.each([undefined, prefix])("a role that is granted says who gave it and when (%s)", async (where) => {
  const tables = defineTables(where);
  const [admin = "", ada = ""] = await people(2, tables.users);
  const before = Date.now() - 1000;
  expect(await grantRole(db(), { userUuid: ada, role: "Admin", grantedBy: admin }, { tables })).toBe(true);
  expect(await grantRole(db(), { userUuid: ada, role: "User" }, { tables })).toBe(true);
  const roles = await listActiveRoles(db(), ada, { tables });
  expect(roles).toEqual([
    { role: "Admin", assignedByUuid: admin, assignedAt: expect.any(Date) },
    { role: "User", assignedByUuid: null, assignedAt: expect.any(Date) },
  ]);
  expect(roles[0]?.assignedAt.getTime()).toBeGreaterThan(before);
  expect(await listActiveRoles(db(), admin, { tables })).toEqual([]);
  expect(await grantRole(db(), { userUuid: ada, role: "Admin" }, { tables })).toBe(false);
  expect(await revokeRole(db(), { userUuid: ada, role: "User" }, { tables })).toBe(true);
  expect(await grantRole(db(), { userUuid: ada, role: "User", grantedBy: admin }, { tables })).toBe(true);
  expect(await listActiveRoles(db(), ada, { tables })).toMatchObject([roles[0], { assignedByUuid: admin }]);
});

test("a revoked role keeps who and when, until it is granted again by somebody else", async () => {
  const [admin = "", other = "", ada = ""] = await people(3);
  await grantRole(db(), { userUuid: ada, role: "Admin", grantedBy: admin });
  const [granted] = await listActiveRoles(db(), ada);
  expect(await revokeRole(db(), { userUuid: ada, role: "Admin" })).toBe(true);
  expect(await revokeRole(db(), { userUuid: ada, role: "Admin" })).toBe(false);
  expect(await listActiveRoles(db(), ada)).toEqual([]);
  const { rows } = await database().pool.query(
    "SELECT is_active, assigned_by_uuid, assigned_at FROM phoenix_kit_user_role_assignments",
  );
  expect(rows).toEqual([{ is_active: false, assigned_by_uuid: admin, assigned_at: granted?.assignedAt }]);
  await grantRole(db(), { userUuid: ada, role: "Admin", grantedBy: other });
  const [again] = await listActiveRoles(db(), ada);
  expect(again?.assignedByUuid).toBe(other);
  expect(again?.assignedAt.getTime()).toBeGreaterThan(Number(granted?.assignedAt));
});

test("of 20 who grant the same role, one does, and so it is with revoking", async () => {
  const [ada = ""] = await people(1);
  const grant = { userUuid: ada, role: "Admin" };
  const twenty = Array.from({ length: 20 });
  const granted = await Promise.all(twenty.map(() => grantRole(db(), grant)));
  expect(granted.filter(Boolean)).toHaveLength(1);
  const revoked = await Promise.all(twenty.map(() => revokeRole(db(), grant)));
  expect(revoked.filter(Boolean)).toHaveLength(1);
  const { rows } = await database().pool.query("SELECT FROM phoenix_kit_user_role_assignments");
  expect(rows).toHaveLength(1);
});

test("the last Owner stays Owner, as many as there were and however they are revoked at once", async () => {
  const all = await people(20);
  for (const userUuid of all) await grantRole(db(), { userUuid, role: "Owner" });
  const outcomes = await Promise.allSettled(
    all.map((userUuid) => revokeRole(db(), { userUuid, role: "Owner" })),
  );
  const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toMatchObject([{ name: "RuleError", code: "last_owner" }]);
  expect(await owners()).toHaveLength(1);
});

test.each([1, 2, 3, 4, 5])("of two Owners whom twenty revoke at once, one stays (%i)", async () => {
  const two = await people(2);
  for (const userUuid of two) await grantRole(db(), { userUuid, role: "Owner" });
  await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => revokeRole(db(), { userUuid: two[n % 2] ?? "", role: "Owner" })),
  );
  expect(await owners()).toHaveLength(1);
});

test("in repeatable read too, one of two Owners stays", async () => {
  const two = await people(2);
  for (const userUuid of two) await grantRole(db(), { userUuid, role: "Owner" });
  const outcomes = await Promise.allSettled(
    two.map((userUuid) =>
      db().transaction((tx) => revokeRole(tx, { userUuid, role: "Owner" }), {
        isolationLevel: "repeatable read",
      }),
    ),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await owners()).toHaveLength(1);
});

test("an Owner with an inactive account does not count, and may be revoked", async () => {
  const [ada = "", asleep = ""] = await people(2);
  for (const userUuid of [ada, asleep]) await grantRole(db(), { userUuid, role: "Owner" });
  await database().pool.query("UPDATE phoenix_kit_users SET is_active = false WHERE uuid = $1", [asleep]);
  const last = { code: "last_owner" };
  await expect(revokeRole(db(), { userUuid: ada.toUpperCase(), role: "Owner" })).rejects.toMatchObject(last);
  expect(await revokeRole(db(), { userUuid: asleep, role: "Owner" })).toBe(true);
  expect(await revokeRole(db(), { userUuid: asleep, role: "Owner" })).toBe(false);
  expect(await owners()).toEqual([ada]);
});

test("a refused grant leaves the caller's transaction as it was", async () => {
  const [ada = ""] = await people(1);
  await db().transaction(async (tx) => {
    const unknown = grantRole(tx, { userUuid: nobody, role: "Admin" });
    await expect(unknown).rejects.toMatchObject({ code: "user_not_found" });
    await grantRole(tx, { userUuid: ada, role: "Admin" });
  });
  expect(await listActiveRoles(db(), ada)).toHaveLength(1);
});

test.each([
  ["user_not_found", { userUuid: nobody }],
  ["user_not_found", { grantedBy: nobody }],
  ["role_not_found", { role: "admin" }],
  ["invalid_input", { userUuid: "1" }],
])("%s where the grant says %j", async (code, wrong) => {
  const [ada = ""] = await people(1);
  const grant = { userUuid: ada, role: "Admin", ...wrong };
  const refusal = { name: "RuleError", code, remedy: expect.stringMatching(/\w/) };
  await expect(grantRole(db(), grant)).rejects.toMatchObject(refusal);
  if (!("grantedBy" in wrong)) await expect(revokeRole(db(), grant)).rejects.toMatchObject(refusal);
  expect(await listActiveRoles(db(), ada)).toEqual([]);
});
