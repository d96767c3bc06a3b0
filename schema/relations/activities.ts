import { relations } from "drizzle-orm";
import type { Tables } from "../tables.ts";

/** What happened, whom it was told, and what is to be done. */
export function defineActivityRelations({ users, activities, notifications, scheduledJobs }: Tables) {
  const activitiesRelations = relations(activities, ({ one, many }) => ({
    actor: one(users, { relationName: "actor", fields: [activities.actorUuid], references: [users.uuid] }),
    target: one(users, {
      relationName: "target of activity",
      fields: [activities.targetUuid],
      references: [users.uuid],
    }),
    notifications: many(notifications),
  }));

  const notificationsRelations = relations(notifications, ({ one }) => ({
    activity: one(activities, { fields: [notifications.activityUuid], references: [activities.uuid] }),
    recipient: one(users, { fields: [notifications.recipientUuid], references: [users.uuid] }),
  }));

  const scheduledJobsRelations = relations(scheduledJobs, ({ one }) => ({
    createdBy: one(users, { fields: [scheduledJobs.createdByUuid], references: [users.uuid] }),
  }));

  return { activitiesRelations, notificationsRelations, scheduledJobsRelations };
}

/** Who mentions, and who asks to see what. */
export function defineMentionRelations({ users, mentions, accessRequests }: Tables) {
  const mentionsRelations = relations(mentions, ({ one }) => ({
    actor: one(users, { fields: [mentions.actorUuid], references: [users.uuid] }),
  }));

  const accessRequestsRelations = relations(accessRequests, ({ one }) => ({
    requester: one(users, {
      relationName: "requester",
      fields: [accessRequests.requesterUuid],
      references: [users.uuid],
    }),
    decidedBy: one(users, {
      relationName: "decider",
      fields: [accessRequests.decidedByUuid],
      references: [users.uuid],
    }),
  }));

  return { mentionsRelations, accessRequestsRelations };
}
