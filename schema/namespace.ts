import { type SQL, sql } from "drizzle-orm";
import { PgSchema, type PgTableFn, type pgEnum } from "drizzle-orm/pg-core";
import { parsePrefix } from "../src/prefix.ts";

/** Where a set of tables lives: `table` and `enumType` make tables and enum types in one PostgreSQL schema. */
export interface Namespace {
  readonly table: PgTableFn;
  readonly enumType: typeof pgEnum;
  /** A new UUIDv7, of that schema's own function. */
  readonly newUuid: SQL;
}

/**
 * The namespace of a prefix: `public`, which is the default, or any other schema. Every name is qualified with it.
 * All are given the type of tables without a schema, so that the tables' types are computed once.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could have no schema of that very name
 * @example
 * const { table } = defineNamespace("tenant_42");
 */
export function defineNamespace(prefix = "public"): Namespace {
  parsePrefix(prefix);
  const newUuid = sql.raw(`"${prefix.replaceAll('"', '""')}".uuid_generate_v7()`);
  // the class, because `pgSchema("public")` throws: without a schema, search_path would decide where rows go
  const schema = new PgSchema(prefix);
  return {
    table: schema.table as unknown as PgTableFn,
    enumType: schema.enum.bind(schema) as typeof pgEnum,
    newUuid,
  };
}
