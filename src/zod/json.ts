import { z } from "zod";
import type { JsonObject, JsonValue } from "../../schema/index.ts";
import { isStorableText } from "./text.ts";

/** Whether `jsonb` can hold a value: no NUL, no half of a surrogate pair, no bigint, no cycle. */
export function isStorableJson(value: unknown): boolean {
  try {
    JSON.stringify(value, (key, part) => {
      const isText = typeof part === "string";
      if (!isStorableText(key) || (isText && !isStorableText(part))) throw new TypeError("not storable");
      return part;
    });
    return true;
  } catch {
    return false;
  }
}

export const notStorable = "PostgreSQL cannot store this as JSON";

/** A JSON object, with anything in it. */
export const jsonObject: z.ZodType<JsonObject, JsonObject> = z
  .record(z.string(), z.unknown())
  .refine(isStorableJson, notStorable);

/**
 * Any JSON except null, which is the column's NULL. It is copied, because Drizzle does not accept objects without a
 * prototype.
 */
export const jsonValue: z.ZodType<NonNullable<JsonValue>, NonNullable<JsonValue>> = z
  .custom<NonNullable<JsonValue>>(isStorableJson, notStorable)
  .pipe(z.union([z.string(), z.number(), z.boolean(), z.array(z.json()), z.record(z.string(), z.json())]));
