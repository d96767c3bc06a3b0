import { is } from "drizzle-orm";
import {
  PgArray,
  type PgColumn,
  PgCustomColumn,
  PgDateString,
  PgJsonb,
  PgText,
  PgTimestamp,
  PgUUID,
  PgVarchar,
} from "drizzle-orm/pg-core";
import { z } from "zod";
import { jsonObject } from "./json.ts";
import { text } from "./text.ts";

/** Any uuid that PostgreSQL accepts: `z.uuid()` only accepts those of RFC 9562. */
const uuid = z.guid();

/** A time whose year has four digits: PostgreSQL reads no other ISO text. */
const moment = z.date().min(new Date("0001-01-01T00:00:00Z")).max(new Date("9999-12-31T23:59:59.999Z"));

const day = z.iso.date().refine((date) => !date.startsWith("0000"), "There is no year 0");

/**
 * The schema of a column's values (NULL aside), if drizzle-zod's own is too wide or wrong.
 *
 * @param column a column of PostgreSQL
 * @param use whether the value will be written or was read; values that were read get fewer checks
 * @returns the schema; undefined if drizzle-zod's own is right
 * @example
 * createColumnSchema(users.firstName, "write")?.parse("Ada");
 */
export function createColumnSchema(column: PgColumn, use: "write" | "read"): z.ZodType | undefined {
  if (is(column, PgUUID)) return uuid;
  if (is(column, PgVarchar)) return text({ max: column.length });
  if (is(column, PgText)) return text();
  if (is(column, PgCustomColumn)) return column.getSQLType() === "bytea" ? z.instanceof(Uint8Array) : text();
  if (is(column, PgJsonb)) return jsonObject;
  if (is(column, PgArray)) return z.array(createColumnSchema(column.baseColumn, use) ?? z.never());
  if (use === "write" && is(column, PgTimestamp)) return moment;
  if (use === "write" && is(column, PgDateString)) return day;
  return undefined;
}
