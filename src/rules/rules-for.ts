import type { ObanJob, Tables } from "../../schema/index.ts";
import { isObject } from "./assert.ts";
import type { Db } from "./db.ts";
import { assertNewestTables, type InTables } from "./in-tables.ts";
import type { JobWorkers, NewJob } from "./jobs.ts";
import * as rulesOnTables from "./rules-on-tables.ts";

type RulesOnTables = typeof rulesOnTables;

/** A rule that takes a database first. Its parameters are contravariant, so `never` stands for any. */
type Rule = (db: never, ...given: never[]) => unknown;

type GivenTo<F> = F extends (db: Db, ...given: infer Args) => unknown ? Args : never;

/** Options without `tables`; `never` if nothing is left of them. */
type OtherOptions<T> = keyof NonNullable<T> extends "tables" ? never : Omit<NonNullable<T>, "tables">;

type HasTables<T> = "tables" extends keyof NonNullable<T> ? true : false;

/** The parameters of a rule after the database, without the option `tables`. */
type Bound<Args extends unknown[]> =
  Required<Args> extends [...infer Others, infer Last]
    ? HasTables<Last> extends true
      ? [OtherOptions<Last>] extends [never]
        ? Others
        : {
            [Index in keyof Args]: HasTables<Args[Index]> extends true
              ? OtherOptions<Args[Index]>
              : Args[Index];
          }
      : Args
    : Args;

/**
 * All rules that take a database, by their names, with the database and its tables bound: the parameters are those of
 * the rule without its first, and the options have no `tables`.
 */
export type BoundRules<Workers extends JobWorkers = JobWorkers> = Omit<
  BoundPlainRules,
  "enqueueJob" | "getSettings"
> & {
  /** Like `enqueueJob`, for the workers of the application. */
  readonly enqueueJob: (job: NewJob<Workers>) => Promise<ObanJob>;
  /** Like `getSettings`. */
  readonly getSettings: <Key extends string>(
    defaults: Readonly<Record<Key, string>>,
  ) => Promise<Record<Key, string>>;
};

/** What `bindRules` takes: `enqueueJob` may be `enqueueJob<Workers>`. */
type Bindable = Partial<Omit<RulesOnTables, "enqueueJob">> & {
  readonly enqueueJob?: (db: Db, job: never, options?: InTables<"obanJobs">) => Promise<ObanJob>;
};

/** The given rules, bound; `enqueueJob` takes the jobs that the given one takes. */
type BoundOf<Given> = {
  readonly [Name in keyof Given & keyof BoundRules]: [Name, Given[Name]] extends [
    "enqueueJob",
    (db: Db, job: infer Job, options?: InTables<"obanJobs">) => Promise<ObanJob>,
  ]
    ? (job: Job) => Promise<ObanJob>
    : BoundRules[Name];
};

/** Generic rules lose their type parameters here. */
type BoundPlainRules = {
  readonly [Name in keyof RulesOnTables]: RulesOnTables[Name] extends (...given: never[]) => infer Result
    ? (...given: Bound<GivenTo<RulesOnTables[Name]>>) => Result
    : never;
};

/** The rules whose options are required: only then does the last parameter count in a function's `length`. */
type NamesOfRequiredOptions = {
  [Name in keyof RulesOnTables]: number extends GivenTo<RulesOnTables[Name]>["length"]
    ? never
    : GivenTo<RulesOnTables[Name]> extends Required<GivenTo<RulesOnTables[Name]>>
      ? Name
      : never;
}[keyof RulesOnTables];

const optionsAreRequired: Readonly<Record<NamesOfRequiredOptions, true>> = {
  archiveOldEmails: true,
  compressOldEmailBodies: true,
  getOauthTokens: true,
  linkOauthAccount: true,
  purgeTrashedFiles: true,
};

/**
 * Binds all rules to a database and the tables of a tenant, so that no call can forget them. It only creates functions,
 * so call it for each request, and within a transaction with the transaction.
 *
 * With a map of the workers of the Elixir application, `rulesFor<Workers>(…)`, its `enqueueJob` takes only their jobs.
 *
 * A bundle with this function contains all rules; with `bindRules`, only those that it is given.
 *
 * @param db a Drizzle database or transaction
 * @param tables the tables that the rules work on: `defineTables("tenant_42")`, or `defineTables()` for `public`
 * @returns the rules by their names
 * @throws RuleError `schema_outdated` for tables of an older version, such as those of `phoenix-kit-schema/v27`
 * @example
 * import { defineTables } from "phoenix-kit-schema";
 * import { rulesFor } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const { registerUser, grantRole } = rulesFor(db, defineTables("tenant_42"));
 * const { user } = await registerUser({ email: "ada@example.com", hashedPassword: "…" });
 * await grantRole({ userUuid: user.uuid, role: "Admin" });
 */
export function rulesFor<Workers extends JobWorkers = JobWorkers>(
  db: Db,
  tables: Tables,
): BoundRules<Workers> {
  return bindRules(db, tables, rulesOnTables) as unknown as BoundRules<Workers>;
}

/**
 * Binds the given rules to a database and the tables of a tenant. A bundler leaves the others out. With
 * `enqueueJob<Workers>`, the bound one accepts only jobs for the application's workers.
 *
 * @param db a Drizzle database or transaction
 * @param tables the tables that the rules work on: `defineTables("tenant_42")`, or `defineTables()` for `public`
 * @param rules the rules to bind, under their own names
 * @returns the rules by their names
 * @throws RuleError `schema_outdated` for tables of an older version, such as those of `phoenix-kit-schema/v27`
 * @example
 * import { defineTables } from "phoenix-kit-schema";
 * import { bindRules, getSetting, putSetting } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const settings = bindRules(db, defineTables("tenant_42"), { getSetting, putSetting });
 * await settings.putSetting("site_name", "Ada's shop");
 */
export function bindRules<Given extends Bindable>(db: Db, tables: Tables, rules: Given): BoundOf<Given> {
  assertNewestTables(tables);
  const bound = Object.entries<Rule>(rules as Readonly<Record<string, Rule>>).map(([name, rule]) => {
    const place = rule.length - (name in optionsAreRequired ? 2 : 1);
    return [name, (...given: unknown[]) => callRule(rule, db, withTables(given, { place, tables }))];
  });
  return Object.fromEntries(bound) as BoundOf<Given>;
}

function callRule(rule: Rule, db: Db, given: unknown[]): unknown {
  return (rule as (...all: unknown[]) => unknown)(db, ...given);
}

/** Puts the tables into the options, which have a fixed position after the other parameters. */
function withTables(
  given: readonly unknown[],
  { place, tables }: { readonly place: number; readonly tables: Tables },
): unknown[] {
  const others = Array.from({ length: place }, (_, index) => given[index]);
  const { [place]: options = {} } = given;
  return [...others, isObject(options) ? { ...options, tables } : options];
}
