import { describeDifference, type SchemaDifference } from "../drift/differences.ts";
import type { RepairPlan } from "../drift/plan-repair.ts";
import { formatRemainingDrift } from "../drift/report.ts";
import type { VerifyResult } from "../drift/verify.ts";
import { formatVersion } from "../error.ts";
import type { Plan } from "../migrate/plan.ts";
import type { Loss, MigrateResult } from "../migrate/types.ts";
import { getNewestVersion } from "../migrations/migrations.ts";
import { quoteIdentifier } from "../postgres/sql.ts";
import type { TenantResult } from "../tenants/run-many.ts";
import type { Colors } from "./io.ts";

/** A number and its noun, as in `2 versions`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Rising versions as ranges, as in `V06–V08, V12`. */
export function formatVersions(versions: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const version of versions) {
    const run = runs.at(-1);
    if (run && run[1] === version - 1) run[1] = version;
    else runs.push([version, version]);
  }
  return runs
    .map(([first, last]) =>
      first === last ? formatVersion(first) : `${formatVersion(first)}–${formatVersion(last)}`,
    )
    .join(", ");
}

/** Says in one line what `up` or `down` did. */
export function summarizeMigration({ from, to, steps }: MigrateResult): string {
  const newest = getNewestVersion();
  if (to > newest) {
    return `${formatVersion(to)}, newer than this package (${formatVersion(newest)}): nothing to do.`;
  }
  if (from === to) return `Already at ${formatVersion(to)}, nothing to do.`;
  const path = `${formatVersion(from)} → ${formatVersion(to)}`;
  if (steps.length === 0) return `${path}: migrated by another runner.`;
  const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  return `${path}: ${formatCount(steps.length, "step")} in ${durationMs} ms.`;
}

/** Says from which version to which `up` or `down` went, without the time. */
export function summarizeVersions({ from, to }: MigrateResult): string {
  return from === to ? `already at ${formatVersion(to)}` : `${formatVersion(from)} → ${formatVersion(to)}`;
}

/** Lists what a plan deletes and how much of it, in a paragraph for each version; empty if it deletes nothing. */
export function formatLosses({ steps }: Plan): string {
  const lossy = steps.filter(({ losses }) => losses.length > 0);
  if (lossy.length === 0) return "";
  const paragraphs = lossy.map(
    ({ version, title, losses }) =>
      `  ${formatVersion(version)} ${title}\n${losses.map((loss) => `    ${formatLoss(loss)}\n`).join("")}`,
  );
  return `This permanently deletes:\n${paragraphs.join("")}`;
}

/** Lists the objects of the application that stop a plan after its first step; empty if there are none. */
export function formatStops({ steps }: Plan): string {
  const blocking = steps
    .slice(1)
    .flatMap(({ hostObjects }) => hostObjects.filter(({ effect }) => effect === "blocks"));
  const [first] = blocking;
  if (!first) return "";
  const lines = blocking.map(({ message, remedy }) => `  ${message}\n    ${remedy}\n`);
  return `This stops before ${formatVersion(first.version)}:\n${lines.join("")}`;
}

/**
 * Lists what the plans of many schemas delete in total, and where some of them would stop; the texts are empty if none
 * does.
 */
export async function formatTotals(
  plans: AsyncIterable<TenantResult<Plan>>,
): Promise<{ readonly schemas: number; readonly losses: string; readonly stops: string }> {
  const totals = new Map<string, number | null>();
  const stops: string[] = [];
  let schemas = 0;
  let losing = 0;
  for await (const tenant of plans) {
    if (tenant.outcome === "failed") continue;
    const stop = formatStops(tenant.result);
    if (stop) stops.push(`Schema ${quoteIdentifier(tenant.prefix)}: ${stop}`);
    const losses = tenant.result.steps.flatMap((step) => step.losses);
    if (losses.length > 0) losing += 1;
    if (losses.length > 0 || stop) schemas += 1;
    for (const { what, count } of losses) {
      const total = totals.get(what);
      totals.set(what, count === null || total === null ? null : (total ?? 0) + count);
    }
  }
  const lines = [...totals].map(([what, count]) => `  ${formatLoss({ what, count })}\n`);
  const header = `This permanently deletes, in ${formatCount(losing, "schema")}:\n`;
  return { schemas, losses: lines.length === 0 ? "" : `${header}${lines.join("")}`, stops: stops.join("") };
}

