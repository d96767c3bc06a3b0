import { PhoenixKitError } from "./error.ts";
import { guard, lockStatement, markerDown, markerUp } from "./guards.ts";
import { quotedLiteral } from "./identifiers.ts";
import { type JournalState, journalStatements } from "./journal.ts";
import { renderSql } from "./render.ts";
import { schemaDropped } from "./schema.ts";
import type { Step } from "./steps.ts";
import { versionLabel } from "./version-label.ts";

/** What to do when a way back finds rows that its older shape cannot hold. */
export type OnConflict = "refuse" | "dedupe";

/**
 * Checks a choice.
 *
 * @param choice what a caller gave
 * @throws PhoenixKitError `invalid_option`
 * @example
 * checkedOnConflict("dedupe")
 */
export function checkedOnConflict(choice: OnConflict): OnConflict {
  if (choice === "refuse" || choice === "dedupe") return choice;
  throw new PhoenixKitError(`${JSON.stringify(choice)} is no choice for onConflict.`, {
    code: "invalid_option",
    remedy: 'Give "refuse" or "dedupe".',
  });
}

/** What a step's statements depend on beside its files. */
export interface ScriptContext {
  readonly prefix: string;
  readonly journal: JournalState;
  /** Statements that make the schema, before the first step. */
  readonly schema: readonly string[];
  readonly onConflict: OnConflict;
}

/** A statement as it is sent; without a line where it is not from a file. */
export interface RenderedStatement {
  readonly sql: string;
  readonly line?: number;
}

/**
 * All statements of one step's transaction, in order: the schema before the first, the version's file rendered
 * for the prefix, drizzle-kit's journal, and what goes with the last table.
 *
 * @param step the step
 * @param context prefix, journal and choices
 * @example
 * stepScript(step, context).map(({ sql }) => sql).join("\n")
 */
export function stepScript(step: Step, context: ScriptContext): RenderedStatement[] {
  const { direction, migration, previous } = step;
  const { prefix, journal, schema, onConflict } = context;
  if (!migration) return markerMoved(step).map((sql) => rendered({ sql }, prefix));
  const first = previous === undefined;
  const before = direction === "up" && first ? schema : [];
  const choice = onConflict === "refuse" ? [] : [onConflictChosen(onConflict)];
  const after = direction === "down" && first ? [schemaDropped(prefix)] : [];
  return [
    ...[...before, ...choice].map((sql) => ({ sql })),
    ...migration[direction].statements.map((statement) => rendered(statement, prefix)),
    ...[...journalStatements(journal, direction, migration, previous), ...after].map((sql) => ({ sql })),
  ];
}

/** What stands around a version's statements, for versions that have none. */
function markerMoved({ direction, version, to, passable }: Step): string[] {
  const marker = direction === "up" ? markerUp(to) : markerDown(to);
  return [lockStatement, guard(versionLabel(version), passable), ...marker];
}

function rendered<T extends RenderedStatement>(statement: T, prefix: string): T {
  return { ...statement, sql: renderSql(statement.sql, prefix) };
}

/**
 * The statement that tells a version's file what to do, until the transaction ends.
 *
 * @param choice what to do
 * @example
 * await client.query(onConflictChosen("dedupe"))
 */
export function onConflictChosen(choice: OnConflict): string {
  return `SELECT pg_catalog.set_config('phoenix_kit.on_conflict', ${quotedLiteral(choice)}, true);`;
}
