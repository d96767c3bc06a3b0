import { type DatabaseTarget, withConnection } from "../migrator/connection.ts";
import { checkedPrefix } from "../migrator/identifiers.ts";
import { examine } from "./examine.ts";
import type { Finding } from "./findings.ts";

/** Options of `verify`. */
export interface VerifyOptions {
  /** The schema that everything is in; `public` unless given. */
  readonly prefix?: string | undefined;
  /** A database where the role may create schemas, to make the reference in; the verified one unless given. */
  readonly reference?: DatabaseTarget | undefined;
}

/** How a schema compares with what its version should be. */
export interface Verification {
  readonly prefix: string;
  /** The marker's version; 0 where nothing of ours is there. */
  readonly version: number;
  /** Whether there is no fault. */
  readonly ok: boolean;
  /** What is missing, different or extra. Only those with `fault` are drift. */
  readonly findings: readonly Finding[];
  /** Tables in the schema that no version of ours made. They are left alone, by every way back too. */
  readonly notOurs: readonly string[];
}

/**
 * Compares a schema, object by object, with what its version should be: tables, columns, constraints, indexes,
 * sequences, enums, functions, triggers, extensions, and the rows that a version guarantees. Changes nothing: the
 * reference is made of the version's own files inside a transaction that is rolled back.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options prefix, and where to make the reference
 * @throws PhoenixKitError; `reference_not_possible` where the role may not create a schema and no other database
 *   was given
 * @example
 * const { ok, findings } = await verify(pool, { prefix: "myapp" });
 */
export async function verify(database: DatabaseTarget, options: VerifyOptions = {}): Promise<Verification> {
  const prefix = checkedPrefix(options.prefix ?? "public");
  return withConnection(database, async (connection) => {
    const { version, findings, notOurs } = await examine(connection, {
      prefix,
      reference: options.reference,
    });
    const ok = findings.every(({ fault }) => !fault);
    return Object.freeze({ prefix, version, ok, findings: Object.freeze(findings), notOurs });
  });
}
