import { quote } from "./assert.ts";
import { invalidInputError } from "./error.ts";

/**
 * Throws if a text is not a resource type in the form that PhoenixKit's application registers.
 *
 * @throws RuleError `invalid_input`
 */
export function assertResourceType(type: string): void {
  if (typeof type === "string" && /^[a-z][a-z0-9_]{0,99}$/.test(type)) return;
  throw invalidInputError(
    `${quote(type)} is not a type of resources.`,
    "Give up to 100 small letters, digits and underscores, a letter first, such as media_file.",
  );
}
