import { Argument, type Command } from "commander";
import { formatVersion } from "../../error.ts";
import type { Plan, PlannedStep } from "../../migrate/plan.ts";
import type { OnConflict } from "../../migrate/step-statements.ts";
import type { Direction } from "../../migrations/migrations.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print, rejectOnAbort } from "../io.ts";
import {
  addTenantOptions,
  createOnConflictOption,
  parseNumber,
  type TenantOptions,
  type ToAction,
  toConnectOptions,
} from "../options.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import { formatCount, formatLosses } from "../text.ts";

interface Options extends TenantOptions {
  readonly to?: number;
  readonly onConflict?: OnConflict;
}

/** Adds `plan`, which prints the SQL of a migration, and on stderr what would be deleted. */
export function addPlan(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("plan"))
    .description("print the SQL that up or down would run, and what would be deleted; changes nothing")
    .addArgument(new Argument("<direction>", "up or down").choices(["up", "down"]))
    .option("--to <version>", "version to migrate to; required for down", parseNumber)
    .addOption(createOnConflictOption())
    .action(toAction(run));
}

async function run(io: Io, direction: Direction, options: Options): Promise<number> {
  const { json, to, onConflict } = options;
  // a wrong version is refused before connecting
  parseTarget(direction, to);
  const many = await readManyOptions(io, options);
  return withDatabase(options, io, async ({ url }) => {
    if (many) {
      const { planMany } = await import("../../tenants/migrate-many.ts");
      return runTenants(io, {
        json,
        options: many,
        start: (chosen) => planMany(url, direction, { ...chosen, version: to, onConflict }),
        describe: summarizePlan,
        detail: (planned) => [`-- Schema ${quoteIdentifier(planned.prefix)}`, formatPlan(planned), ""],
      });
    }
    const { plan } = await import("../../migrate/plan.ts");
    const settings = { ...toConnectOptions(options), prefix: options.prefix?.[0], version: to, onConflict };
    const result = await rejectOnAbort(plan(url, direction, settings), io.signal);
    io.stderr.write(formatLosses(result));
    print(io, { json, result, text: formatPlan(result) });
    return exitCodes.done;
  });
}

function summarizePlan({ from, to, steps }: Plan): string {
  if (steps.length === 0) return `at ${formatVersion(from)}`;
  return `${formatVersion(from)} → ${formatVersion(to)}, ${formatCount(steps.length, "step")}`;
}

function formatPlan({ from, steps }: Plan): string {
  if (steps.length === 0) return `-- Already at ${formatVersion(from)}, nothing to do.`;
  return steps.map(formatStep).join("\n\n");
}

function formatStep({ version, title, direction, sql, hostObjects }: PlannedStep): string {
  const notes = hostObjects.flatMap(({ message, remedy }) => `${message}\n  ${remedy}`.split("\n"));
  const comments = notes.map((line) => `-- ${line}\n`).join("");
  return `-- ${formatVersion(version)} ${title}${direction === "down" ? ", down" : ""}\n${comments}${sql}`;
}
