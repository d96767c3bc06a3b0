import { types } from "pg";

type Parser = (text: string) => unknown;

/** How this package's queries read values, whatever parsers the app has set. Other types stay text with pg. */
const parsers: Readonly<Record<number, Parser>> = {
  16: (text) => text === "t", // boolean
  19: String, // name
  20: String, // bigint
  21: Number, // smallint
  23: Number, // integer
  25: String, // text
  26: Number, // oid
  114: JSON.parse, // json
  700: Number, // real
  701: Number, // double precision
  1003: parseArray, // name[]
  1009: parseArray, // text[]
  1015: parseArray, // varchar[]
  1043: String, // varchar
  1114: String, // timestamp
  1184: String, // timestamptz
  1700: String, // numeric
  3802: JSON.parse, // jsonb
};

/** For pg's `types`. */
export const ownTypes = {
  getTypeParser(oid: number, format?: string): (value: never) => unknown {
    if (format === "binary") return types.getTypeParser(oid, "binary");
    return (parsers[oid] ?? String) as (value: never) => unknown;
  },
};

/** For PGlite's `parsers`; the instance keeps its own for all other types. */
export const ownParsers = parsers;

/** Reads a one-dimensional array as PostgreSQL prints it. */
function parseArray(text: string): (string | null)[] {
  return [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/g)].map(([, quoted, plain]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
    return plain === undefined || plain === "NULL" ? null : plain;
  });
}
