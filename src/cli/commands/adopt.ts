import type { Command } from "commander";
import type { AdoptResult } from "../../drift/adopt.ts";
import { formatVersion } from "../../error.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { createRepairConfirmation } from "../confirm.ts";
import { describeSchema, withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import {
  addSchemaOptions,
  parseNumber,
  type SchemaOptions,
  type ToAction,
  toConnectOptions,
} from "../options.ts";
import { createWaitPrinter } from "../progress.ts";
import { formatCount, formatRemaining, formatUnmanaged } from "../text.ts";

interface Options extends SchemaOptions {
  readonly at?: number;
  readonly yes?: true;
  readonly replaceMarker?: string;
  readonly acceptNotValid?: true;
}

/** Adds `adopt`, which takes over a schema that PhoenixKit itself created. */
export function addAdopt(program: Command, toAction: ToAction): void {
  addSchemaOptions(program.command("adopt"))
    .description("take over a schema that PhoenixKit itself created; asks before adding what is missing")
    .option("--at <version>", "version of the schema, if its marker is missing or wrong", parseNumber)
    .option("--replace-marker <comment>", "current comment of the version table, to be overwritten with --at")
    .option("--accept-not-valid", "leave foreign keys and checks NOT VALID if rows violate them")
    .option("--yes", "skip the confirmation")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { prefix = "public", json, at, replaceMarker, acceptNotValid } = options;
  const version = at === undefined ? undefined : parseTarget("up", at);
  await withDatabase(options, io, async (database) => {
    const { adopt } = await import("../../drift/adopt.ts");
    const result = await adopt(database.url, {
      ...toConnectOptions(options),
      prefix,
      version,
      replaceMarker,
      acceptNotValid,
      confirm: createRepairConfirmation(io, options, describeSchema(database, prefix)),
      onWaiting: createWaitPrinter(io),
      signal: io.signal,
    });
    io.stderr.write(formatRemaining(result));
    print(io, { json, result, text: formatAdoption(result) });
  });
  return exitCodes.done;
}

function formatAdoption({ prefix, version, statements, unmanagedTables }: AdoptResult): string {
  return [
    `Adopted schema ${quoteIdentifier(prefix)} at ${formatVersion(version)}: ${formatCount(statements.length, "statement")} run.`,
    "You can now use up, down and drizzle-kit migrate.",
    ...formatUnmanaged(unmanagedTables),
  ].join("\n");
}
