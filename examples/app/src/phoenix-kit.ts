import { defineTables } from "phoenix-kit-schema";

/** The schema that PhoenixKit's tables are in. */
export const prefix = "phoenix_kit";

/** A module of its own: drizzle-kit manages what schema.ts exports, and these tables are not ours to manage. */
export const tables = defineTables(prefix);
export const { users } = tables;
