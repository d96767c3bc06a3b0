import { type Connection, type DatabaseTarget, withConnection } from "../migrator/connection.ts";
import { type ErrorCode, PhoenixKitError } from "../migrator/error.ts";
import { statementFailed } from "../migrator/failures.ts";
import { checkedPrefix, quotedIdentifier } from "../migrator/identifiers.ts";
import { assertKnown, readMarker } from "../migrator/marker.ts";
import { checkedTarget } from "../migrator/steps.ts";
import { versionLabel } from "../migrator/version-label.ts";
import { type Examination, examine } from "./examine.ts";
import { type Mending, type MendingStatement, mendingOf } from "./mending.ts";
import { recordAdoption } from "./record-adoption.ts";
import type { RepairOptions } from "./repair.ts";
import { leftText } from "./report.ts";
import { runMending } from "./run-mending.ts";
import { toldVersion } from "./told-version.ts";

/** Options of `adopt`. */
export interface AdoptOptions extends RepairOptions {
  /** The version that the schema is at; the marker's unless given. */
  readonly version?: number | undefined;
}

/** What an adoption did. */
export interface Adoption {
  readonly prefix: string;
  /** The marker's version as it was found; null where it said none. */
  readonly from: number | null;
  /** The version that the schema is at now: the one it was at, but V06 for what PhoenixKit built at V01 to V05. */
  readonly version: number;
  /** Whether it was done; false where `confirm` said no. */
  readonly adopted: boolean;
  /** The statements that completed the schema, in their order. */
  readonly statements: readonly MendingStatement[];
  /** Tables that no version of ours made. They are left alone, by every way back too. */
  readonly notOurs: readonly string[];
}

/**
 * Takes over a schema that PhoenixKit's own migrator built, at any version: checks that its tables are those of the
 * version, adds what ours has beyond PhoenixKit's and what PhoenixKit left out, and writes the history and
 * drizzle-kit's journal. From then on `up`, `down` and `drizzle-kit migrate` work. Rows are not touched.
 *
 * @param database a pg `Pool`, a connected `Client`, or a URL
 * @param options prefix, the version where the marker is missing or wrong, what to ask first, and whom to tell
 * @throws PhoenixKitError; `not_adoptable` with a full report where the tables contradict the version or rows are in
 *   the way, before anything is changed
 * @example
 * const { version, statements } = await adopt(pool, { prefix: "myapp" });
 */
export async function adopt(database: DatabaseTarget, options: AdoptOptions = {}): Promise<Adoption> {
  const prefix = checkedPrefix(options.prefix ?? "public");
  const { reference, confirm, onStatement = () => {} } = options;
  const given = options.version === undefined ? undefined : checkedTarget("up", options.version);
  return withConnection(database, async (connection) => {
    const marker = await markerOf(connection, prefix, given);
    const claimed = given ?? marker ?? 0;
    if (marker === 0 || claimed === 0) throw nothingThere(prefix);
    const version = await toldVersion(connection, { prefix, version: claimed, reference });
    const examination = await examine(connection, { prefix, version, reference });
    const mending = await mendingFor(connection, examination, version !== claimed);
    const found = { prefix, from: marker ?? null, version, notOurs: examination.notOurs };
    if (confirm && !(await confirm(mending)))
      return Object.freeze({ ...found, adopted: false, statements: [] });
    const { statements } = mending;
    await runMending(connection, { prefix, version: marker, statements, onStatement });
    await recordAdoption(connection, { prefix, version, marker });
    return Object.freeze({ ...found, adopted: true, statements });
  });
}

const withoutVersion: readonly ErrorCode[] = [
  "marker_missing",
  "marker_without_comment",
  "marker_unreadable",
];

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
    const { code } = statementFailed(error);
    if (given !== undefined && withoutVersion.includes(code)) return undefined;
    throw statementFailed(error);
  }
}

function nothingThere(prefix: string): PhoenixKitError {
  return new PhoenixKitError(`There is nothing to adopt in ${quotedIdentifier(prefix)}.`, {
    code: "not_adoptable",
    remedy: "Give the prefix that PhoenixKit was installed in, or start afresh with up.",
  });
}

/** All that is to be done before the schema is what its version should be. */
async function mendingFor(
  connection: Connection,
  examination: Examination,
  completes: boolean,
): Promise<Mending> {
  const found = await mendingOf(connection, examination).catch((error) => {
    throw statementFailed(error);
  });
  const mending = completes ? withLoosened(found) : found;
  if (mending.left.length === 0) return mending;
  const { prefix, version } = examination;
  const count = mending.left.length;
  throw new PhoenixKitError(
    `${quotedIdentifier(prefix)} is not what ${versionLabel(version)} should be, and ${count} of the differences ` +
      "cannot be mended by adding alone.",
    {
      code: "not_adoptable",
      detail: leftText(mending.left),
      remedy: "Mend these by hand, or give the version that the schema is really at; nothing was touched.",
    },
  );
}

/** Up to V06, PhoenixKit's versions let a column be empty that could not be before. */
function withLoosened({ statements, left }: Mending): Mending {
  const loosened = left.flatMap(({ finding, byHand }) =>
    finding.property === "notNull" && byHand !== null ? [{ finding, sql: byHand }] : [],
  );
  return {
    statements: [...statements, ...loosened],
    left: left.filter(({ finding }) => loosened.every((one) => one.finding !== finding)),
  };
}
