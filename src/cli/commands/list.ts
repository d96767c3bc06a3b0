import type { Command } from "commander";
import { readVersions } from "../../migrations/migrations.ts";
import { type Io, print } from "../io.ts";
import { jsonOption } from "../options.ts";
import { label } from "../wording.ts";

/**
 * Adds `list`: the versions that this package knows, and their titles. It needs no database.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addList(program, io)
 */
export function addList(program: Command, io: Io): void {
  program
    .command("list")
    .description("list the versions and their titles")
    .addOption(jsonOption())
    .action(({ json }: { json?: true }) => {
      const { all } = readVersions();
      const lines = all.map(
        ({ version, title, core }) => `${label(version)}  ${title}${core ? "" : "  (no core change)"}`,
      );
      print(io, json, { versions: all }, lines.join("\n"));
    });
}
