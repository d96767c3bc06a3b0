import type { AuditAction, AuditLog, JsonObject } from "../../schema/index.ts";
import { assertText, assertUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { normalizeIp } from "./ip-addresses.ts";
import { assertRow } from "./row.ts";
import { runStatement } from "./run-rule.ts";

/** What an administrator did, to whom, and from where. */
export interface AuditEntry {
  /** What was done: one of `auditActions`, or an action of the application's own, in at most 255 characters. */
  readonly action: AuditAction;
  /** The uuid of the user who did it. */
  readonly admin: string;
  /** The uuid of the user to whom it was done. */
  readonly target: string;
  /** The IP address of the request, which is stored in its usual form. Default: unknown. */
  readonly ip?: string | null | undefined;
  /** The header `User-Agent` of the request. Default: unknown. */
  readonly userAgent?: string | null | undefined;
  /** Further details; no passwords. */
  readonly metadata?: JsonObject | undefined;
}

/**
 * Adds an entry to the audit log; entries are never changed. Call it in the
 * transaction of the action itself, so that both are stored or neither.
 *
 * @param db a Drizzle database or transaction
 * @param entry who did what to whom, and from where
 * @param options the tables of another prefix
 * @returns the stored entry
 * @throws RuleError `invalid_input`
 * @example
 * import { grantRole, recordAudit } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const owner = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const ada = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * await db.transaction(async (tx) => {
 *   await grantRole(tx, { userUuid: ada, role: "Admin", grantedBy: owner });
 *   await recordAudit(tx, { action: "role_assigned", admin: owner, target: ada, metadata: { role: "Admin" } });
 * });
 */
export async function recordAudit(
  db: Db,
  entry: AuditEntry,
  options: InTables<"auditLogs"> = {},
): Promise<AuditLog> {
  const { auditLogs } = chooseTables(options, entry);
  const { action, admin, target, ip, userAgent, metadata } = entry;
  assertUuid("admin", admin);
  assertUuid("target", target);
  assertText("action", action, { min: 1, max: 255 });
  const ipAddress = ip == null ? ip : normalizeIp(ip);
  const row = { action, adminUserUuid: admin, targetUserUuid: target, ipAddress, userAgent, metadata };
  assertRow(auditLogs, row);
  return runStatement(db, async (tx) => {
    const [stored] = await tx.insert(auditLogs).values(row).returning();
    return stored as AuditLog;
  });
}
