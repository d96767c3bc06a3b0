/**
 * Zod schemas for the rows of each table: for new rows, for changes, and for rows that were read.
 *
 * @module phoenix-kit-schema/zod
 */

// Schemas of new and changed settings, files, buckets and jobs compare columns with each other. Zod's `pick`, `omit`
// and `partial` refuse such schemas: `z.object(bucketInsertSchema.shape)` has their columns without that.
export * from "./content.ts";
export * from "./emails.ts";
export { createEntityDataSchema, type EntityDataSchema } from "./entity-data.ts";
export * from "./people.ts";
export * from "./storage.ts";
export * from "./system.ts";
export type { RowSchema } from "./table-schemas.ts";
