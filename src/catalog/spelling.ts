const literal = "'(?:[^']|'')*'";
const list = `ARRAY\\[(?:${literal}::character varying(?:, )?)+\\]`;
const castAsWhole = new RegExp(`(?:\\((?<bracketed>${list})\\)|(?<bare>${list}))::text\\[\\]`, "g");
const castEach = new RegExp(`(${literal})::character varying(?:\\(\\d+\\))?::text`, "g");

/**
 * A definition in the one of PostgreSQL's spellings that a dump and restore leaves alone: a list of literals that
 * was cast as a whole comes back with each of them cast.
 *
 * @param definition - of a constraint or an index, as PostgreSQL prints it.
 * @returns the definition, alike for both.
 * @example
 * ```ts
 * import { settledSpelling } from "./spelling.ts";
 *
 * settledSpelling("a = ANY (ARRAY['x'::character varying, 'y'::character varying]::text[])");
 * // "a = ANY (ARRAY['x'::text, 'y'::text])"
 * ```
 */
export function normalizeDefinition(definition: string): string {
  return definition
    .replace(castAsWhole, (_, bracketed?: string, bare?: string) =>
      (bracketed ?? bare ?? "").replaceAll("'::character varying", "'::text"),
    )
    .replace(castEach, "$1::text");
}
