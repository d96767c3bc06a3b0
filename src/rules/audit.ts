import {
  type AuditAction,
  auditActions,
  defineTables,
  type JsonObject,
  type Tables,
} from "../../schema/index.ts";
import { checkText, checkUuid } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";

/** What an administrator did, to whom, and from where. */
export interface AuditEntry {
  readonly action: AuditAction;
  /** The uuid of the user who did it. */
  readonly admin: string;
  /** The uuid of the user to whom it was done. */
  readonly target: string;
  readonly ip?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
  /** Whatever else is worth knowing; no passwords. */
  readonly metadata?: JsonObject | undefined;
}

/** The entry as it is stored, with when. */
export type StoredAuditEntry = Tables["auditLogs"]["$inferSelect"];

/** Where the log is: the table of `public` unless given. */
export interface AuditOptions {
  readonly tables?: Pick<Tables, "auditLogs"> | undefined;
}

/**
 * Adds an entry to the audit log; entries are never changed. In the transaction of the action itself, neither is
 * there without the other.
 *
 * @param db a Drizzle database or transaction
 * @param entry who did what to whom, and from where
 * @param options the tables of another prefix
 * @returns the stored entry
 * @throws RuleError `invalid_input`
 * @example
 * await db.transaction(async (tx) => {
 *   await grantRole(tx, { userUuid: ada.uuid, role: "Admin", grantedBy: owner.uuid });
 *   await audit(tx, { action: "role_assigned", admin: owner.uuid, target: ada.uuid, metadata: { role: "Admin" } });
 * });
 */
export async function recordAudit(
  db: Db,
  entry: AuditEntry,
  options: AuditOptions = {},
): Promise<StoredAuditEntry> {
  const { auditLogs } = options.tables ?? defineTables();
  const { action, admin, target, ip, userAgent, metadata } = entry;
  checkUuid("admin", admin);
  checkUuid("target", target);
  if (ip != null) checkText("IP address", ip, { max: 255 });
  if (!auditActions.includes(action)) {
    throw new RuleError(`"${action}" is no action that is audited.`, {
      code: "invalid_input",
      remedy: `Give one of ${auditActions.join(", ")}, and what is special about it as metadata.`,
    });
  }
  const [stored] = await db
    .insert(auditLogs)
    .values({ action, adminUserUuid: admin, targetUserUuid: target, ipAddress: ip, userAgent, metadata })
    .returning();
  return stored as StoredAuditEntry;
}
