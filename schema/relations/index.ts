import { defineTables, type Tables } from "../tables.ts";
import { defineActivityRelations, defineMentionRelations } from "./activities.ts";
import { defineEntityRelations, defineFileRelations, defineStorageRelations } from "./content.ts";
import { defineEmailRelations } from "./emails.ts";
import {
  defineAuditRelations,
  defineJoiningRelations,
  defineRecordRelations,
  defineRoleRelations,
  defineUserRelations,
} from "./people.ts";

function defineRelations(tables: Tables) {
  return {
    ...defineUserRelations(tables),
    ...defineRecordRelations(tables),
    ...defineRoleRelations(tables),
    ...defineJoiningRelations(tables),
    ...defineActivityRelations(tables),
    ...defineMentionRelations(tables),
    ...defineAuditRelations(tables),
    ...defineEmailRelations(tables),
    ...defineEntityRelations(tables),
    ...defineFileRelations(tables),
    ...defineStorageRelations(tables),
  };
}

type TablesWithRelations = Tables & ReturnType<typeof defineRelations>;

/** The tables, and how they refer to each other: what Drizzle's `db.query` goes by. */
export type Schema = { [Name in keyof TablesWithRelations]: TablesWithRelations[Name] };

function withRelations(tables: Tables): Schema {
  return { ...tables, ...defineRelations(tables) };
}

/**
 * The tables of `public` and their relations, for `drizzle({ client, schema })`.
 *
 * @example
 * import { drizzle } from "drizzle-orm/node-postgres";
 * import { schema } from "phoenix-kit-schema";
 *
 * const db = drizzle(process.env.DATABASE_URL!, { schema });
 * await db.query.users.findMany({ with: { roleAssignments: { with: { role: true } } } });
 */
export const schema: Schema = withRelations(defineTables());

/**
 * The tables in the PostgreSQL schema `prefix` and their relations; without one, those of `public`. Every call for
 * another prefix makes new ones: keep what it returns.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @returns what `drizzle({ client, schema })` asks for
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could have no schema of that very name
 * @example
 * import { drizzle } from "drizzle-orm/node-postgres";
 * import { defineSchema } from "phoenix-kit-schema";
 *
 * const db = drizzle(process.env.DATABASE_URL!, { schema: defineSchema("tenant_42") });
 * await db.query.emailLogs.findMany({ with: { events: true } });
 */
export function defineSchema(prefix?: string): Schema {
  return prefix === undefined || prefix === "public" ? schema : withRelations(defineTables(prefix));
}
