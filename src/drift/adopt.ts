import { type ErrorCode, formatVersion, PhoenixKitError } from "../error.ts";
import { assertKnown, readMarker, readMarkerComment } from "../migrate/marker.ts";
import { parseTarget } from "../migrations/steps.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { parsePrefix } from "../prefix.ts";
import { compareSchema, type SchemaComparison } from "./compare-schema.ts";
import { checkClaimedVersion } from "./detect-version.ts";
import {
  buildRepairPlan,
  type RemainingDrift,
  type RepairPlan,
  type RepairStatement,
} from "./plan-repair.ts";
import { recordAdoption } from "./record-adoption.ts";
import type { RepairOptions } from "./repair.ts";
import { formatRemainingDrift } from "./report.ts";
import { runRepair } from "./run-repair.ts";

/** Options of `adopt`. */
export interface AdoptOptions extends RepairOptions {
  /** The version that the schema is at; default: the marker's. */
  readonly version?: number | undefined;
  /**
   * The comment on the version table, exactly as it is, that `version` may overwrite. Without it, a marker that records
   * another version or cannot be read is never changed.
   */
  readonly replaceMarker?: string | undefined;
  /**
   * Whether foreign keys and checks that rows violate may stay or be created NOT VALID, instead of refusing the
   * schema; default: false. `remaining` counts the rows.
   */
  readonly acceptNotValid?: boolean | undefined;
}

/** What an adoption did. */
export interface AdoptResult {
  /** The schema that was adopted. */
  readonly prefix: string;
  /** The version that the marker recorded before; null if it recorded none. */
  readonly from: number | null;
  /**
   * The version that the schema is at now: the same as before, but V06 for a schema that PhoenixKit built at V01 to
   * V05.
   */
  readonly version: number;
  /** Whether the schema was adopted; false if `confirm` returned false. */
  readonly adopted: boolean;
  /** The statements that completed the schema, in their order. */
  readonly statements: readonly RepairStatement[];
  /** What still differs: foreign keys with other rules, and constraints that stay NOT VALID. */
  readonly remaining: readonly RemainingDrift[];
  /** Tables that no version creates. Nothing changes them, not even down migrations. */
  readonly unmanagedTables: readonly string[];
}

/**
 * Takes over a schema that PhoenixKit's own migrator built, at any version: checks that its tables are those of the
 * version, adds what only this package has and what PhoenixKit left out, and writes the history and drizzle-kit's
 * journal. From then on, `up`, `down` and `drizzle-kit migrate` work. Rows are not changed.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options the prefix, the version if the marker is missing or wrong, `confirm` to be asked first, and callbacks
 * @returns the version that the schema is at, and the statements that ran
 * @throws PhoenixKitError; `not_adoptable` with a full report if the tables contradict the version or rows block a fix;
 * nothing is changed then
 * @example
 * import { adopt } from "phoenix-kit-schema";
 *
 * const { version, statements } = await adopt(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(version, statements.length);
 */
export async function adopt(database: DatabaseTarget, options: AdoptOptions = {}): Promise<AdoptResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  const { confirm, replaceMarker, acceptNotValid, onStatement, onWaiting, signal } = options;
  const given = options.version === undefined ? undefined : parseTarget("up", options.version);
  return withConnection(
    database,
    async (connection, beside) => {
      const comment = await readMarkerComment(connection, prefix).catch(throwStatementError);
      const marker = await readMarkerOrUndefined(given, connection, prefix);
      assertReplaceable({ prefix, given, marker, comment, replaceMarker });
      const claimed = given ?? marker ?? 0;
      if (marker === 0 || claimed === 0) throw nothingToAdoptError(prefix);
      const version = await checkClaimedVersion(connection, { prefix, version: claimed });
      const comparison = await compareSchema(connection, { prefix, version });
      const isRaised = version !== claimed;
      const plan = await planAdoption(connection, comparison, { isRaised, acceptNotValid });
      const { unmanagedTables } = comparison;
      const { statements, remaining } = plan;
      const found = { prefix, from: marker ?? null, version, remaining, unmanagedTables };
      if (confirm && !(await confirm(plan)))
        return Object.freeze({ ...found, adopted: false, statements: [] });
      const assertUnmoved = () => assertMarkerComment(connection, prefix, comment);
      await runRepair(connection, {
        prefix,
        assertUnmoved,
        statements,
        beside,
        onStatement,
        onWaiting,
        signal,
      });
      await recordAdoption(connection, { prefix, version, assertUnmoved });
      return Object.freeze({ ...found, adopted: true, statements });
    },
    options,
  );
}

