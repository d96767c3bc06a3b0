import {
  type BlockedEmail,
  type EmailMetric,
  emailBlocklist,
  emailMetrics,
  emailOrphanedEvents,
  type NewBlockedEmail,
  type NewEmailMetric,
  type NewOrphanedEmailEvent,
  type OrphanedEmailEvent,
} from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { emailAddress, filled } from "./text.ts";

const blocklistSchemas = createTableSchemas(emailBlocklist, {}, { email: emailAddress, reason: filled() });
/** Checks a new row: `NewBlockedEmail`. */
export const blockedEmailInsertSchema: RowSchema<NewBlockedEmail> = blocklistSchemas.insert;
/** Checks a change of a row: any columns of `NewBlockedEmail`. */
export const blockedEmailUpdateSchema: RowSchema<Partial<NewBlockedEmail>> = blocklistSchemas.update;
/** Checks a row that was read: `BlockedEmail`. */
export const blockedEmailSelectSchema: RowSchema<BlockedEmail> = blocklistSchemas.select;

const orphanSchemas = createTableSchemas(emailOrphanedEvents, {});
/** Checks a new row: `NewOrphanedEmailEvent`. */
export const orphanedEmailEventInsertSchema: RowSchema<NewOrphanedEmailEvent> = orphanSchemas.insert;
/** Checks a change of a row: any columns of `NewOrphanedEmailEvent`. */
export const orphanedEmailEventUpdateSchema: RowSchema<Partial<NewOrphanedEmailEvent>> = orphanSchemas.update;
/** Checks a row that was read: `OrphanedEmailEvent`. */
export const orphanedEmailEventSelectSchema: RowSchema<OrphanedEmailEvent> = orphanSchemas.select;

const metricSchemas = createTableSchemas(emailMetrics, {});
/** Checks a new row: `NewEmailMetric`. */
export const emailMetricInsertSchema: RowSchema<NewEmailMetric> = metricSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailMetric`. */
export const emailMetricUpdateSchema: RowSchema<Partial<NewEmailMetric>> = metricSchemas.update;
/** Checks a row that was read: `EmailMetric`. */
export const emailMetricSelectSchema: RowSchema<EmailMetric> = metricSchemas.select;
