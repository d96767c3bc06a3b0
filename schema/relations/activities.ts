import { relations } from "drizzle-orm";
import type { Tables } from "../tables.ts";

/** Relations of the feed of activities, of notifications, and of jobs. */
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

/** Relations of mentions and access requests. */
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
