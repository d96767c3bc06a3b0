import { PhoenixKitError } from "./error.ts";

const maxBytes = 63;

/**
 * Checks a prefix: the name of the schema that everything goes into. Any legal PostgreSQL identifier will do.
 *
 * @param prefix the schema's name, unquoted
 * @returns the same name
 * @throws PhoenixKitError `invalid_prefix` when PostgreSQL could not have a schema of that very name
 */
export function parsePrefix(prefix: string): string {
  const problem = findPrefixProblem(prefix);
  if (problem) {
    throw new PhoenixKitError(`The prefix ${JSON.stringify(prefix)} ${problem}.`, {
      code: "invalid_prefix",
      remedy: `Give the name of one schema, as it is and without quotes: 1 to ${maxBytes} bytes.`,
    });
  }
  return prefix;
}

function findPrefixProblem(prefix: unknown): string | undefined {
  if (typeof prefix !== "string") return "is not a string";
  if (prefix === "") return "is empty";
  if (prefix.includes("\0")) return "contains a NUL character";
  if (!prefix.isWellFormed()) return "is not well-formed Unicode";
  if (new TextEncoder().encode(prefix).length > maxBytes) return `is longer than ${maxBytes} bytes`;
  if (/^pg_/.test(prefix)) return "is reserved: PostgreSQL keeps names that begin with pg_ to itself";
  if (prefix === "information_schema") return "is PostgreSQL's own schema";
  return undefined;
}
