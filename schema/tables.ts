import { auditTables } from "./audit.ts";
import { emailDeliveryTables } from "./email-delivery.ts";
import { emailTemplateTables } from "./email-templates.ts";
import { emailTables } from "./emails.ts";
import { entityTables } from "./entities.ts";
import { fileTables } from "./files.ts";
import { jobTables } from "./jobs.ts";
import { namespace } from "./namespace.ts";
import { organizationTables } from "./organizations.ts";
import { referralTables } from "./referrals.ts";
import { roleTables } from "./roles.ts";
import { settingTables } from "./settings.ts";
import { storageTables } from "./storage.ts";
import { userTables } from "./users.ts";
import { versionTables } from "./version.ts";

function tablesIn(prefix?: string) {
  const ns = namespace(prefix);
  const people = userTables(ns);
  const content = fileTables(ns, people);
  return {
    ...versionTables(ns),
    ...people,
    ...roleTables(ns, people),
    ...organizationTables(ns, people),
    ...settingTables(ns),
    ...referralTables(ns),
    ...emailTables(ns),
    ...emailDeliveryTables(ns),
    ...emailTemplateTables(ns),
    ...entityTables(ns),
    ...content,
    ...storageTables(ns, content),
    ...auditTables(ns),
    ...jobTables(ns),
  };
}

/** PhoenixKit's tables and its enum type, as they are at the newest version. */
export type Tables = ReturnType<typeof tablesIn>;

const publicTables = tablesIn();

/**
 * PhoenixKit's tables in the PostgreSQL schema `prefix`; without one, those of `public`. Every call for another
 * prefix makes new tables: keep what it returns.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @returns the tables and the enum type
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could have no schema of that very name
 * @example
 * const { users } = defineTables("tenant_42");
 * await db.select().from(users); // select … from "tenant_42"."phoenix_kit_users"
 */
export function defineTables(prefix?: string): Tables {
  return prefix === undefined || prefix === "public" ? publicTables : tablesIn(prefix);
}
