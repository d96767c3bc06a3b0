import { formatVersion, PhoenixKitError } from "../error.ts";
import type { DatabaseTarget } from "../postgres/connect.ts";
import type { Connection } from "../postgres/connection.ts";
import { toStatementError } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { knownParts, likenesses, readShape, type Shape } from "./fingerprint.ts";
import { readShapes, withReference } from "./reference.ts";

/** What a schema is said to be at. */
export interface Claim {
  readonly prefix: string;
  readonly version: number;
  /** Where to make the reference; in the database itself unless given. */
  readonly reference?: DatabaseTarget | undefined;
}

/** From here on PhoenixKit's versions bring what ours bring. */
const meeting = 6;

/**
 * Checks a version that a schema is said to be at against its columns and indexes.
 *
 * @param connection an idle connection
 * @param claim the schema and the version
 * @returns the version to take the schema over at: the claimed one; 6 for what PhoenixKit built at V01 to V05, where
 *   its order is another
 * @throws PhoenixKitError `not_adoptable` where another version is more like it
 * @example
 * await toldVersion(client, { prefix: "public", version: 27 }) // 27
 */
export async function confirmVersion(connection: Connection, claim: Claim): Promise<number> {
  const { prefix, version, reference } = claim;
  const shapes = await withReference(connection, reference, readShapes);
  const shape = await readShape(connection, prefix).catch((error) => {
    throw toStatementError(error);
  });
  if (version < meeting && isEarly(shape, shapes, version)) return meeting;
  const alike = likenesses(shape, shapes);
  const last = Math.max(...[...shapes.keys()].filter((known) => known <= version));
  const claimed = alike.find((one) => one.version === last);
  // what is missing can be added, what is there already cannot be brought by a later version
  const best = alike.find(({ more }) => claimed && more <= claimed.more);
  if (!best || !claimed || best.distance >= claimed.distance) return version;
  // some versions differ in their rows alone
  const alternatives = alike.filter(({ distance, more }) => distance === best.distance && more === best.more);
  const names = alternatives.map((one) => formatVersion(one.version)).join(" or ");
  throw new PhoenixKitError(
    `${quoteIdentifier(prefix)} is said to be at ${formatVersion(version)}, but its tables are more like those of ` +
      `${names}: from that ${counted(best.distance)} differ, from ${formatVersion(version)} ` +
      `${counted(claimed.distance)}.`,
    {
      code: "not_adoptable",
      detail: missingAndMore(knownParts(shape, shapes), shapes.get(last) ?? new Set(), version),
      remedy: `If ${names} is right, say so (${alternatives.map((one) => `--at ${one.version}`).join(", ")}); nothing was touched.`,
    },
  );
}

/** PhoenixKit's V01 has tables that ours brings later, and all its first versions are part of V06. */
function isEarly(shape: Shape, shapes: ReadonlyMap<number, Shape>, version: number): boolean {
  const ours = knownParts(shape, shapes).filter((part) => !part.startsWith("index "));
  const claimed = shapes.get(version);
  const all = shapes.get(meeting);
  return ours.some((column) => !claimed?.has(column)) && ours.every((column) => all?.has(column));
}

function missingAndMore(ours: readonly string[], wanted: Shape, version: number): string {
  const missing = [...wanted].filter((part) => !ours.includes(part));
  const more = ours.filter((part) => !wanted.has(part));
  const label = formatVersion(version);
  return `${label} has, and this has not: ${listed(missing)}.\nThis has, and ${label} has not: ${listed(more)}.`;
}

function listed(parts: string[]): string {
  return parts.sort().join(", ") || "nothing";
}

function counted(count: number): string {
  return `${count} column${count === 1 ? " or index" : "s and indexes"}`;
}
