import { z } from "zod";
import { limits } from "../../schema/index.ts";

/** How many characters a text may have. */
export interface Lengths {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Whether PostgreSQL can store a text: without NUL, and without half of a surrogate pair. */
export function isStorableText(value: string): boolean {
  return value.isWellFormed() && !value.includes("\0");
}

/**
 * Text that PostgreSQL can store. Its length is counted in characters, as PostgreSQL does: an emoji is one, while zod's
 * own `max` would count two.
 *
 * @param lengths the fewest and the most characters
 * @returns the schema
 * @example
 * text({ max: 100 }).parse("Ada");
 */
export function text({ min = 0, max = Number.POSITIVE_INFINITY }: Lengths = {}): z.ZodString {
  const storable = z.string().refine(isStorableText, "PostgreSQL cannot store this text");
  if (min === 0 && max === Number.POSITIVE_INFINITY) return storable;
  return storable.refine((value) => {
    const length = [...value].length;
    return length >= min && length <= max;
  }, `Give ${min} to ${max} characters`);
}

/**
 * Text that is neither empty nor only blanks.
 *
 * @param lengths the fewest and the most characters; default: 1 to 255
 * @returns the schema
 * @example
 * filled().safeParse(" ").success; // false
 */
export function filled({ min = 1, max = 255 }: Lengths = {}): z.ZodString {
  return text({ min, max }).regex(/[^\p{Z}\p{C}]/u, "Give a text that is not blank");
}

const { email } = limits.users;

/** An address that `users` takes. */
export const emailAddress: z.ZodString = text(email).regex(
  email.pattern,
  "Give an address with an @ and without white space",
);
