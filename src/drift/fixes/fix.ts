import type { ObjectRef } from "../../migrate/reference-catalogs.ts";
import { quoteQualified } from "../../postgres/sql.ts";
import type { SchemaDifference } from "../differences.ts";

/** The order in which fixes run: those that others depend on come first. */
const stages = [
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

export type Stage = (typeof stages)[number];

/** Fixes in the order in which they run. */
export function sortByStage(fixes: readonly Fix[]): Fix[] {
  return [...fixes].sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
}

/** A query for rows that block a fix. */
export interface BlockingQuery {
  /** What is wrong with the rows, as in "rows have no value". */
  readonly what: string;
  /** SQL that lists them. */
  readonly query: string;
}

/** One statement of a fix, in SQL for `public`. */
export interface FixStatement {
  readonly sql: string;
  /** Whether it builds an index CONCURRENTLY, which PostgreSQL allows only outside of transactions. */
  readonly concurrent: boolean;
  /** What to run after a failed attempt; default: the same statement again. */
  readonly retrySql?: readonly string[];
}

/** How one difference can be repaired. */
export interface Fix {
  readonly difference: SchemaDifference;
  readonly stage: Stage;
  /** Each runs in a transaction of its own; a concurrent one runs in none. */
  readonly statements: readonly FixStatement[];
  /** The objects that its statements refer to. They have to exist and be as expected. */
  readonly needs: readonly ObjectRef[];
  /** Queries for rows that must not exist. */
  readonly blocking: readonly BlockingQuery[];
  /** The statements that can run even if such rows exist. They leave a constraint NOT VALID. */
  readonly whileBlocked?: readonly FixStatement[];
  /** What users can run by hand if such rows exist. */
  readonly manualSql?: string;
}

/** Drift that cannot be repaired without changing rows, or without a decision of the user. */
export interface ManualFix {
  readonly difference: SchemaDifference;
  readonly reason: string;
  readonly blocking: readonly BlockingQuery[];
  /** What users can run by hand if they decide to. */
  readonly manualSql?: string;
  /** Whether a schema can be adopted with it. */
  readonly isAdoptable?: boolean;
}

/** What can be done about a difference. */
export type RepairDecision = Fix | ManualFix;

/** Why an object with the right name but the wrong definition stays. */
export const dropItFirstMessage =
  "Nothing is dropped automatically. Drop it yourself, and repair creates it again.";

/** Leaves a difference to the user, with the reason, what to do, and the rows to look at. */
export function leaveToUser(
  difference: SchemaDifference,
  reason: string,
  blocking: readonly BlockingQuery[] = [],
): ManualFix {
  return { difference, reason, blocking };
}

/** A statement that runs in a transaction. */
export function runInTransaction(sql: string): FixStatement {
  return { sql, concurrent: false };
}

/** Whether a fix would fail while a difference remains, because an object that it needs is missing or different. */
export function dependsOn(fix: Fix, { kind, table, name, outcome, property }: SchemaDifference): boolean {
  const isUnusable =
    outcome === "missing" ||
    kind === "function" ||
    (kind === "table" && property === "kind") ||
    (kind === "column" && property === "type");
  return (
    isUnusable && fix.needs.some((need) => need.kind === kind && need.table === table && need.name === name)
  );
}

/** The qualified name of a managed object, in SQL for `public`. */
export function qualifyName(name: string): string {
  return quoteQualified("public", name);
}
