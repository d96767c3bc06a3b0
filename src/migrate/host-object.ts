import { formatVersion } from "../error.ts";
import type { TableChange } from "../migrations/table-changes.ts";
import { quoteIdentifier } from "../postgres/sql.ts";

/**
 * How a step and an object of the application affect each other: the object makes the step fail (`blocks`), is dropped
 * with what the step drops (`dropped`), uses a name that is gone afterwards (`breaks`), or runs for rows that the step
 * changes (`fires`).
 */
export type HostObjectEffect = "blocks" | "dropped" | "breaks" | "fires";

/** An object of the application that depends on a table or column that a step changes. */
export interface HostObject {
  /** The first version whose step concerns it. */
  readonly version: number;
  /** What the step does to the object. */
  readonly effect: HostObjectEffect;
  /** Kind and qualified name, such as `view public.recent_users`. */
  readonly name: string;
  /** One sentence: what the step does, and what that means for the object. */
  readonly message: string;
  /** What to do about it, with SQL. */
  readonly remedy: string;
}

/** Says what a step does, such as `V58 changes the type of public.phoenix_kit_users.inserted_at`. */
export function describeChange(change: Change, prefix: string): string {
  const { version, kind, table, column, object } = change;
  const path = [prefix, object ?? table, ...(column ? [column] : [])].map(quoteIfNeeded);
  return `${formatVersion(version)} ${verbs[kind]} ${path.join(".")}`;
}

type Change = Pick<TableChange, "version" | "kind" | "table"> & {
  readonly column?: string | null | undefined;
  readonly object?: string | null | undefined;
};

function quoteIfNeeded(name: string): string {
  return /^[a-z_][a-z\d_]*$/.test(name) ? name : quoteIdentifier(name);
}

const verbs: Record<TableChange["kind"], string> = {
  drop: "drops",
  rename: "renames",
  retype: "changes the type of",
  rewrite: "rewrites",
  update: "changes rows of",
};
