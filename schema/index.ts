/**
 * The tables, relations and row types alone, for browsers and for a drizzle-kit config.
 *
 * @module phoenix-kit-schema/tables
 */

import { schema } from "./relations/index.ts";
import type { Tables } from "./tables.ts";

// The tables of `public`, each under its name. Their types are said, so that they are written out only once.
/** The version table `phoenix_kit`: one row for each applied version. */
export const phoenixKit: Tables["phoenixKit"] = schema.phoenixKit;
/** `phoenix_kit_users`: people who may sign in, and organizations. */
export const users: Tables["users"] = schema.users;
/** `phoenix_kit_users_tokens`: sessions and the tokens of e-mailed links. */
export const usersTokens: Tables["usersTokens"] = schema.usersTokens;
/** `phoenix_kit_user_oauth_providers`: users' accounts at Google, GitHub and others. */
export const userOauthProviders: Tables["userOauthProviders"] = schema.userOauthProviders;
/** `phoenix_kit_user_known_devices`: what users have signed in from. */
export const userKnownDevices: Tables["userKnownDevices"] = schema.userKnownDevices;
/** `phoenix_kit_admin_notes`: what administrators wrote down about users. */
export const adminNotes: Tables["adminNotes"] = schema.adminNotes;
/** `phoenix_kit_user_roles`: the roles that users can have. */
export const userRoles: Tables["userRoles"] = schema.userRoles;
/** `phoenix_kit_user_role_assignments`: which user has which role. */
export const userRoleAssignments: Tables["userRoleAssignments"] = schema.userRoleAssignments;
/** `phoenix_kit_role_permissions`: which parts of the administration a role may enter. */
export const rolePermissions: Tables["rolePermissions"] = schema.rolePermissions;
/** `phoenix_kit_organization_invitations`: who is asked to join which organization. */
export const organizationInvitations: Tables["organizationInvitations"] = schema.organizationInvitations;
/** `phoenix_kit_settings`: settings of the installation, by key. */
export const settings: Tables["settings"] = schema.settings;
/** `phoenix_kit_referral_codes`: codes that bring new users in. */
export const referralCodes: Tables["referralCodes"] = schema.referralCodes;
/** `phoenix_kit_referral_code_usage`: who used which code. */
export const referralCodeUsage: Tables["referralCodeUsage"] = schema.referralCodeUsage;
/** `phoenix_kit_email_logs`: one row for each e-mail. */
export const emailLogs: Tables["emailLogs"] = schema.emailLogs;
/** `phoenix_kit_email_events`: what happened to each e-mail. */
export const emailEvents: Tables["emailEvents"] = schema.emailEvents;
/** `phoenix_kit_email_blocklist`: addresses that nothing is sent to. */
export const emailBlocklist: Tables["emailBlocklist"] = schema.emailBlocklist;
/** `phoenix_kit_email_orphaned_events`: events that came before their e-mail was logged. */
export const emailOrphanedEvents: Tables["emailOrphanedEvents"] = schema.emailOrphanedEvents;
/** `phoenix_kit_email_metrics`: counters of the e-mail system, by day. */
export const emailMetrics: Tables["emailMetrics"] = schema.emailMetrics;
/** `phoenix_kit_email_templates`: the texts of e-mails. */
export const emailTemplates: Tables["emailTemplates"] = schema.emailTemplates;
/** `phoenix_kit_email_send_profiles`: senders, with the mail service of each. */
export const emailSendProfiles: Tables["emailSendProfiles"] = schema.emailSendProfiles;
/** `phoenix_kit_entities`: kinds of content that administrators define. */
export const entities: Tables["entities"] = schema.entities;
/** `phoenix_kit_entity_data`: the records of each kind of content. */
export const entityData: Tables["entityData"] = schema.entityData;
/** `phoenix_kit_files`: uploaded files. */
export const files: Tables["files"] = schema.files;
/** `phoenix_kit_media_folders`: folders of the media library. */
export const mediaFolders: Tables["mediaFolders"] = schema.mediaFolders;
/** `phoenix_kit_media_folder_links`: further folders that a file is shown in. */
export const mediaFolderLinks: Tables["mediaFolderLinks"] = schema.mediaFolderLinks;
/** `phoenix_kit_buckets`: places to store files in. */
export const buckets: Tables["buckets"] = schema.buckets;
/** `phoenix_kit_file_instances`: the variants of each file. */
export const fileInstances: Tables["fileInstances"] = schema.fileInstances;
/** `phoenix_kit_file_locations`: which bucket holds which variant. */
export const fileLocations: Tables["fileLocations"] = schema.fileLocations;
/** `phoenix_kit_storage_dimensions`: the sizes that variants are made in. */
export const storageDimensions: Tables["storageDimensions"] = schema.storageDimensions;
/** `phoenix_kit_annotations`: shapes drawn on files. */
export const annotations: Tables["annotations"] = schema.annotations;
/** `phoenix_kit_activities`: what happened, as a feed. */
export const activities: Tables["activities"] = schema.activities;
/** `phoenix_kit_notifications`: notifications to users. */
export const notifications: Tables["notifications"] = schema.notifications;
/** `phoenix_kit_mentions`: what texts mention. */
export const mentions: Tables["mentions"] = schema.mentions;
/** `phoenix_kit_access_requests`: who asks to see what. */
export const accessRequests: Tables["accessRequests"] = schema.accessRequests;
/** `phoenix_kit_audit_logs`: what administrators did to users. */
export const auditLogs: Tables["auditLogs"] = schema.auditLogs;
/** `phoenix_kit_scheduled_jobs`: what is to be done at which time. */
export const scheduledJobs: Tables["scheduledJobs"] = schema.scheduledJobs;
/** The enum type `oban_job_state`. */
export const obanJobState: Tables["obanJobState"] = schema.obanJobState;
/** `oban_jobs`: background jobs. */
export const obanJobs: Tables["obanJobs"] = schema.obanJobs;
/** `oban_peers`: which node leads each Oban instance. */
export const obanPeers: Tables["obanPeers"] = schema.obanPeers;

export type { JsonObject, JsonValue } from "./columns.ts";
export * from "./constants.ts";
export type { TranslatedText } from "./email-templates.ts";
export type { EntityField } from "./entities.ts";
export { defineSchema, type Schema, schema } from "./relations/index.ts";
export * from "./row-types.ts";
export { defineTables, type Tables } from "./tables.ts";
