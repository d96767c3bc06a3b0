import type { Command } from "commander";
import type { Database } from "../../embedded/open-database.ts";
import { formatVersion } from "../../error.ts";
import type { OnConflict } from "../../migrate/step-statements.ts";
import { parseTarget } from "../../migrations/steps.ts";
import type { ManyOptions } from "../../tenants/run-many.ts";
import { confirmOrThrow } from "../confirm.ts";
import { describeDatabase, describeSchema, withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print, rejectOnAbort } from "../io.ts";
import {
  addTenantOptions,
  createMemoryOption,
  createOnConflictOption,
  parseNumber,
  type TenantOptions,
  type ToAction,
  toConnectOptions,
} from "../options.ts";
import { withProgress } from "../progress.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import {
  formatCount,
  formatLosses,
  formatStops,
  formatTotals,
  summarizeMigration,
  summarizeVersions,
} from "../text.ts";

interface Options extends TenantOptions {
  readonly to: number;
  readonly yes?: true;
  readonly onConflict?: OnConflict;
  readonly disableHostTriggers?: true;
  readonly memory?: string;
}

/** Adds `down`, which lists what would be deleted, asks, and migrates schemas down. */
export function addDown(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("down"))
    .description("migrate the schema down to an earlier version; asks before deleting data")
    .requiredOption(
      "--to <version>",
      "version to migrate to; 0 removes everything that up created",
      parseNumber,
    )
    .option("--disable-host-triggers", "disable your own triggers on managed tables during each step")
    .addOption(createMemoryOption())
    .option("--yes", "delete data without asking; objects of yours are never dropped")
    .addOption(createOnConflictOption())
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const version = parseTarget("down", options.to);
  const many = await readManyOptions(io, options);
  return withDatabase(options, io, (database) =>
    many ? runMany(io, options, { database, many, version }) : runOne(io, options, { database, version }),
  );
}

async function runOne(
  io: Io,
  options: Options,
  { database, version }: { readonly database: Database; readonly version: number },
): Promise<number> {
  const { json, yes, onConflict, disableHostTriggers, memory } = options;
  const settings = { ...toConnectOptions(options), prefix: options.prefix?.[0], version, onConflict };
  const { plan } = await import("../../migrate/plan.ts");
  const planned = await rejectOnAbort(plan(database.url, "down", settings), io.signal);
  const losses = formatLosses(planned);
  const stops = formatStops(planned);
  if (losses || stops) {
    io.stderr.write(losses + stops);
    const versions = `${formatVersion(planned.from)} down to ${formatVersion(planned.to)}`;
    const schema = describeSchema(database, planned.prefix);
    if (!yes) {
      await confirmOrThrow(io, {
        json,
        action: losses ? "delete data" : "stop on the way",
        question: `Migrate ${schema} from ${versions}?`,
      });
    }
  }
  const { down } = await import("../../migrate/up-down.ts");
  const result = await withProgress(io, (onProgress) =>
    down(database.url, { ...settings, disableHostTriggers, memory, onProgress, signal: io.signal }),
  );
  print(io, { json, result, text: summarizeMigration(result) });
  return exitCodes.done;
}

async function runMany(
  io: Io,
  { json, yes, onConflict, disableHostTriggers, memory }: Options,
  {
    database,
    many,
    version,
  }: { readonly database: Database; readonly many: ManyOptions; readonly version: number },
): Promise<number> {
  const { downMany, planMany } = await import("../../tenants/migrate-many.ts");
  if (!yes) {
    const plans = planMany(database.url, "down", { ...many, version, onConflict });
    const { losses, stops, ...affected } = await formatTotals(plans);
    if (losses || stops) {
      io.stderr.write(losses + stops);
      const schemas = `${formatCount(affected.schemas, "schema")} of ${describeDatabase(database)}`;
      await confirmOrThrow(io, {
        json,
        action: losses ? "delete data" : "stop on the way",
        question: `Migrate ${schemas} down to ${formatVersion(version)}?`,
      });
    }
  }
  return runTenants(io, {
    json,
    options: many,
    start: (chosen) =>
      downMany(database.url, { ...chosen, version, onConflict, disableHostTriggers, memory }),
    describe: summarizeVersions,
  });
}
