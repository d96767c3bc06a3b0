import { getTableColumns, SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { assertDate, assertText, assertUuid, quote } from "./assert.ts";
import { invalidInputError, RuleError } from "./error.ts";

const replacement = "\uFFFD";

/** NUL and halves of surrogate pairs as JSON.stringify escapes them: after an even number of backslashes. */
const unstorableEscape = /((?<!\\)(?:\\\\)*)\\u(?:0000|d[89a-f][\da-f]{2})/gi;

/** A text that PostgreSQL can store: NUL and halves of surrogate pairs become U+FFFD. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", replacement);
}

/**
 * A JSON value that PostgreSQL can store: its texts and keys pass through `toStorableText`, and values that JSON
 * does not have become what `JSON.stringify` writes.
 *
 * @param what the value's name, for the message
 * @throws RuleError `invalid_input` if the value has a cycle or a BigInt
 */
export function toStorableJson<T>(what: string, value: T): T {
  const text = stringifyJson(what, value);
  if (text === undefined) return value;
  return JSON.parse(text.replace(unstorableEscape, `$1${replacement}`));
}

/** @throws RuleError `invalid_input` if the value has a cycle or a BigInt */
export function stringifyJson(
  what: string,
  value: unknown,
  replacer?: (key: string, item: unknown) => unknown,
): string | undefined {
  try {
    return JSON.stringify(value, replacer);
  } catch (cause) {
    if (cause instanceof RuleError) throw cause;
    throw new RuleError(`The ${what} cannot be written as JSON.`, {
      code: "invalid_input",
      remedy: "Give values that JSON has, without cycles.",
      cause,
    });
  }
}

/**
 * Throws if the table could not hold a row: texts that are too long or cannot be stored, numbers out of range, uuids
 * and dates that are not valid, JSON that cannot be stored. SQL expressions are left to the server.
 *
 * @param table the table
 * @param row what is about to be inserted
 * @throws RuleError `invalid_input` that names the column
 */
export function assertRow(table: PgTable, row: Readonly<Record<string, unknown>>): void {
  const columns: Record<string, PgColumn> = getTableColumns(table);
  for (const [key, value] of Object.entries(row)) {
    const column = columns[key];
    if (column && value !== null && value !== undefined && !(value instanceof SQL))
      assertValue(column, value);
  }
}

const ranges: Record<string, readonly [min: number, max: number]> = {
  PgSmallInt: [-32_768, 32_767],
  PgInteger: [-2_147_483_648, 2_147_483_647],
  PgBigInt53: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

function assertValue(column: PgColumn, value: unknown): void {
  const { name, columnType, dataType } = column;
  const range = ranges[columnType];
  if (columnType === "PgUUID") assertUuid(name, value as string);
  else if (range) assertInteger(name, value, range);
  else if (columnType === "PgJsonb") assertJson(name, value);
  else if (dataType === "date") assertDate(name, value);
  else if (dataType === "boolean") assertBoolean(name, value);
  else if (dataType === "string" || typeof value === "string") {
    const { length: max = Number.MAX_SAFE_INTEGER } = column as { length?: number };
    assertText(name, value as string, { max });
  }
}

function assertInteger(name: string, value: unknown, [min, max]: readonly [number, number]): void {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return;
  throw invalidInputError(
    `${name} must be a whole number from ${min} to ${max}, got ${quote(value)}.`,
    "Give a number within the column's range.",
  );
}

function assertBoolean(name: string, value: unknown): void {
  if (typeof value === "boolean") return;
  throw invalidInputError(`${name} must be true or false, got ${quote(value)}.`, "Give a boolean.");
}

function assertJson(name: string, value: unknown): void {
  const text = stringifyJson(name, value, (_key, item: unknown) => {
    if (typeof item !== "number" || Number.isFinite(item)) return item;
    throw invalidInputError(`${name} contains ${item}, which JSON does not have.`, "Give finite numbers.");
  });
  if (text === undefined || text.search(unstorableEscape) === -1) return;
  throw invalidInputError(
    `${name} contains text that PostgreSQL cannot store.`,
    "Remove NUL characters and incomplete surrogate pairs (see String.prototype.toWellFormed).",
  );
}
