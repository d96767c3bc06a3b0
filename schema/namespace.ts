import { type SQL, sql } from "drizzle-orm";
import { type PgTableFn, pgEnum, pgSchema, pgTable } from "drizzle-orm/pg-core";

/** Where a set of tables lives: `table` and `enumType` make tables and enum types in one PostgreSQL schema. */
export interface Namespace {
  readonly table: PgTableFn;
  readonly enumType: typeof pgEnum;
  /** A new UUIDv7, of that schema's own function. */
  readonly newUuid: SQL;
}

const longestIdentifier = 63;

/**
 * The namespace of a prefix: `public`, which is the default, or any other schema. Both are given the type of the
 * `public` one, so that the tables' types are computed once.
 *
 * @param prefix the schema's name, as it is and unquoted
 * @throws RangeError when PostgreSQL could have no schema of that very name
 * @example
 * const { table } = namespace("tenant_42");
 */
export function namespace(prefix = "public"): Namespace {
  const newUuid = sql.raw(`"${prefix.replaceAll('"', '""')}".uuid_generate_v7()`);
  if (prefix === "public") return { table: pgTable, enumType: pgEnum, newUuid };
  checkIdentifier(prefix);
  const schema = pgSchema(prefix);
  return {
    table: schema.table as unknown as PgTableFn,
    enumType: schema.enum.bind(schema) as typeof pgEnum,
    newUuid,
  };
}

function checkIdentifier(prefix: string): void {
  const bytes = new TextEncoder().encode(prefix).length;
  if (bytes === 0) {
    throw new RangeError('The prefix is empty. Name a PostgreSQL schema, or leave it out for "public".');
  }
  if (bytes > longestIdentifier) {
    throw new RangeError(
      `The prefix "${prefix}" is ${bytes} bytes long and PostgreSQL keeps ${longestIdentifier}. Choose a shorter name.`,
    );
  }
  if (/^pg_/.test(prefix) || prefix === "information_schema") {
    throw new RangeError(`The prefix "${prefix}" is PostgreSQL's own. Choose another name.`);
  }
  if (!prefix.isWellFormed()) {
    throw new RangeError("The prefix is not well-formed Unicode. Choose another name.");
  }
  if (prefix.includes("\0")) {
    throw new RangeError(
      `The prefix ${JSON.stringify(prefix)} contains a NUL character, which PostgreSQL cannot store. Remove it.`,
    );
  }
}
