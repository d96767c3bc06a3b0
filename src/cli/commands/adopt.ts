import type { Command } from "commander";
import type { AdoptResult } from "../../drift/adopt.ts";
import { formatVersion } from "../../error.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { confirmRepair } from "../confirm.ts";
import { withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import type { ToAction } from "../main.ts";
import { addSchemaOptions, parseNumber, type SchemaOptions, toConnectOptions } from "../options.ts";
import { formatCount, formatRemaining, formatUnmanaged } from "../text.ts";

interface Options extends SchemaOptions {
  readonly at?: number;
  readonly yes?: true;
  readonly replaceMarker?: string;
  readonly acceptNotValid?: true;
}

/** Adds `adopt`, which takes over a schema that PhoenixKit itself built. */
export function addAdopt(program: Command, toAction: ToAction): void {
  addSchemaOptions(program.command("adopt"))
    .description("take over a schema that PhoenixKit itself built; asks before it adds what is missing")
    .option("--at <version>", "version that the schema is at, if its marker is missing or wrong", parseNumber)
    .option("--replace-marker <comment>", "comment on the version table that --at may overwrite")
    .option("--accept-not-valid", "leave foreign keys and checks NOT VALID if rows violate them")
    .option("--yes", "skip the confirmation")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { prefix, json, at, replaceMarker, acceptNotValid } = options;
  const version = at === undefined ? undefined : parseTarget("up", at);
  await withDatabase(options, io, async (database) => {
    const { adopt } = await import("../../drift/adopt.ts");
    const result = await adopt(database.url, {
      ...toConnectOptions(options),
      prefix,
      version,
      replaceMarker,
      acceptNotValid,
      confirm: confirmRepair(io, options),
      onStatement: () => io.signal.throwIfAborted(),
    });
    io.stderr.write(formatRemaining(result));
    print(io, { json, result, text: formatAdoption(result) });
  });
  return exitCodes.done;
}

function formatAdoption({ prefix, version, statements, unmanagedTables }: AdoptResult): string {
  const done = `${formatCount(statements.length, "statement")} run`;
  return [
    `Schema ${quoteIdentifier(prefix)} is adopted at ${formatVersion(version)}: ${done}.`,
    "From now on, up, down and drizzle-kit migrate work on it.",
    ...formatUnmanaged(unmanagedTables),
  ].join("\n");
}
