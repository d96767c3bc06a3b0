import type { Tables } from "../../schema/index.ts";

/** Which tables a rule works on. */
export type InTables<Name extends keyof Tables> = {
  /** The tables of another prefix, from `defineTables`. Default: those of `public`. */
  readonly tables?: Pick<Tables, Name> | undefined;
};
