import { getTableColumns } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { createInsertSchema, createSelectSchema, createUpdateSchema } from "drizzle-zod";
import type { z } from "zod";
import type { JsonObject } from "../../schema/index.ts";
import { createColumnSchema } from "./column-schema.ts";

/** A Zod object with the keys of a row. It mentions only the row's own types, so that TypeScript checks it quickly. */
export type RowSchema<Row> = z.ZodObject<{
  [Key in keyof Row]-?: undefined extends Row[Key]
    ? z.ZodOptional<z.ZodType<Exclude<Row[Key], undefined>, Exclude<Row[Key], undefined>>>
    : z.ZodType<Row[Key], Row[Key]>;
}>;

/** Types that say everything about a column's values. */
type Plain = string | number | boolean | Date | Uint8Array | JsonObject | string[];
type IsPlain<Value> = [Value] extends [Plain]
  ? [Extract<Plain, Value>] extends [never]
    ? false
    : true
  : false;

/** Schemas of columns, NULL aside: drizzle-zod adds whether a column may be NULL or left out. */
type ColumnSchemas<Row> = { [Key in keyof Row]: z.ZodType<NonNullable<Row[Key]>, NonNullable<Row[Key]>> };

/** The columns that only accept certain values, which their SQL type does not say. */
type Values<Row> = {
  [Key in keyof Row as IsPlain<NonNullable<Row[Key]>> extends true ? never : Key]: ColumnSchemas<Row>[Key];
};

/** The schemas of a table: for a new row, for a change of one, and for one that was read. */
export interface TableSchemas<Table extends PgTable> {
  readonly insert: RowSchema<Table["$inferInsert"]>;
  readonly update: RowSchema<Partial<Table["$inferInsert"]>>;
  readonly select: RowSchema<Table["$inferSelect"]>;
}

type Refinements = Record<string, () => z.ZodType>;
type Create = (table: PgTable, refinements: Refinements) => unknown;

/** drizzle-zod's functions without their inferred types, which forget that refined columns may be left out. */
const drizzleZod = {
  insert: createInsertSchema,
  update: createUpdateSchema,
  select: createSelectSchema,
} as unknown as Record<keyof TableSchemas<PgTable>, Create>;

/**
 * Creates the Zod schemas of a table. drizzle-zod decides which columns may be NULL or left out, and what numbers,
 * booleans and enum types hold; `createColumnSchema` refines the other columns.
 *
 * @param table the table
 * @param values the schemas of the columns that only accept certain values
 * @param limits further limits for values that are written; rows that were read may be older than the limits
 * @returns the three schemas
 * @example
 * const { insert } = createTableSchemas(userRoles, {}, { name: filled({ max: 50 }) });
 */
export function createTableSchemas<Table extends PgTable>(
  table: Table,
  values: Values<Table["$inferSelect"]>,
  limits: Partial<ColumnSchemas<Table["$inferSelect"]>> = {},
): TableSchemas<Table> {
  const written = refineColumns(table, "write", { ...values, ...limits });
  const schemas: Record<keyof TableSchemas<Table>, unknown> = {
    insert: drizzleZod.insert(table, written),
    update: drizzleZod.update(table, written),
    select: drizzleZod.select(table, refineColumns(table, "read", values)),
  };
  return schemas as TableSchemas<Table>;
}

/** The schemas as functions: drizzle-zod adds `nullable` and `optional` only to what these return. */
function refineColumns(
  table: PgTable,
  use: "write" | "read",
  known: Record<string, z.ZodType | undefined>,
): Refinements {
  return Object.fromEntries(
    Object.entries(getTableColumns(table)).flatMap(([name, column]) => {
      const schema = known[name] ?? createColumnSchema(column, use);
      return schema ? [[name, () => schema]] : [];
    }),
  );
}
