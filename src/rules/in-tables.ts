import { getTableColumns, is, Table } from "drizzle-orm";
import { defineTables, type Tables } from "../../schema/index.ts";
import { assertArgument } from "./assert.ts";
import { RuleError } from "./error.ts";

/** The tables that a rule works on. */
export type InTables<Name extends keyof Tables> = {
  /** The tables of another prefix, from `defineTables`. Default: those of `public`. */
  readonly tables?: Pick<Tables, Name> | undefined;
};

export const newestRemedy =
  "Migrate the schema to the newest version with `up`, and give the rules the tables of phoenix-kit-schema; those of phoenix-kit-schema/v27 and /v137 are for queries of your own.";

/**
 * The tables that a rule works on: those of its options, or those of `public`. A rule calls it before it reads its
 * arguments, so that it refuses any that is not an object.
 *
 * @param options the options of the rule
 * @param others what else the rule takes that has to be an object
 * @throws RuleError `invalid_input`; `schema_outdated` for tables of another version than the rules, such as those of
 *   `/v27`
 */
export function chooseTables<Given extends Partial<Tables>>(
  options: { readonly tables?: Given | undefined },
  ...others: readonly object[]
): Given {
  for (const argument of [...others, options]) assertArgument("argument of the rule", argument);
  const { tables } = options;
  if (tables === undefined) return defineTables() as Given & Tables;
  assertArgument("option `tables`", tables);
  for (const [name, table] of Object.entries(tables)) assertNewestTable(name, table);
  return tables;
}

const known = new WeakSet<object>();

/**
 * @throws RuleError `invalid_input` for no tables; `schema_outdated` if one of the tables is missing, or is of another
 *   version than the rules
 */
export function assertNewestTables(tables: Readonly<Record<string, unknown>>): void {
  assertArgument("second argument of `rulesFor`", tables);
  if (known.has(tables)) return;
  for (const name of Object.keys(defineTables())) {
    if (tables[name] === undefined) throw outdatedTablesError(`table ${name}`);
    assertNewestTable(name, tables[name]);
  }
  known.add(tables);
}

function assertNewestTable(name: string, given: unknown): void {
  if (!is(given, Table) || known.has(given)) return;
  const newest: unknown = Reflect.get(defineTables(), name);
  if (!is(newest, Table)) return;
  const missing = Object.keys(getTableColumns(newest)).find((column) => !(column in getTableColumns(given)));
  if (missing !== undefined) throw outdatedTablesError(`column ${missing} of ${name}`);
  known.add(given);
}

function outdatedTablesError(missing: string): RuleError {
  return new RuleError(`The tables are not those that the rules are for: they lack the ${missing}.`, {
    code: "schema_outdated",
    remedy: newestRemedy,
  });
}
