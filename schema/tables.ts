import { defineActivityTables } from "./activities.ts";
import { defineAdminNoteTables } from "./admin-notes.ts";
import { defineAnnotationTables } from "./annotations.ts";
import { defineAuditTables } from "./audit.ts";
import { defineEmailDeliveryTables } from "./email-delivery.ts";
import { defineEmailSendProfileTables } from "./email-send-profiles.ts";
import { defineEmailTemplateTables } from "./email-templates.ts";
import { defineEmailTables } from "./emails.ts";
import { defineEntityTables } from "./entities.ts";
import { defineFileTables } from "./files.ts";
import { defineJobTables } from "./jobs.ts";
import { defineKnownDeviceTables } from "./known-devices.ts";
import { defineMentionTables } from "./mentions.ts";
import { defineNamespace } from "./namespace.ts";
import { defineOrganizationTables } from "./organizations.ts";
import { defineReferralTables } from "./referrals.ts";
import { defineRoleTables } from "./roles.ts";
import { defineSettingTables } from "./settings.ts";
import { defineStorageTables } from "./storage.ts";
import { defineUserTables } from "./users.ts";
import { defineVersionTables } from "./version.ts";

function createTables(prefix?: string) {
  const ns = defineNamespace(prefix);
  const people = defineUserTables(ns);
  const content = defineFileTables(ns, people);
  return {
    ...defineVersionTables(ns),
    ...people,
    ...defineKnownDeviceTables(ns, people),
    ...defineAdminNoteTables(ns, people),
    ...defineRoleTables(ns, people),
    ...defineOrganizationTables(ns, people),
    ...defineSettingTables(ns),
    ...defineReferralTables(ns),
    ...defineEmailTables(ns),
    ...defineEmailDeliveryTables(ns),
    ...defineEmailTemplateTables(ns),
    ...defineEmailSendProfileTables(ns),
    ...defineEntityTables(ns),
    ...content,
    ...defineStorageTables(ns, content),
    ...defineAnnotationTables(ns, { ...people, ...content }),
    ...defineActivityTables(ns, people),
    ...defineMentionTables(ns, people),
    ...defineAuditTables(ns),
    ...defineJobTables(ns, people),
  };
}

type CreatedTables = ReturnType<typeof createTables>;

/**
 * PhoenixKit's tables and its enum type, as they are at the newest version. A mapped type has a name of its own, which
 * declarations and editors show instead of all columns.
 */
export type Tables = { [Name in keyof CreatedTables]: CreatedTables[Name] };

const publicTables: Tables = createTables();

/**
 * PhoenixKit's tables in the PostgreSQL schema `prefix`; without one, those of `public`. Every call for another
 * prefix makes new tables: keep what it returns.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @returns the tables and the enum type
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could have no schema of that very name
 * @example
 * import { defineTables } from "phoenix-kit-schema";
 * import { db } from "./db.ts";
 *
 * const { users } = defineTables("tenant_42");
 * await db.select().from(users); // select … from "tenant_42"."phoenix_kit_users"
 */
export function defineTables(prefix?: string): Tables {
  return prefix === undefined || prefix === "public" ? publicTables : createTables(prefix);
}
