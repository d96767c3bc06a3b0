import type { Command } from "commander";
import { formatVersion } from "../../error.ts";
import type { Status } from "../../migrate/status.ts";
import { listSteps } from "../../migrations/steps.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print, rejectOnAbort } from "../io.ts";
import { addTenantOptions, type TenantOptions, type ToAction, toConnectOptions } from "../options.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import { formatCount, formatVersions } from "../text.ts";

interface Options extends TenantOptions {
  readonly check?: true;
}

/** Adds `status`, which prints the version of schemas. With `--check`, pending versions make it exit with 3. */
export function addStatus(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("status"))
    .description("print the version, the pending versions and the history")
    .option("--check", "exit with 3 if versions are pending, and with 1 if the schema is newer")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { json } = options;
  const toExitCode = options.check ? checkPending : () => exitCodes.done;
  const many = await readManyOptions(io, options);
  return withDatabase(options, io, async (database) => {
    if (many) {
      const { statusMany } = await import("../../tenants/status-many.ts");
      const statuses = await rejectOnAbort(statusMany(database.url, many), io.signal);
      return runTenants(io, {
        json,
        options: many,
        start: async function* () {
          yield* statuses;
        },
        describe: summarizeStatus,
        toExitCode,
      });
    }
    const { status } = await import("../../migrate/status.ts");
    const settings = { ...toConnectOptions(options), prefix: options.prefix?.[0] };
    const result = await rejectOnAbort(status(database.url, settings), io.signal);
    print(io, { json, result, text: formatStatus(result) });
    return toExitCode(result);
  });
}

function checkPending({ newerThanPackage, pending }: Status): number {
  if (newerThanPackage) return exitCodes.failed;
  return pending.length > 0 ? exitCodes.pendingOrDrift : exitCodes.done;
}

function summarizeStatus(status: Status): string {
  const { version, pending } = status;
  const found = version === 0 ? "not set up" : `at ${formatVersion(version)}`;
  if (status.newerThanPackage) return `${found}, newer than this package`;
  return pending.length === 0 ? found : `${found}, ${formatCount(pending.length, "version")} pending`;
}

function formatStatus(status: Status): string {
  const { prefix, distributed, worker, journal, moduleMarkers, prepared, history } = status;
  const lines = [
    `Schema   ${quoteIdentifier(prefix)}`,
    `Version  ${formatStatusVersion(status)}`,
    `Newest   ${formatVersion(status.newest)}`,
    `Pending  ${formatPending(status)}`,
  ];
  if (journal !== null) lines.push(`Journal  ${formatJournal(journal)}`);
  if (distributed) {
    const place = worker === null ? "distributed" : `on worker ${worker}`;
    lines.push(`Citus    ${place}; no trigger protects the system roles`);
  }
  for (const { version, name, valid } of prepared)
    lines.push(
      `Prepared ${formatVersion(version)}  ${name}${valid ? "" : "  INVALID: run up --online again"}`,
    );
  for (const { table, comment } of moduleMarkers) lines.push(`Module   ${comment} on ${table}`);
  if (history.length > 0) lines.push("History");
  for (const { version, migratedAt } of history) lines.push(`  ${formatVersion(version)}  ${migratedAt}`);
  return lines.join("\n");
}

function formatJournal(journal: number): string {
  return journal === 0
    ? "drizzle-kit has applied nothing"
    : `drizzle-kit goes on after ${formatVersion(journal)}`;
}

function formatStatusVersion({ version, newest, newerThanPackage }: Status): string {
  if (version === 0) return "none: not set up yet";
  const found = formatVersion(version);
  return newerThanPackage ? `${found}, newer than this package (${formatVersion(newest)})` : found;
}

function formatPending({ version, newest, pending, newerThanPackage }: Status): string {
  if (newerThanPackage) {
    return "unknown: the schema is newer than this package; install a newer phoenix-kit-schema";
  }
  if (pending.length === 0) return "nothing";
  const versions = formatCount(pending.length, "version");
  // a new schema usually comes in one step, but up decides that when it runs
  const steps = version === 0 ? "" : ` in ${formatCount(listSteps("up", version, newest).length, "step")}`;
  return `${formatVersions(pending)} (${versions}${steps})`;
}
