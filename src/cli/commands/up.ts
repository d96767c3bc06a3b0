import type { Command } from "commander";
import { parseTarget } from "../../migrations/steps.ts";
import { howToConnect, whereItIs, withDatabase } from "../database.ts";
import { type Io, print } from "../io.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions, wholeNumber } from "../options.ts";
import { withProgress } from "../progress.ts";
import { summary } from "../wording.ts";

interface Options extends SchemaOptions {
  readonly to?: number;
  readonly createSchema: boolean;
  readonly disableHostTriggers?: true;
}

/**
 * Adds `up`: moves a schema up, and says how to connect to it.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addUp(program, io)
 */
export function addUp(program: Command, io: Io): void {
  schemaOptions(program.command("up"))
    .description("move the schema up, to the newest version or another")
    .option("--to <version>", "the version to go to", wholeNumber)
    .option("--no-create-schema", "fail where the prefix's schema is missing")
    .option("--disable-host-triggers", "disable triggers of yours on our tables within each step")
    .action((options: Options) => run(options, io));
}

async function run(options: Options, io: Io): Promise<void> {
  const { prefix, json, to, createSchema, disableHostTriggers } = options;
  const version = parseTarget("up", to);
  await withDatabase(options, io, async (database) => {
    const { up } = await import("../../migrate/up-down.ts");
    const result = await withProgress(io, (onProgress) =>
      up(database.url, {
        ...toConnectOptions(options),
        prefix,
        version,
        createSchema,
        disableHostTriggers,
        onProgress,
        signal: io.signal,
      }),
    );
    print(
      io,
      json,
      { ...result, database: whereItIs(database) },
      `${summary(result)}\n${howToConnect(database)}`,
    );
  });
}
