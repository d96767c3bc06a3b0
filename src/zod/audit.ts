import { z } from "zod";
import { type AuditLog, auditActions, auditLogs, type NewAuditLog } from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";

// Rows are only ever added: there is no schema for a change.
const schemas = createTableSchemas(auditLogs, { action: z.enum(auditActions) });
/** Checks a new row: `NewAuditLog`. */
export const auditLogInsertSchema: RowSchema<NewAuditLog> = schemas.insert;
/** Checks a row that was read: `AuditLog`. */
export const auditLogSelectSchema: RowSchema<AuditLog> = schemas.select;
