import type { Command } from "commander";
import { formatVersion } from "../../error.ts";
import type { UndoPreparationsResult } from "../../migrate/undo-preparations.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { describeConnection, describeLocation, withDatabase } from "../database.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { chooseColors, type Io, print } from "../io.ts";
import {
  addTenantOptions,
  createMemoryOption,
  parseNumber,
  type TenantOptions,
  type ToAction,
  toConnectOptions,
} from "../options.ts";
import { withProgress } from "../progress.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import { summarizeMigration, summarizeVersions } from "../text.ts";

interface Options extends TenantOptions {
  readonly to?: number;
  readonly createSchema: boolean;
  readonly disableHostTriggers?: true;
  readonly memory?: string;
  readonly online?: true;
  readonly undoPreparations?: true;
}

/** Adds `up`, which migrates schemas up, and says how to connect to the database. */
export function addUp(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("up"))
    .description("migrate the schema up to the newest version, or to --to")
    .option("--to <version>", "version to migrate to (default: the newest)", parseNumber)
    .option("--no-create-schema", "fail if the schema does not exist")
    .option("--disable-host-triggers", "disable your own triggers on managed tables during each step")
    .addOption(createMemoryOption())
    .option(
      "--online",
      "prepare V137 and later steps while the application runs, so that they lock it for less time",
    )
    .option("--undo-preparations", "drop what up --online has built for steps that have not run, and stop")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { json, to, createSchema, disableHostTriggers, memory, online } = options;
  // a wrong version is refused before connecting
  parseTarget("up", to);
  const many = await readManyOptions(io, options);
  if (options.undoPreparations) return runUndo(io, options, many !== undefined);
  return withDatabase(options, io, async (database) => {
    const settings = { version: to, createSchema, disableHostTriggers, memory, online };
    if (many) {
      const { upMany } = await import("../../tenants/migrate-many.ts");
      return runTenants(io, {
        json,
        options: many,
        start: (chosen) => upMany(database.url, { ...chosen, ...settings }),
        describe: summarizeVersions,
      });
    }
    const { up } = await import("../../migrate/up-down.ts");
    const result = await withProgress(io, (onProgress) =>
      up(database.url, {
        ...toConnectOptions(options),
        ...settings,
        prefix: options.prefix?.[0],
        onProgress,
        signal: io.signal,
      }),
    );
    print(io, {
      json,
      result: { ...result, database: describeLocation(database) },
      text: `${summarizeMigration(result)}\n${describeDown(result.to, to)}${describeConnection(database)}`,
    });
    return exitCodes.done;
  });
}

/** Says what to run instead, if the schema is above the version that was asked for. */
function describeDown(version: number, to = version): string {
  return to < version ? `To go back to ${formatVersion(to)}: phoenix-kit down --to ${to}\n` : "";
}

async function runUndo(io: Io, options: Options, isMany: boolean): Promise<number> {
  const { json } = options;
  if (isMany || options.online || options.to !== undefined) {
    throw new CommandError(
      "--undo-preparations is for one schema, and cannot be used with --online or --to.",
      {
        code: "usage",
        remedy: "Give one --prefix at a time, and --undo-preparations alone.",
      },
    );
  }
  return withDatabase(options, io, async (database) => {
    const { undoPreparations } = await import("../../migrate/undo-preparations.ts");
    const { yellow } = chooseColors(io, "stderr");
    const result = await undoPreparations(database.url, {
      ...toConnectOptions(options),
      prefix: options.prefix?.[0],
      onWaiting: (reason) => io.stderr.write(`${yellow(reason)}\n`),
      signal: io.signal,
    });
    print(io, { json, result, text: summarizeUndo(result) });
    return exitCodes.done;
  });
}

function summarizeUndo({ dropped }: UndoPreparationsResult): string {
  return dropped.length === 0 ? "Nothing was prepared." : `Dropped ${dropped.join(", ")}.`;
}
