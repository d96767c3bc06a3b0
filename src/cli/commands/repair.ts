import type { Command } from "commander";
import type { RepairPlan } from "../../drift/plan-repair.ts";
import type { RepairResult } from "../../drift/repair.ts";
import { agreed } from "../agreed.ts";
import { withDatabase } from "../database.ts";
import { type Io, print } from "../io.ts";
import { leftoverText, mendingSql } from "../mending-text.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions } from "../options.ts";
import { counted, label } from "../wording.ts";

interface Options extends SchemaOptions {
  readonly yes?: true;
}

/**
 * Adds `repair`: shows the SQL that mends a schema's drift, asks, and runs it. Exits 3 where drift is left.
 *
 * @param program what to add it to
 * @param io of the command
 * @param exit takes what to exit with where that is not 0
 * @example
 * addRepair(program, io, (code) => { exitCode = code; })
 */
export function addRepair(program: Command, io: Io, exit: (code: number) => void): void {
  schemaOptions(program.command("repair"))
    .description("mend the schema's drift by adding what is missing; asks first")
    .option("--yes", "skip the confirmation")
    .action((options: Options) => run(options, io, exit));
}

async function run(options: Options, io: Io, exit: (code: number) => void) {
  const { prefix, json, yes } = options;
  await withDatabase(options, io, async (database) => {
    const { repair } = await import("../../drift/repair.ts");
    const confirm = shownAndAgreed(io, json, yes);
    const result = await repair(database.url, {
      ...toConnectOptions(options),
      prefix,
      confirm,
      onStatement: () => io.signal.throwIfAborted(),
    });
    io.stderr.write(leftoverText({ statements: [], remaining: result.remaining }));
    print(io, json, result, repairText(result));
    if (!result.ok) exit(3);
  });
}

/**
 * Shows what is about to run, and asks unless the answer was given beforehand.
 *
 * @param io of the command
 * @param json whether `--json` was given
 * @param yes whether `--yes` was given
 * @returns what `repair` and `adopt` take as `confirm`
 * @example
 * await repair(url, { confirm: shownAndAgreed(io, json, yes) })
 */
export function shownAndAgreed(io: Io, json?: true, yes?: true): (mending: RepairPlan) => Promise<boolean> {
  return async (mending) => {
    if (mending.statements.length === 0) return true;
    io.stderr.write(`${mendingSql(mending)}\n`);
    if (!yes) await agreed(io, json, "change the schema");
    io.signal.throwIfAborted();
    return true;
  };
}

function repairText({ statements, remaining: left, version }: RepairResult): string {
  if (statements.length > 0) return `Mended: ${counted(statements.length, "statement")} run.`;
  return left.length > 0 ? "Nothing could be mended." : `There is nothing to mend at ${label(version)}.`;
}
