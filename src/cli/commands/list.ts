import type { Command } from "commander";
import { formatVersion } from "../../error.ts";
import { readVersions } from "../../migrations/migrations.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import { createJsonOption, type ToAction } from "../options.ts";

/** Adds `list`, which lists the versions of this package. It needs no database. */
export function addList(program: Command, toAction: ToAction): void {
  program
    .command("list")
    .description("list all versions with their titles; needs no database")
    .addOption(createJsonOption())
    .action(toAction(run));
}

async function run(io: Io, { json }: { readonly json?: true }): Promise<number> {
  const { all } = readVersions();
  const lines = all.map(
    ({ version, title, core }) => `${formatVersion(version)}  ${title}${core ? "" : "  (no schema changes)"}`,
  );
  print(io, { json, result: { versions: all }, text: lines.join("\n") });
  return exitCodes.done;
}
