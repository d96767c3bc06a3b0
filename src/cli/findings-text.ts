import { describeDifference, type SchemaDifference } from "../drift/differences.ts";
import type { VerifyResult } from "../drift/verify.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import { coloursFor } from "./colours.ts";
import type { Io } from "./io.ts";
import { counted, label } from "./wording.ts";

/**
 * A verification as a short tree: a table a branch, a finding a leaf.
 *
 * @param verification of `verify`
 * @param io where it goes, for the colours
 * @returns lines for stdout
 * @example
 * verificationText(await verify(url), io)
 */
export function verificationText(verification: VerifyResult, io: Io): string {
  const { prefix, version, differences: findings, unmanagedTables: notOurs } = verification;
  const name = quoteIdentifier(prefix);
  if (version === 0) return `Schema ${name} has nothing of ours: there is nothing to verify.`;
  const faults = findings.filter(({ isDrift: fault }) => fault);
  const newest = label(getNewestVersion());
  const wanted = verification.newerThanPackage ? newest : label(version);
  const verdict =
    faults.length === 0
      ? `Schema ${name} is what ${wanted} should be.`
      : `Schema ${name} is not what ${wanted} should be: ${counted(faults.length, "difference")}.`;
  const beside = findings.filter(({ isDrift: fault, kind }) => !fault && kind !== "table");
  return [
    ...(verification.newerThanPackage ? newerText(verification, newest) : []),
    verdict,
    ...tree(faults, io),
    ...(beside.length === 0 ? [] : ["Beside ours, and no fault:", ...tree(beside, io)]),
    ...(notOurs.length === 0 ? [] : [`Not ours, left alone: ${notOurs.join(", ")}`]),
  ].join("\n");
}

/** Whether an application can go on with the exported tables. */
function newerText({ version, unreadableTables, unwritableTables }: VerifyResult, newest: string): string[] {
  const unusable = unreadableTables.length > 0 ? unreadableTables : unwritableTables;
  const action = unreadableTables.length > 0 ? "read" : "written";
  return [
    `${label(version)}, newer than this package (${newest}); compared with ${newest}.`,
    unusable.length === 0
      ? "The exported tables can be read and written."
      : `These exported tables cannot be ${action}: ${unusable.join(", ")}`,
  ];
}

const signs = { missing: "-", different: "~", extra: "+" } as const;

function tree(findings: readonly SchemaDifference[], io: Io): string[] {
  const { red, yellow, dim, bold } = coloursFor(io, "stdout");
  const colour = { missing: red, different: yellow, extra: dim };
  const tables = [...new Set(findings.map(({ table }) => table ?? ""))].sort();
  return tables.flatMap((table) => {
    const leaves = findings.filter((finding) => (finding.table ?? "") === table);
    const lines = leaves.map((finding) => {
      const text = describeDifference(finding).replace(table === "" ? "" : `${table}.`, "");
      return `  ${colour[finding.outcome](`${signs[finding.outcome]} ${text}`)}`;
    });
    return [bold(table || "the schema itself"), ...lines];
  });
}
