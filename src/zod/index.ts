/**
 * Zod schemas for the rows of each table: for new rows, for changes, and for rows that were read.
 *
 * @module phoenix-kit-schema/zod
 */

// Schemas of new and changed settings, files, buckets and jobs compare columns with each other. Zod's `pick`, `omit`
// and `partial` refuse such schemas: `z.object(bucketInsertSchema.shape)` has their columns without that.
export * from "./audit.ts";
export * from "./buckets.ts";
export * from "./email-delivery.ts";
export * from "./email-templates.ts";
export * from "./emails.ts";
export * from "./entities.ts";
export { createEntityDataSchema, type EntityDataSchema } from "./entity-data.ts";
export * from "./files.ts";
export * from "./jobs.ts";
export * from "./organizations.ts";
export * from "./referrals.ts";
export * from "./roles.ts";
export * from "./settings.ts";
export * from "./storage.ts";
export type { RowSchema } from "./table-schemas.ts";
export * from "./users.ts";
export * from "./version.ts";
