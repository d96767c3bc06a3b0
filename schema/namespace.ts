import { type SQL, sql } from "drizzle-orm";
import { PgSchema, type PgTableFn, type pgEnum } from "drizzle-orm/pg-core";
import { parsePrefix } from "../src/prefix.ts";

/** A PostgreSQL schema to define tables in: `table` and `enumType` make its tables and enum types. */
export interface Namespace {
  readonly table: PgTableFn;
  readonly enumType: typeof pgEnum;
  /** The SQL for a new UUIDv7, from the function in that schema. */
  readonly newUuid: SQL;
}

/**
 * The namespace of a prefix: `public`, which is the default, or any other schema. Every name is qualified with it.
 * The builders have the types of Drizzle's unqualified ones, so that TypeScript computes the types of the tables only once.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could have no schema of that very name
 * @example
 * const { table } = defineNamespace("tenant_42");
 */
export function defineNamespace(prefix = "public"): Namespace {
  parsePrefix(prefix);
  const newUuid = sql.raw(`"${prefix.replaceAll('"', '""')}".uuid_generate_v7()`);
  // the class, because `pgSchema("public")` throws; tables without a schema would follow search_path
  const schema = new PgSchema(prefix);
  return {
    table: schema.table as unknown as PgTableFn,
    enumType: schema.enum.bind(schema) as typeof pgEnum,
    newUuid,
  };
}
