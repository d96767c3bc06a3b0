import { getTableColumns, is, Table } from "drizzle-orm";
import { defineTables, type Tables } from "../../schema/index.ts";
import { RuleError } from "./error.ts";

/** Which tables a rule works on. */
export type InTables<Name extends keyof Tables> = {
  /** The tables of another prefix, from `defineTables`. Default: those of `public`. */
  readonly tables?: Pick<Tables, Name> | undefined;
};

export const newestRemedy =
  "Migrate the schema to the newest version with `up`, and give the rules the tables of phoenix-kit-schema; those of phoenix-kit-schema/v27 and /v137 are for queries of your own.";

const complete = new WeakSet<object>();

/** @throws RuleError `schema_outdated` if tables are not of the version that the rules are for, as those of `/v27` */
export function assertNewestTables(tables: Readonly<Record<string, unknown>>): void {
  if (complete.has(tables)) return;
  for (const [name, table] of Object.entries(defineTables())) {
    const given = tables[name];
    if (given === undefined) throw outdatedTablesError(`table ${name}`);
    if (!is(table, Table) || !is(given, Table)) continue;
    const missing = Object.keys(getTableColumns(table)).find((column) => !(column in getTableColumns(given)));
    if (missing !== undefined) throw outdatedTablesError(`column ${missing} of ${name}`);
  }
  complete.add(tables);
}

function outdatedTablesError(missing: string): RuleError {
  return new RuleError(`The tables are not those that the rules are for: they lack the ${missing}.`, {
    code: "schema_outdated",
    remedy: newestRemedy,
  });
}
