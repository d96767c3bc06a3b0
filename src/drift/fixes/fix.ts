import { quoteIdentifier } from "../../postgres/sql.ts";
import type { SchemaDifference } from "../findings.ts";

/** When a mend runs: what later ones rest on comes first. */
export const order = [
  "extension",
  "enum",
  "function",
  "sequence",
  "table",
  "column",
  "default",
  "row",
  "not null",
  "index",
  "key",
  "check",
  "foreign key",
  "validation",
  "ownership",
  "trigger",
] as const;

export type Stage = (typeof order)[number];

/** A query for the rows that stand in a mend's way. */
export interface Obstacle {
  /** What is wrong with the rows, as in "rows have no value". */
  readonly what: string;
  /** SQL that lists them. */
  readonly query: string;
}

/** How one fault can be mended, in SQL for `public`. */
export interface Fix {
  readonly difference: SchemaDifference;
  readonly stage: Stage;
  /** Each runs in a transaction of its own; those that build indexes beside writers run in none. */
  readonly statements: readonly string[];
  /** Rows that must not be there. */
  readonly obstacles: readonly Obstacle[];
  /** What people can run where such rows are there. */
  readonly byHand?: string;
}

/** A fault that cannot be mended without touching rows, or without deciding what only people can. */
export interface ManualFix {
  readonly difference: SchemaDifference;
  readonly reason: string;
  readonly obstacles: readonly Obstacle[];
  /** What people can run when they have decided so. */
  readonly byHand?: string;
}

/** What can be done about a fault. */
export type RepairDecision = Fix | ManualFix;

/** Why an object that was made otherwise stays. */
export const nothingIsDropped = "Nothing is dropped here. Drop it, and repair makes it anew.";

/**
 * An answer that leaves a fault to people.
 *
 * @param finding the fault
 * @param reason why it is left, and what to do
 * @param obstacles the rows to look at
 * @example
 * left(finding, "It is another kind of object; rename it.")
 */
export function leaveToUser(
  finding: SchemaDifference,
  reason: string,
  obstacles: readonly Obstacle[] = [],
): ManualFix {
  return { difference: finding, reason, obstacles };
}

/**
 * The name of one of our tables in SQL for `public`.
 *
 * @param name unquoted
 * @example
 * inPublic("phoenix_kit_users") // "public"."phoenix_kit_users"
 */
export function qualifyName(name: string): string {
  return `"public".${quoteIdentifier(name)}`;
}
