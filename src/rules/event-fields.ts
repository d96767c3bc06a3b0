import type { JsonObject } from "../../schema/index.ts";

/** A text of an event that came from outside; undefined if it is another type or empty. */
export function readText(object: unknown, key: string): string | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const value: unknown = Reflect.get(object, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An object within an event that came from outside; an empty one if it is something else. */
export function readObject(object: unknown, key: string): JsonObject {
  const value: unknown = typeof object === "object" && object !== null ? Reflect.get(object, key) : undefined;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
