import type { Command } from "commander";
import { formatVersion } from "../../error.ts";
import { parseTarget } from "../../migrations/steps.ts";
import { describeConnection, describeLocation, withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import {
  addTenantOptions,
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
}

/** Adds `up`, which migrates schemas up, and says how to connect to the database. */
export function addUp(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("up"))
    .description("migrate the schema up to the newest version, or to --to")
    .option("--to <version>", "version to migrate to (default: the newest)", parseNumber)
    .option("--no-create-schema", "fail if the schema does not exist")
    .option("--disable-host-triggers", "disable your own triggers on managed tables during each step")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { json, to, createSchema, disableHostTriggers } = options;
  // a wrong version is refused before anybody connects
  parseTarget("up", to);
  const many = await readManyOptions(io, options);
  return withDatabase(options, io, async (database) => {
    const settings = { version: to, createSchema, disableHostTriggers };
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

/** What to run instead, if the schema is above the version that was asked for. */
function describeDown(version: number, to = version): string {
  return to < version ? `To go back to ${formatVersion(to)}: phoenix-kit down --to ${to}\n` : "";
}
