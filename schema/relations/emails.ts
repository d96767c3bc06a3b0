import { relations } from "drizzle-orm";
import type { Tables } from "../tables.ts";

/** E-mails: to whom, of which template, and what became of them. */
export function defineEmailRelations(tables: Tables) {
  const { users, emailLogs, emailEvents, emailOrphanedEvents, emailBlocklist, emailTemplates } = tables;

  const emailLogsRelations = relations(emailLogs, ({ one, many }) => ({
    user: one(users, { fields: [emailLogs.userUuid], references: [users.uuid] }),
    template: one(emailTemplates, { fields: [emailLogs.templateName], references: [emailTemplates.name] }),
    events: many(emailEvents),
    matchedEvents: many(emailOrphanedEvents),
  }));

  const emailEventsRelations = relations(emailEvents, ({ one }) => ({
    emailLog: one(emailLogs, { fields: [emailEvents.emailLogUuid], references: [emailLogs.uuid] }),
  }));

  const emailOrphanedEventsRelations = relations(emailOrphanedEvents, ({ one }) => ({
    matchedEmailLog: one(emailLogs, {
      fields: [emailOrphanedEvents.matchedEmailLogUuid],
      references: [emailLogs.uuid],
    }),
  }));

  const emailBlocklistRelations = relations(emailBlocklist, ({ one }) => ({
    user: one(users, { fields: [emailBlocklist.userUuid], references: [users.uuid] }),
  }));

  const emailTemplatesRelations = relations(emailTemplates, ({ one, many }) => ({
    createdBy: one(users, {
      relationName: "creator",
      fields: [emailTemplates.createdByUserUuid],
      references: [users.uuid],
    }),
    updatedBy: one(users, {
      relationName: "updater",
      fields: [emailTemplates.updatedByUserUuid],
      references: [users.uuid],
    }),
    emailLogs: many(emailLogs),
  }));

  return {
    emailLogsRelations,
    emailEventsRelations,
    emailOrphanedEventsRelations,
    emailBlocklistRelations,
    emailTemplatesRelations,
  };
}