const codesWithoutVersion: readonly ErrorCode[] = [
  "marker_missing",
  "marker_without_comment",
  "marker_unreadable",
];

/** The marker, and what the caller says about it. */
interface MarkerClaim {
  readonly prefix: string;
  readonly given: number | undefined;
  readonly marker: number | undefined;
  readonly comment: string | null;
  readonly replaceMarker: string | undefined;
}

/**
 * Refuses to overwrite a marker that the caller did not name: with a lower one, PhoenixKit would run versions again.
 */
function assertReplaceable({ prefix, given, marker, comment, replaceMarker }: MarkerClaim): void {
  if (given === undefined || given === marker) return;
  if (comment === null || comment === replaceMarker) return;
  throw new PhoenixKitError(
    `The marker of ${quoteIdentifier(prefix)} is ${JSON.stringify(comment)}, not ${given}; it is not overwritten.`,
    {
      code: "not_adoptable",
      remedy:
        `Adopt without --at if the marker is right. If it is wrong, name it: --at ${given} --replace-marker ` +
        `${JSON.stringify(comment)} (replaceMarker); nothing was touched.`,
    },
  );
}

/** Throws `marker_moved` if the marker is no longer the one that was checked. Runs inside of the transaction. */
async function assertMarkerComment(
  connection: Connection,
  prefix: string,
  comment: string | null,
): Promise<void> {
  const present = await readMarkerComment(connection, prefix);
  if (present === comment) return;
  throw new PhoenixKitError(
    `The marker of ${quoteIdentifier(prefix)} changed from ${JSON.stringify(comment)} to ` +
      `${JSON.stringify(present)} during the adoption.`,
    { code: "marker_moved", remedy: "Another runner is at work; run adopt again when it has finished." },
  );
}

/** Reads the marker. Returns undefined if it records no version and the caller has given one. */
async function readMarkerOrUndefined(
  given: number | undefined,
  connection: Connection,
  prefix: string,
): Promise<number | undefined> {
  try {
    const marker = await readMarker(connection, prefix);
    if (given === undefined) assertKnown(marker, prefix);
    return marker;
  } catch (error) {
    const failed = toStatementError(error);
    if (given !== undefined && codesWithoutVersion.includes(failed.code)) return undefined;
    throw failed;
  }
}

function throwStatementError(error: unknown): never {
  throw toStatementError(error);
}

function nothingToAdoptError(prefix: string): PhoenixKitError {
  return new PhoenixKitError(`There is nothing to adopt in ${quoteIdentifier(prefix)}.`, {
    code: "not_adoptable",
    remedy: "Give the prefix that PhoenixKit was installed in, or start with up.",
  });
}

/** Plans everything that makes the schema what its version should be. */
async function planAdoption(
  connection: Connection,
  comparison: SchemaComparison,
  { isRaised, acceptNotValid }: { isRaised: boolean; acceptNotValid: boolean | undefined },
): Promise<RepairPlan> {
  const repairs = await buildRepairPlan(connection, comparison, { acceptNotValid });
  const plan = isRaised ? dropEarlyNotNulls(repairs) : repairs;
  const refused = plan.remaining.filter(({ isAdoptable }) => !isAdoptable);
  if (refused.length === 0) return plan;
  const { prefix, version } = comparison;
  throw new PhoenixKitError(
    `${quoteIdentifier(prefix)} is not what ${formatVersion(version)} should be, and ${refused.length} of the ` +
      "differences cannot be repaired by adding alone.",
    {
      code: "not_adoptable",
      detail: formatRemainingDrift(refused),
      remedy:
        "Correct these by hand, or give the version that the schema is really at. --accept-not-valid (acceptNotValid) " +
        "leaves keys NOT VALID where rows refer to nothing. Nothing was touched.",
    },
  );
}

/** Adds statements that let columns be NULL: PhoenixKit's versions up to V06 drop some NOT NULLs. */
function dropEarlyNotNulls({ statements, remaining }: RepairPlan): RepairPlan {
  const dropped = remaining.flatMap(({ difference, manualSql }) =>
    difference.property === "notNull" && manualSql !== null
      ? [{ difference, sql: manualSql, concurrent: false }]
      : [],
  );
  const isDropped = (one: (typeof remaining)[number]) =>
    dropped.some(({ difference }) => difference === one.difference);
  return {
    statements: [...statements, ...dropped],
    remaining: remaining.filter((one) => !isDropped(one)),
  };
}
