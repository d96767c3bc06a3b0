import { defineTables, type Tables } from "../tables.ts";
import { entityRelations, fileRelations, storageRelations } from "./content.ts";
import { emailRelations } from "./emails.ts";
import { auditRelations, joiningRelations, roleRelations, userRelations } from "./people.ts";

function relationsOf(tables: Tables) {
  return {
    ...userRelations(tables),
    ...roleRelations(tables),
    ...joiningRelations(tables),
    ...auditRelations(tables),
    ...emailRelations(tables),
    ...entityRelations(tables),
    ...fileRelations(tables),
    ...storageRelations(tables),
  };
}

/** The tables, and how they refer to each other: what Drizzle's `db.query` goes by. */
export type Schema = Tables & ReturnType<typeof relationsOf>;

function schemaOf(tables: Tables): Schema {
  return { ...tables, ...relationsOf(tables) };
}

/**
 * The tables of `public` and their relations, for `drizzle({ client, schema })`.
 *
 * @example
 * const db = drizzle({ client: pool, schema });
 * await db.query.users.findMany({ with: { roleAssignments: { with: { role: true } } } });
 */
export const schema: Schema = schemaOf(defineTables());

/**
 * The tables in the PostgreSQL schema `prefix` and their relations; without one, those of `public`. Every call for
 * another prefix makes new ones: keep what it returns.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @returns what `drizzle({ client, schema })` asks for
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could have no schema of that very name
 * @example
 * const db = drizzle({ client: pool, schema: defineSchema("tenant_42") });
 * await db.query.emailLogs.findMany({ with: { events: true } });
 */
export function defineSchema(prefix?: string): Schema {
  return prefix === undefined || prefix === "public" ? schema : schemaOf(defineTables(prefix));
}
