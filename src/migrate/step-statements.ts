import { formatVersion, PhoenixKitError } from "../error.ts";
import { lockSql, recordDownSql, recordUpSql, requireMarkerSql } from "../migrations/guards.ts";
import { renderSql } from "../migrations/render.ts";
import { isFromNothing, type MarkerStep, readStepFile, type Step } from "../migrations/steps.ts";
import { quoteLiteral } from "../postgres/sql.ts";
import { dropSchemaSql } from "./create-schema.ts";
import { buildJournalStatements, type JournalState } from "./journal.ts";

/** What `down` does with rows that the older shape cannot hold: refuse, or keep the earliest of each. */
export type OnConflict = "refuse" | "dedupe";

/** Checks the value of `onConflict`. */
export function parseOnConflict(choice: OnConflict): OnConflict {
  if (choice === "refuse" || choice === "dedupe") return choice;
  throw new PhoenixKitError(`${JSON.stringify(choice)} is not a choice for onConflict.`, {
    code: "invalid_option",
    remedy: 'Give "refuse" or "dedupe".',
  });
}

/** The least memory that a step has to build indexes and lists of keys, unless its caller says otherwise. */
const defaultMemory = "256MB";

/** Checks an amount of memory; undefined stands for the default. */
export function parseMemory(amount: string | undefined): string | undefined {
  if (amount === undefined || /^[1-9][0-9]*(?:kB|MB|GB)$/.test(amount)) return amount;
  throw new PhoenixKitError(`${JSON.stringify(amount)} is not an amount of memory.`, {
    code: "invalid_option",
    remedy: 'Give a whole number with kB, MB or GB, such as "512MB".',
  });
}

/** What a step's statements depend on besides its files. */
export interface StepContext {
  readonly prefix: string;
  readonly journal: JournalState;
  /** Statements that create the schema, before the first step. */
  readonly schema: readonly string[];
  readonly onConflict: OnConflict;
  /** Whether triggers of the host on managed tables are disabled within the step. */
  readonly disableHostTriggers?: boolean | undefined;
}

/** A statement as it is sent; without a line if it is not from a file. */
export interface RenderedStatement {
  readonly sql: string;
  readonly line?: number;
}

/**
 * Builds all statements of one step's transaction, in order: the schema for the first step, the version's file rendered
 * for the prefix, drizzle-kit's journal, and the drop of the schema after the last table.
 */
export function buildStepStatements(step: Step, context: StepContext): RenderedStatement[] {
  const { prefix, journal, schema, onConflict, disableHostTriggers = false } = context;
  if (step.kind === "marker") return renderMarkerStatements(step).map((sql) => render({ sql }, prefix));
  const before = isFromNothing(step) ? [...schema] : [];
  if (onConflict !== "refuse") before.push(setOnConflictSql(onConflict));
  if (disableHostTriggers) before.push(disableHostTriggersSql);
  const after = buildJournalStatements(journal, step);
  if (step.to === 0) after.push(dropSchemaSql(prefix));
  return [
    ...before.map((sql) => ({ sql })),
    ...readStepFile(step).statements.map((statement) => render(statement, prefix)),
    ...after.map((sql) => ({ sql })),
  ];
}

const disableHostTriggersSql = `SELECT pg_catalog.set_config('phoenix_kit.disable_host_triggers', 'on', true);`;

/**
 * Gives a step memory until its transaction ends: the given amount, else at least the default. PostgreSQL divides it
 * among the workers that build an index.
 */
export function setMemorySql(memory: string | undefined): string {
  const amount = quoteLiteral(memory ?? defaultMemory);
  const set = `SELECT pg_catalog.set_config('maintenance_work_mem', ${amount}, true)`;
  if (memory !== undefined) return `${set};`;
  const current = `pg_catalog.current_setting('maintenance_work_mem')`;
  return `${set} WHERE pg_catalog.pg_size_bytes(${current}) < pg_catalog.pg_size_bytes(${amount});`;
}

function renderMarkerStatements({ direction, version, to, acceptedMarkers }: MarkerStep): string[] {
  const record = direction === "up" ? recordUpSql(to) : recordDownSql(to);
  return [lockSql, requireMarkerSql(formatVersion(version), acceptedMarkers), ...record];
}

function render<T extends RenderedStatement>(statement: T, prefix: string): T {
  return { ...statement, sql: renderSql(statement.sql, prefix) };
}

/** Tells a version's file what to do with conflicting rows, until the transaction ends. */
export function setOnConflictSql(choice: OnConflict): string {
  return `SELECT pg_catalog.set_config('phoenix_kit.on_conflict', ${quoteLiteral(choice)}, true);`;
}
