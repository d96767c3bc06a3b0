import { readCatalog } from "../catalog/read.ts";
import { formatVersion, PhoenixKitError } from "../error.ts";
import { listExtensions } from "../migrations/migrations.ts";
import type { Connection } from "../postgres/connection.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { readSnapshot } from "../postgres/transaction.ts";
import {
  type Fingerprint,
  rankByDistance,
  readFingerprints,
  selectKnownParts,
  toFingerprint,
} from "./fingerprint.ts";

/** A schema, and the version that the caller claims it is at. */
export interface ClaimedVersion {
  readonly prefix: string;
  readonly version: number;
}

/** From this version on, PhoenixKit's versions and those of this package contain the same objects. */
const firstSharedVersion = 6;

/**
 * Checks the claimed version of a schema against its columns and indexes. Returns the version to adopt it at: the
 * claimed one, or 6 if PhoenixKit built it at V01 to V05, in which this package creates things in another order. Throws
 * `not_adoptable` if another version is more similar.
 */
export async function checkClaimedVersion(connection: Connection, claim: ClaimedVersion): Promise<number> {
  const { prefix, version } = claim;
  const fingerprints = readFingerprints();
  const fingerprint = toFingerprint(
    await readSnapshot(connection, () => readCatalog(connection, prefix)),
    prefix,
  );
  if (version < firstSharedVersion && isBuiltBeforeV06(fingerprint, fingerprints, version))
    return firstSharedVersion;
  const ranked = rankByDistance(fingerprint, fingerprints);
  const last = Math.max(...[...fingerprints.keys()].filter((known) => known <= version));
  const claimed = ranked.find((one) => one.version === last);
  // what is missing can be added, but what exists already cannot come from a later version
  const best = ranked.find(({ unexpected }) => claimed && unexpected <= claimed.unexpected);
  if (!best || !claimed || best.distance >= claimed.distance) return version;
  // some versions differ only in their rows
  const alternatives = ranked.filter(
    ({ distance, unexpected }) => distance === best.distance && unexpected === best.unexpected,
  );
  const names = alternatives.map((one) => formatVersion(one.version)).join(" or ");
  throw new PhoenixKitError(
    `${quoteIdentifier(prefix)} is claimed to be at ${formatVersion(version)}, but its tables are more like those of ` +
      `${names}: from that ${countParts(best.distance)} differ, from ${formatVersion(version)} ` +
      `${countParts(claimed.distance)}.`,
    {
      code: "not_adoptable",
      detail: describeDistance(
        selectKnownParts(fingerprint, fingerprints),
        fingerprints.get(last) ?? new Set(),
        version,
      ),
      remedy: describeRemedy(
        alternatives.map((one) => one.version),
        await findMissingExtensions(connection, version),
      ),
    },
  );
}

/** PhoenixKit's V01 has tables that this package creates later, and all its first versions are part of V06. */
function isBuiltBeforeV06(
  fingerprint: Fingerprint,
  fingerprints: ReadonlyMap<number, Fingerprint>,
  version: number,
): boolean {
  const known = selectKnownParts(fingerprint, fingerprints).filter((part) => !part.startsWith("index "));
  const claimed = fingerprints.get(version);
  const all = fingerprints.get(firstSharedVersion);
  return known.some((column) => !claimed?.has(column)) && known.every((column) => all?.has(column));
}

function describeDistance(known: readonly string[], wanted: Fingerprint, version: number): string {
  const missing = [...wanted].filter((part) => !known.includes(part));
  const unexpected = known.filter((part) => !wanted.has(part));
  const label = formatVersion(version);
  return `${label} has, and this schema has not: ${joinSorted(missing)}.\nThis schema has, and ${label} has not: ${joinSorted(unexpected)}.`;
}

/** This many names show what is wrong; hundreds of them, as after half a restore, would hide it. */
const listedParts = 20;

function joinSorted(parts: string[]): string {
  const more = parts.length - listedParts;
  const listed = parts.sort().slice(0, listedParts).join(", ") || "nothing";
  return more > 0 ? `${listed} and ${more} more` : listed;
}

/** Finds missing extensions: a dump that was restored without them lacks the tables and indexes that use them. */
async function findMissingExtensions(connection: Connection, version: number): Promise<string[]> {
  const { rows } = await connection.query(
    `SELECT name FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = wanted.name)`,
    [listExtensions(version)],
  );
  return rows.map(({ name }) => String(name));
}

function describeRemedy(versions: readonly number[], missingExtensions: readonly string[]): string {
  if (missingExtensions.length > 0) {
    return (
      `The database lacks the extension(s) ${missingExtensions.join(", ")}, without which a restore leaves out tables and indexes: ` +
      "phoenix-kit doctor says how to create them. Then restore again; nothing was touched."
    );
  }
  const names = versions.map(formatVersion).join(" or ");
  const options = versions.map((version) => `--at ${version}`).join(", ");
  return `If ${names} is right, adopt at that version (${options}); nothing was touched.`;
}

function countParts(count: number): string {
  return `${count} column${count === 1 ? " or index" : "s and indexes"}`;
}
