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
export const blockedEmailInsertSchema: RowSchema<NewBlockedEmail> = blocklistSchemas.insert;
export const blockedEmailUpdateSchema: RowSchema<Partial<NewBlockedEmail>> = blocklistSchemas.update;
export const blockedEmailSelectSchema: RowSchema<BlockedEmail> = blocklistSchemas.select;

const orphanSchemas = createTableSchemas(emailOrphanedEvents, {});
export const orphanedEmailEventInsertSchema: RowSchema<NewOrphanedEmailEvent> = orphanSchemas.insert;
export const orphanedEmailEventUpdateSchema: RowSchema<Partial<NewOrphanedEmailEvent>> = orphanSchemas.update;
export const orphanedEmailEventSelectSchema: RowSchema<OrphanedEmailEvent> = orphanSchemas.select;

const metricSchemas = createTableSchemas(emailMetrics, {});
export const emailMetricInsertSchema: RowSchema<NewEmailMetric> = metricSchemas.insert;
export const emailMetricUpdateSchema: RowSchema<Partial<NewEmailMetric>> = metricSchemas.update;
export const emailMetricSelectSchema: RowSchema<EmailMetric> = metricSchemas.select;
