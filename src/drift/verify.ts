import { type ConnectOptions, type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import { parsePrefix } from "../prefix.ts";
import { compareSchema } from "./compare-schema.ts";
import type { SchemaDifference } from "./findings.ts";

/** Options of `verify`. */
export interface VerifyOptions extends ConnectOptions {
  /** The schema that everything is in; `public` unless given. */
  readonly prefix?: string | undefined;
  /** A database where the role may create schemas, to make the reference in; the verified one unless given. */
  readonly reference?: DatabaseTarget | undefined;
}

/** How a schema compares with what its version should be. */
export interface VerifyResult {
  /** The schema that was compared. */
  readonly prefix: string;
  /** The marker's version; 0 where nothing of ours is there. */
  readonly version: number;
  /** Whether there is no fault. */
  readonly ok: boolean;
  /** What is missing, different or extra. Only those with `fault` are drift. */
  readonly differences: readonly SchemaDifference[];
  /** Tables in the schema that no version of ours made. They are left alone, by every way back too. */
  readonly unmanagedTables: readonly string[];
}

/**
 * Compares a schema, object by object, with what its version should be: tables, columns, constraints, indexes,
 * sequences, enums, functions, triggers, extensions, and the rows that a version guarantees. Changes nothing: the
 * reference is made of the version's own files inside a transaction that is rolled back.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options prefix, and where to make the reference
 * @returns every difference, and whether any of them is drift
 * @throws PhoenixKitError; `reference_not_possible` where the role may not create a schema and no other database
 *   was given
 * @example
 * import { describeDifference, verify } from "phoenix-kit-schema";
 *
 * const { ok, differences } = await verify(process.env.DATABASE_URL!, { prefix: "myapp" });
 * if (!ok) console.error(differences.map(describeDifference));
 */
export async function verify(database: DatabaseTarget, options: VerifyOptions = {}): Promise<VerifyResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  return withConnection(
    database,
    async (connection) => {
      const {
        version,
        differences: findings,
        unmanagedTables: notOurs,
      } = await compareSchema(connection, {
        prefix,
        reference: options.reference,
      });
      const ok = findings.every(({ isDrift: fault }) => !fault);
      return Object.freeze({
        prefix,
        version,
        ok,
        differences: Object.freeze(findings),
        unmanagedTables: notOurs,
      });
    },
    options,
  );
}
