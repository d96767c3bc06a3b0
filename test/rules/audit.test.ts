import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { auditActions, auditLogs, defineTables } from "../../src/index.ts";
import { type AuditEntry, recordAudit } from "../../src/rules/audit.ts";
import { useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const db = () => drizzle({ client: database().pool });
const admin = "018f0000-0000-7000-8000-000000000001";
const target = "018f0000-0000-7000-8000-000000000002";

test.each(["public", quotedPrefix])(
  "who did what to whom, when and from where is kept (%s)",
  async (prefix) => {
    const tables = defineTables(prefix);
    const before = Date.now();
    const entry = {
      action: "admin_password_reset",
      admin,
      target,
      ip: "::1",
      userAgent: "Käse/1.0",
    } as const;
    const stored = await recordAudit(db(), { ...entry, metadata: { ticket: 7 } }, { tables });
    expect(await db().select().from(tables.auditLogs)).toEqual([stored]);
    expect(stored).toMatchObject({
      action: "admin_password_reset",
      adminUserUuid: admin,
      targetUserUuid: target,
      ipAddress: "::1",
      userAgent: "Käse/1.0",
      metadata: { ticket: 7 },
    });
    expect(stored.insertedAt.getTime()).toBeGreaterThanOrEqual(before);
  },
);

test.each([...auditActions, "site.trash_emptied", "ä".repeat(255)])(
  "%s is audited, each time anew, with no more than who and whom",
  async (action) => {
    await emptyTables(database().pool, "phoenix_kit_audit_logs");
    await recordAudit(db(), { action, admin, target });
    await recordAudit(db(), { action, admin, target });
    const entry = { action, ipAddress: null, userAgent: null, metadata: {} };
    expect(await db().select().from(auditLogs)).toMatchObject([entry, entry]);
  },
);

test("an entry goes with the transaction of the action", async () => {
  await emptyTables(database().pool, "phoenix_kit_audit_logs");
  const failing = db().transaction(async (tx) => {
    await recordAudit(tx, { action: "user_deleted", admin, target });
    throw new Error("the action failed");
  });
  await expect(failing).rejects.toThrow("the action failed");
  expect(await db().select().from(auditLogs)).toEqual([]);
});

test.each<[string, object]>([
  ["no action", { action: "" }],
  ["an action of 256 characters", { action: "x".repeat(256) }],
  ["an action that is no text", { action: 7 }],
  ["an admin that is no uuid", { admin: "1" }],
  ["a target that is no uuid", { target: "" }],
  ["an IP address of 256 characters", { ip: "1".repeat(256) }],
])("%s is refused", async (_, wrong) => {
  const entry: AuditEntry = { action: "user_created", admin, target, ...wrong };
  await expect(recordAudit(db(), entry)).rejects.toMatchObject({
    name: "RuleError",
    code: "invalid_input",
    remedy: expect.stringMatching(/\w/),
  });
});
