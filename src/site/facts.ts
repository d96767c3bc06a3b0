import { readAsset } from "./assets.ts";

/** What the sources of the package say about a table that a catalog does not contain. */
export interface TableFacts {
  /** The part of the schema that it belongs to, such as `people`. */
  readonly domain: string;
  /** Its name in Drizzle. */
  readonly name: string;
  /** What it holds, in a few words. */
  readonly summary: string;
  /** What a row is, and the rules that its rows follow. */
  readonly meaning: string;
  /** The names of its columns: in SQL → in Drizzle. */
  readonly columns: Readonly<Record<string, string>>;
  /** The values that its columns may have, by the column's name in SQL. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The names of its Zod schemas. */
  readonly zod: readonly string[];
}

/** What a rule of `phoenix-kit-schema/rules` does. */
export interface RuleFacts {
  readonly summary: string;
  /** The tables that it writes. */
  readonly writes: readonly string[];
}

/** The facts of all tables, by their names in SQL, and of all rules; `npm run generate` reads them from the sources. */
export interface Facts {
  readonly tables: Readonly<Record<string, TableFacts>>;
  readonly rules: Readonly<Record<string, RuleFacts>>;
}

/** Reads the facts in the package. */
export function readFacts(): Facts {
  return JSON.parse(readAsset("facts.json"));
}