function formatLoss({ count, what }: Pick<Loss, "count" | "what">): string {
  return `${what}: ${count === null ? "unknown number" : count.toLocaleString("en")}`;
}

/** The statements of a repair, each with a comment that says why. */
export function formatRepairSql({ statements }: RepairPlan): string {
  if (statements.length === 0) return "-- Nothing to repair.";
  return statements.map(({ sql, difference }) => `-- ${describeDifference(difference)}\n${sql}`).join("\n\n");
}

/** The drift that a repair cannot fix; empty if there is none. */
export function formatRemaining({ remaining }: Pick<RepairPlan, "remaining">): string {
  if (remaining.length === 0) return "";
  const verb = remaining.length === 1 ? "needs" : "need";
  return `${formatCount(remaining.length, "difference")} ${verb} a manual fix:\n${formatRemainingDrift(remaining)}\n`;
}

/** A list of tables that no version creates; empty if there are none. */
export function formatUnmanaged(tables: readonly string[]): string[] {
  return tables.length === 0 ? [] : [`Unmanaged tables, unchanged: ${tables.join(", ")}`];
}

/** A verification as a short tree: a branch for each table, a leaf for each difference. */
export function formatVerification(verification: VerifyResult, colors: Colors): string {
  const { prefix, version, differences, unmanagedTables } = verification;
  const name = quoteIdentifier(prefix);
  if (version === 0) return `Schema ${name} has no managed tables. Nothing to verify.`;
  const drift = differences.filter(({ isDrift }) => isDrift);
  const notes = differences.filter(
    ({ isDrift, kind, outcome }) => !isDrift && (kind !== "table" || outcome === "missing"),
  );
  const wanted = formatVersion(verification.newerThanPackage ? getNewestVersion() : version);
  return [
    ...(verification.newerThanPackage ? formatNewer(verification, wanted) : []),
    drift.length === 0
      ? `Schema ${name} matches ${wanted}.`
      : `Schema ${name} has drifted from ${wanted}: ${formatCount(drift.length, "difference")}.`,
    ...formatTree(drift, colors),
    ...(notes.length === 0 ? [] : ["Differences that are not drift:", ...formatTree(notes, colors)]),
    ...formatUnmanaged(unmanagedTables),
  ].join("\n");
}

/** Says whether an application can use the exported tables. */
function formatNewer(
  { version, unreadableTables, unwritableTables }: VerifyResult,
  newest: string,
): string[] {
  const readOnlyTables = unwritableTables.filter((table) => !unreadableTables.includes(table));
  const someCannot = unwritableTables.length > 0;
  return [
    `${formatVersion(version)}, newer than this package (${newest}); compared with ${newest}.`,
    ...(unreadableTables.length === 0
      ? []
      : [`These exported tables cannot be read: ${unreadableTables.join(", ")}`]),
    ...(readOnlyTables.length === 0
      ? []
      : [`These exported tables can be read, and not written: ${readOnlyTables.join(", ")}`]),
    `${someCannot ? "All other" : "The"} exported tables can be read and written.`,
  ];
}

const signs = { missing: "-", different: "~", extra: "+" } as const;

function formatTree(differences: readonly SchemaDifference[], { red, yellow, dim, bold }: Colors): string[] {
  const color = { missing: red, different: yellow, extra: dim };
  const tables = [...new Set(differences.map(({ table }) => table ?? ""))].sort();
  return tables.flatMap((table) => {
    const leaves = differences.filter((difference) => (difference.table ?? "") === table);
    const lines = leaves.map((difference) => {
      const text = describeDifference(difference).replace(table === "" ? "" : `${table}.`, "");
      return `  ${color[difference.outcome](`${signs[difference.outcome]} ${text}`)}`;
    });
    return [bold(table || "the schema itself"), ...lines];
  });
}
