import type { Command } from "commander";
import type { RepairResult } from "../../drift/repair.ts";
import { formatVersion } from "../../error.ts";
import { confirmOrThrow, createRepairConfirmation } from "../confirm.ts";
import { describeDatabase, describeSchema, withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import { addTenantOptions, type TenantOptions, type ToAction, toConnectOptions } from "../options.ts";
import { createWaitPrinter } from "../progress.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import { formatCount, formatRemaining } from "../text.ts";

interface Options extends TenantOptions {
  readonly yes?: true;
}

/** Adds `repair`, which shows the SQL that repairs the drift of schemas, asks, and runs it. */
export function addRepair(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("repair"))
    .description(
      "add and correct what verify found; asks first, deletes no rows, exits with 3 if drift remains",
    )
    .option("--yes", "skip the confirmation")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { json, yes } = options;
  const many = await readManyOptions(io, options);
  return withDatabase(options, io, async (database) => {
    if (many) {
      if (!yes) {
        await confirmOrThrow(io, {
          json,
          action: "change schemas",
          question: `Repair all selected schemas of ${describeDatabase(database)}? Their drift is listed by phoenix-kit verify.`,
        });
      }
      const { repairMany } = await import("../../tenants/check-many.ts");
      return runTenants(io, {
        json,
        options: many,
        start: (chosen) => repairMany(database.url, chosen),
        describe: summarizeRepair,
        toExitCode,
      });
    }
    const prefix = options.prefix?.[0] ?? "public";
    const { repair } = await import("../../drift/repair.ts");
    const result = await repair(database.url, {
      ...toConnectOptions(options),
      prefix,
      confirm: createRepairConfirmation(io, options, describeSchema(database, prefix)),
      onWaiting: createWaitPrinter(io),
      signal: io.signal,
    });
    io.stderr.write(formatRemaining(result));
    print(io, { json, result, text: summarizeRepair(result) });
    return toExitCode(result);
  });
}

function toExitCode({ ok }: RepairResult): number {
  return ok ? exitCodes.done : exitCodes.pendingOrDrift;
}

function summarizeRepair({ statements, remaining, version }: RepairResult): string {
  if (statements.length > 0) return `Repaired: ${formatCount(statements.length, "statement")} run.`;
  return remaining.length > 0
    ? "Nothing could be repaired."
    : `Nothing to repair at ${formatVersion(version)}.`;
}
