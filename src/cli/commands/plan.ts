import { Argument, type Command } from "commander";
import type { Plan, PlannedStep } from "../../migrate/plan.ts";
import type { OnConflict } from "../../migrate/step-statements.ts";
import type { Direction } from "../../migrations/migrations.ts";
import { parseTarget } from "../../migrations/steps.ts";
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
import { label } from "../wording.ts";

interface Options extends SchemaOptions {
  readonly to?: number;
  readonly onConflict?: OnConflict;
}

/**
 * Adds `plan`: prints the SQL of a move, and on stderr what it destroys.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addPlan(program, io)
 */
export function addPlan(program: Command, io: Io): void {
  schemaOptions(program.command("plan"))
    .description("print the SQL that up or down would run, and touch nothing")
    .addArgument(new Argument("<direction>", "up or down").choices(["up", "down"]))
    .option("--to <version>", "the version to go to; down has to be given one", wholeNumber)
    .addOption(onConflictOption())
    .action((direction: Direction, options: Options) => run(direction, options, io));
}

async function run(direction: Direction, options: Options, io: Io): Promise<void> {
  const { prefix, json, to, onConflict } = options;
  const version = parseTarget(direction, to);
  await withDatabase(options, io, async (database) => {
    const { plan } = await import("../../migrate/plan.ts");
    const planned = await unlessAborted(
      plan(database.url, direction, { ...toConnectOptions(options), prefix, version, onConflict }),
      io.signal,
    );
    io.stderr.write(lossesText(planned));
    print(io, json, planned, sqlText(planned));
  });
}

function sqlText({ from, steps }: Plan): string {
  if (steps.length === 0) return `-- Already at ${label(from)}, nothing to do.`;
  return steps.map(transactionText).join("\n\n");
}

function transactionText({ version, title, direction, sql, hostObjects }: PlannedStep): string {
  const notes = hostObjects.flatMap(({ message, remedy }) => `${message}\n  ${remedy}`.split("\n"));
  const comments = notes.map((line) => `-- ${line}\n`).join("");
  return `-- ${label(version)} ${title}${direction === "down" ? ", taken back" : ""}\n${comments}${sql}`;
}
