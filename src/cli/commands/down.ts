import type { Command } from "commander";
import type { OnConflict } from "../../migrate/step-statements.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { agreed } from "../agreed.ts";
import { withDatabase } from "../database.ts";
import { type Io, print, unlessAborted } from "../io.ts";
import { lossesText } from "../losses.ts";
import {
  onConflictOption,
  type SchemaOptions,
  schemaOptions,
  toConnectOptions,
  wholeNumber,
} from "../options.ts";
import { withProgress } from "../progress.ts";
import { summary } from "../wording.ts";

interface Options extends SchemaOptions {
  readonly to: number;
  readonly yes?: true;
  readonly onConflict?: OnConflict;
  readonly disableHostTriggers?: true;
}

/**
 * Adds `down`: says what going back destroys, asks, and moves a schema down.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addDown(program, io)
 */
export function addDown(program: Command, io: Io): void {
  schemaOptions(program.command("down"))
    .description("move the schema down to an earlier version; 0 removes all that we made")
    .requiredOption("--to <version>", "the version to go back to", wholeNumber)
    .option("--disable-host-triggers", "disable triggers of yours on our tables within each step")
    .option("--yes", "destroy what going back destroys without asking")
    .addOption(onConflictOption())
    .action((options: Options) => run(options, io));
}

async function run(options: Options, io: Io): Promise<void> {
  const { prefix, json, to, yes, onConflict, disableHostTriggers } = options;
  const connectOptions = toConnectOptions(options);
  const version = parseTarget("down", to);
  await withDatabase(options, io, async (database) => {
    const { plan } = await import("../../migrate/plan.ts");
    const planned = await unlessAborted(
      plan(database.url, "down", { ...connectOptions, prefix, version, onConflict }),
      io.signal,
    );
    const losses = lossesText(planned);
    if (losses) {
      io.stderr.write(losses);
      if (!yes) await agreed(io, json, "destroy data");
    }
    const { down } = await import("../../migrate/up-down.ts");
    const result = await withProgress(io, (onProgress) =>
      down(database.url, {
        ...connectOptions,
        prefix,
        version,
        onConflict,
        disableHostTriggers,
        onProgress,
        signal: io.signal,
      }),
    );
    print(io, json, result, summary(result));
  });
}
