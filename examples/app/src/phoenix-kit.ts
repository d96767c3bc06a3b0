import { defineTables, type Tables } from "phoenix-kit-schema";

/** The schema of PhoenixKit's tables for the accounts of the service itself. */
export const prefix = "phoenix_kit";

/** A module of its own: drizzle-kit manages what schema.ts exports, and these tables are not ours to manage. */
export const tables = defineTables(prefix);
export const { users } = tables;

/** The schema of a tenant, which has all of PhoenixKit's tables again. */
export const toPrefix = (tenant: string) => `tenant_${tenant}`;

const tablesByTenant = new Map<string, Tables>();

/** The tables of a tenant, made once. */
export function tablesOf(tenant: string): Tables {
  const known = tablesByTenant.get(tenant) ?? defineTables(toPrefix(tenant));
  tablesByTenant.set(tenant, known);
  return known;
}
