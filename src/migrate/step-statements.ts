import { formatVersion, PhoenixKitError } from "../error.ts";
import { lockSql, recordDownSql, recordUpSql, requireMarkerSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import type { Step } from "../migrations/steps.ts";
import { quoteLiteral } from "../postgres/sql.ts";
import { dropSchemaSql } from "./create-schema.ts";
import { buildJournalStatements, type JournalState } from "./journal.ts";

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
export function parseOnConflict(choice: OnConflict): OnConflict {
  if (choice === "refuse" || choice === "dedupe") return choice;
  throw new PhoenixKitError(`${JSON.stringify(choice)} is no choice for onConflict.`, {
    code: "invalid_option",
    remedy: 'Give "refuse" or "dedupe".',
  });
}

/** What a step's statements depend on beside its files. */
export interface StepContext {
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
export function buildStepStatements(step: Step, context: StepContext): RenderedStatement[] {
  const { direction, migration, previous } = step;
  const { prefix, journal, schema, onConflict } = context;
  if (!migration) return markerMoved(step).map((sql) => rendered({ sql }, prefix));
  const first = previous === undefined;
  const before = direction === "up" && first ? schema : [];
  const choice = onConflict === "refuse" ? [] : [setOnConflictSql(onConflict)];
  const after = direction === "down" && first ? [dropSchemaSql(prefix)] : [];
  return [
    ...[...before, ...choice].map((sql) => ({ sql })),
    ...migration[direction].statements.map((statement) => rendered(statement, prefix)),
    ...[...buildJournalStatements(journal, direction, migration, previous), ...after].map((sql) => ({ sql })),
  ];
}

/** What stands around a version's statements, for versions that have none. */
function markerMoved({ direction, version, to, passable }: Step): string[] {
  const marker = direction === "up" ? recordUpSql(to) : recordDownSql(to);
  return [lockSql, requireMarkerSql(formatVersion(version), passable), ...marker];
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
export function setOnConflictSql(choice: OnConflict): string {
  return `SELECT pg_catalog.set_config('phoenix_kit.on_conflict', ${quoteLiteral(choice)}, true);`;
}
