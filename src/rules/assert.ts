import { inspect } from "node:util";
import type { JsonObject } from "../../schema/index.ts";
import { invalidInputError } from "./error.ts";

/** How long a text may be, in characters. */
export interface Lengths {
  readonly min?: number;
  readonly max: number;
}

/**
 * Throws if a column could not hold a text.
 *
 * @param what the text's name, for the message
 * @param text the text
 * @param lengths the fewest and the most characters (not bytes)
 * @throws RuleError `invalid_input`
 * @example
 * assertText("first name", "Ada", { max: 100 });
 */
export function assertText(what: string, text: string, { min = 0, max }: Lengths): void {
  assertString(what, text);
  const length = text.isWellFormed() && !text.includes("\0") && [...text].length;
  if (length !== false && length >= min && length <= max) return;
  throw invalidInputError(
    length === false
      ? `The ${what} contains characters that PostgreSQL cannot store.`
      : `The ${what} must have ${min} to ${max} characters, got ${length}.`,
    `Give ${min} to ${max} characters without NUL or incomplete surrogate pairs.`,
  );
}

/**
 * Throws if a value is not text, whatever is in it.
 *
 * @param what the text's name, for the message
 * @param value the value
 * @throws RuleError `invalid_input`
 * @example
 * assertString("text", "Thanks, Ada!");
 */
export function assertString(what: string, value: unknown): asserts value is string {
  if (typeof value === "string") return;
  throw invalidInputError(`The ${what} is not text.`, "Give a string.");
}

/**
 * Throws if a value is not a list.
 *
 * @param what the list's name, for the message
 * @param value the value
 * @throws RuleError `invalid_input`
 * @example
 * assertList("tags", ["mail"]);
 */
export function assertList(what: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw invalidInputError(`The ${what} are not a list.`, "Give an array.");
}

/** A value as a message shows it: text in quotes, and cut. */
export function quote(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 100))
    : inspect(value, { depth: 0 }).slice(0, 100);
}

/**
 * Throws if a text is not a UUID, because PostgreSQL's own error would abort the whole transaction.
 *
 * @param what whose uuid it is, for the message
 * @param uuid the text, in any case
 * @throws RuleError `invalid_input`
 * @example
 * assertUuid("user", ada.uuid);
 */
export function assertUuid(what: string, uuid: string): void {
  if (typeof uuid === "string" && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(uuid)) return;
  throw invalidInputError(
    `The ${what} ${quote(uuid)} is not a UUID.`,
    "Give the uuid of a row, as its column `uuid` has it.",
  );
}

/** The largest number that a column of type `integer` takes. */
export const largestInteger = 2_147_483_647;

/** Whether a value is a JSON object: no array, and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Throws if a value is not a JSON object, which readers of a `jsonb` column expect.
 *
 * @param what the value's name, for the message
 * @param value the value
 * @throws RuleError `invalid_input`
 * @example
 * assertObject("metadata", { ticket: 7 });
 */
export function assertObject(what: string, value: unknown): void {
  if (isObject(value)) return;
  throw invalidInputError(`The ${what} is not an object.`, "Give an object, or leave it out.");
}

/**
 * Throws if what a rule needs to be an object is something else, such as null, before the rule reads from it.
 *
 * @param what which one, for the message
 * @param value the value
 * @throws RuleError `invalid_input`
 * @example
 * assertArgument("argument of the rule", { userUuid: ada.uuid });
 */
export function assertArgument(what: string, value: unknown): void {
  if (isObject(value)) return;
  const given = value === null ? "null" : Array.isArray(value) ? "an array" : `of the type ${typeof value}`;
  throw invalidInputError(
    `The ${what} is not an object but ${given}.`,
    "Give the object that the rule declares.",
  );
}

/**
 * Throws if a number of rows is out of its range.
 *
 * @param what the number's name, for the message
 * @param count the number
 * @param range the least and the greatest number
 * @throws RuleError `invalid_input`
 * @example
 * assertCount("limit", 50, { min: 1, max: 1000 });
 */
export function assertCount(what: string, count: number, { min = 0, max }: Lengths): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  throw invalidInputError(
    `The ${what} must be a whole number from ${min} to ${max}, got ${quote(count)}.`,
    "Give a number in that range.",
  );
}

/**
 * Throws if a value is not a valid date.
 *
 * @param what the date's name, for the message
 * @param date the value
 * @throws RuleError `invalid_input`
 * @example
 * assertDate("expiresAt", new Date());
 */
export function assertDate(what: string, date: unknown): void {
  if (date instanceof Date && !Number.isNaN(date.getTime())) return;
  throw invalidInputError(`The ${what} is not a valid date.`, "Give a Date whose getTime() is a number.");
}
