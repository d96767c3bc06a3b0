import type { Command } from "commander";
import type { Status } from "../../migrate/status.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { withDatabase } from "../database.ts";
import { type Io, print, unlessAborted } from "../io.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions } from "../options.ts";
import { counted, label, ranges } from "../wording.ts";

interface Options extends SchemaOptions {
  readonly check?: true;
}

/**
 * Adds `status`: says where a schema is. With `--check` it exits 3 where versions are pending, and 1 where the
 * schema is above the newest version that this package knows.
 *
 * @param program what to add it to
 * @param io of the command
 * @param exit takes what to exit with where that is not 0
 * @example
 * addStatus(program, io, (code) => { exitCode = code; })
 */
export function addStatus(program: Command, io: Io, exit: (code: number) => void): void {
  schemaOptions(program.command("status"))
    .description("say which version the schema is at, what is pending and what was done when")
    .option("--check", "exit 3 where versions are pending")
    .action((options: Options) => run(options, io, exit));
}

async function run(options: Options, io: Io, exit: (code: number) => void) {
  const { prefix, json, check } = options;
  const found = await withDatabase(options, io, async (database) => {
    const { status } = await import("../../migrate/status.ts");
    return unlessAborted(status(database.url, { ...toConnectOptions(options), prefix }), io.signal);
  });
  print(io, json, found, statusText(found));
  if (check && found.newerThanPackage) exit(1);
  if (check && found.pending.length > 0) exit(3);
}

function statusText(status: Status): string {
  const { prefix, distributed, history } = status;
  const lines = [
    `Schema   ${quoteIdentifier(prefix)}`,
    `Version  ${versionText(status)}`,
    `Newest   ${label(status.newest)}`,
    `Pending  ${pendingText(status)}`,
  ];
  if (distributed) lines.push("Citus    distributed; no trigger protects the system roles");
  for (const { table, comment } of status.moduleMarkers) lines.push(`Module   ${comment} on ${table}`);
  if (history.length > 0) lines.push("History");
  for (const { version, migratedAt } of history) lines.push(`  ${label(version)}  ${migratedAt}`);
  return lines.join("\n");
}

function versionText({ version, newest, newerThanPackage }: Status): string {
  if (version === 0) return "none: not set up yet";
  return newerThanPackage ? `${label(version)}, newer than this package (${label(newest)})` : label(version);
}

function pendingText({ pending, newerThanPackage: unknown }: Status): string {
  if (unknown) {
    return "nothing that this package knows: the schema is above the newest, install a newer phoenix-kit-schema";
  }
  return pending.length === 0 ? "nothing" : `${ranges(pending)} (${counted(pending.length, "version")})`;
}
