import type { Command } from "commander";
import type { AdoptResult } from "../../drift/adopt.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { withDatabase } from "../database.ts";
import { type Io, print } from "../io.ts";
import { leftoverText } from "../mending-text.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions, wholeNumber } from "../options.ts";
import { counted, label } from "../wording.ts";
import { shownAndAgreed } from "./repair.ts";

interface Options extends SchemaOptions {
  readonly at?: number;
  readonly yes?: true;
  readonly replaceMarker?: string;
  readonly acceptNotValid?: true;
}

/**
 * Adds `adopt`: takes over a schema that PhoenixKit itself built.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addAdopt(program, io)
 */
export function addAdopt(program: Command, io: Io): void {
  schemaOptions(program.command("adopt"))
    .description("take over a schema that PhoenixKit itself built; asks before it adds what is missing")
    .option("--at <version>", "the version that it is at, where its marker is missing or wrong", wholeNumber)
    .option("--replace-marker <comment>", "overwrite this very comment on the version table with --at")
    .option("--accept-not-valid", "leave foreign keys and checks NOT VALID that rows do not meet")
    .option("--yes", "skip the confirmation")
    .action((options: Options) => run(options, io));
}

async function run(options: Options, io: Io): Promise<void> {
  const { prefix, json, at, yes, replaceMarker, acceptNotValid } = options;
  const version = at === undefined ? undefined : parseTarget("up", at);
  await withDatabase(options, io, async (database) => {
    const { adopt } = await import("../../drift/adopt.ts");
    const confirm = shownAndAgreed(io, json, yes);
    const result = await adopt(database.url, {
      ...toConnectOptions(options),
      prefix,
      version,
      replaceMarker,
      acceptNotValid,
      confirm,
      onStatement: () => io.signal.throwIfAborted(),
    });
    io.stderr.write(leftoverText({ statements: [], remaining: result.remaining }));
    print(io, json, result, adoptionText(result));
  });
}

function adoptionText({ prefix, version, statements, unmanagedTables: notOurs }: AdoptResult): string {
  const lines = [
    `Schema ${quoteIdentifier(prefix)} is adopted at ${label(version)}: ${counted(statements.length, "statement")} run.`,
    "From here on up, down and drizzle-kit migrate work.",
  ];
  if (notOurs.length > 0) lines.push(`Not ours, left alone: ${notOurs.join(", ")}`);
  return lines.join("\n");
}
