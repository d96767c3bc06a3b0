import { type ErrorCode, formatVersion, PhoenixKitError } from "../error.ts";
import { assertKnown, readMarker, versionTable } from "../migrate/marker.ts";
import { parseTarget } from "../migrations/steps.ts";
import { type DatabaseTarget, withConnection } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { parsePrefix } from "../prefix.ts";
import { compareSchema, type SchemaComparison } from "./compare-schema.ts";
import { confirmVersion } from "./detect-version.ts";
import { buildRepairPlan, type RepairPlan, type RepairStatement } from "./plan-repair.ts";
import { recordAdoption } from "./record-adoption.ts";
import type { RepairOptions } from "./repair.ts";
import { formatRemainingDrift } from "./report.ts";
import { runRepair } from "./run-repair.ts";

/** Options of `adopt`. */
export interface AdoptOptions extends RepairOptions {
  /** The version that the schema is at; default: the marker's. */
  readonly version?: number | undefined;
  /**
   * The comment on the version table, exactly as it is, that `version` may overwrite. Without it, a marker that says
   * another version, or that cannot be read, is never changed.
   */
  readonly replaceMarker?: string | undefined;
}

/** What an adoption did. */
export interface AdoptResult {
  /** The schema that was adopted. */
  readonly prefix: string;
  /** The marker's version as it was found; null where it said none. */
  readonly from: number | null;
  /** The version that the schema is at now: the one it was at, but V06 for what PhoenixKit built at V01 to V05. */
  readonly version: number;
  /** Whether it was done; false where `confirm` said no. */
  readonly adopted: boolean;
  /** The statements that completed the schema, in their order. */
  readonly statements: readonly RepairStatement[];
  /** Tables that no version of ours made. They are left alone, by every way back too. */
  readonly unmanagedTables: readonly string[];
}

/**
 * Takes over a schema that PhoenixKit's own migrator built, at any version: checks that its tables are those of the
 * version, adds what ours has beyond PhoenixKit's and what PhoenixKit left out, and writes the history and
 * drizzle-kit's journal. From then on `up`, `down` and `drizzle-kit migrate` work. Rows are not touched.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options prefix, the version where the marker is missing or wrong, what to ask first, and whom to tell
 * @returns what was found, and the statements that completed the schema
 * @throws PhoenixKitError; `not_adoptable` with a full report where the tables contradict the version or rows are in
 *   the way, before anything is changed
 * @example
 * import { adopt } from "phoenix-kit-schema";
 *
 * const { version, statements } = await adopt(process.env.DATABASE_URL!, { prefix: "myapp" });
 * console.log(version, statements);
 */
export async function adopt(database: DatabaseTarget, options: AdoptOptions = {}): Promise<AdoptResult> {
  const prefix = parsePrefix(options.prefix ?? "public");
  const { reference, confirm, onStatement = () => {} } = options;
  const given = options.version === undefined ? undefined : parseTarget("up", options.version);
  return withConnection(
    database,
    async (connection) => {
      const marker = await markerOf(connection, prefix, given);
      await assertReplaceable(connection, { prefix, given, marker, replaceMarker: options.replaceMarker });
      const claimed = given ?? marker ?? 0;
      if (marker === 0 || claimed === 0) throw nothingThere(prefix);
      const version = await confirmVersion(connection, { prefix, version: claimed, reference });
      const examination = await compareSchema(connection, { prefix, version, reference });
      const mending = await mendingFor(connection, examination, version !== claimed);
      const found = { prefix, from: marker ?? null, version, unmanagedTables: examination.unmanagedTables };
      if (confirm && !(await confirm(mending)))
        return Object.freeze({ ...found, adopted: false, statements: [] });
      const { statements } = mending;
      await runRepair(connection, { prefix, version: marker, statements, onStatement });
      await recordAdoption(connection, { prefix, version, marker });
      return Object.freeze({ ...found, adopted: true, statements });
    },
    options,
  );
}

const withoutVersion: readonly ErrorCode[] = [
  "marker_missing",
  "marker_without_comment",
  "marker_unreadable",
];

/** Never lowers or overwrites a marker that the user did not name: PhoenixKit would run its versions again. */
async function assertReplaceable(
  connection: Connection,
  claim: {
    readonly prefix: string;
    readonly given: number | undefined;
    readonly marker: number | undefined;
    readonly replaceMarker: string | undefined;
  },
): Promise<void> {
  const { prefix, given, marker, replaceMarker } = claim;
  if (given === undefined || given === marker) return;
  const { rows } = await connection.query(
    "SELECT pg_catalog.obj_description(pg_catalog.to_regclass($1), 'pg_class') AS comment",
    [`${quoteIdentifier(prefix)}.${versionTable}`],
  );
  const comment = rows[0]?.comment;
  if (typeof comment !== "string" || comment === replaceMarker) return;
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

/** A marker that says nothing is no obstacle where the version is given. */
async function markerOf(
  connection: Connection,
  prefix: string,
  given: number | undefined,
): Promise<number | undefined> {
  try {
    const marker = await readMarker(connection, prefix);
    if (given === undefined) assertKnown(marker, prefix);
    return marker;
  } catch (error) {
    const { code } = toStatementError(error);
    if (given !== undefined && withoutVersion.includes(code)) return undefined;
    throw toStatementError(error);
  }
}

function nothingThere(prefix: string): PhoenixKitError {
  return new PhoenixKitError(`There is nothing to adopt in ${quoteIdentifier(prefix)}.`, {
    code: "not_adoptable",
    remedy: "Give the prefix that PhoenixKit was installed in, or start afresh with up.",
  });
}

/** All that is to be done before the schema is what its version should be. */
async function mendingFor(
  connection: Connection,
  examination: SchemaComparison,
  completes: boolean,
): Promise<RepairPlan> {
  const found = await buildRepairPlan(connection, examination);
  const mending = completes ? withLoosened(found) : found;
  if (mending.remaining.length === 0) return mending;
  const { prefix, version } = examination;
  const count = mending.remaining.length;
  throw new PhoenixKitError(
    `${quoteIdentifier(prefix)} is not what ${formatVersion(version)} should be, and ${count} of the differences ` +
      "cannot be mended by adding alone.",
    {
      code: "not_adoptable",
      detail: formatRemainingDrift(mending.remaining),
      remedy: "Mend these by hand, or give the version that the schema is really at; nothing was touched.",
    },
  );
}

/** Up to V06, PhoenixKit's versions let a column be empty that could not be before. */
function withLoosened({ statements, remaining: left }: RepairPlan): RepairPlan {
  const loosened = left.flatMap(({ difference, manualSql }) =>
    difference.property === "notNull" && manualSql !== null ? [{ difference, sql: manualSql }] : [],
  );
  return {
    statements: [...statements, ...loosened],
    remaining: left.filter(({ difference }) => loosened.every((one) => one.difference !== difference)),
  };
}
