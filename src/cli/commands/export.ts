import { join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { formatVersion } from "../../error.ts";
import type { ExportFormat } from "../../migrate/export.ts";
import { parsePrefix } from "../../prefix.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import type { ToAction } from "../main.ts";
import { createJsonOption } from "../options.ts";

interface Options {
  readonly out: string;
  readonly prefix?: string;
  readonly format?: ExportFormat;
  readonly json?: true;
}

/** Adds `export`, which writes a folder that `drizzle-kit migrate` runs for one prefix. It needs no database. */
export function addExport(program: Command, toAction: ToAction): void {
  program
    .command("export")
    .description("write a folder that drizzle-kit migrate runs for one prefix")
    .requiredOption("--out <folder>", "folder that is new, empty, or an earlier export of the same prefix")
    .option("--prefix <name>", 'schema to export for (default: "public")', (name) => parsePrefix(name))
    .addOption(
      new Option("--format <format>", "journal for drizzle-kit 0.31, folders for drizzle-kit 1.0")
        .choices(["journal", "folders"])
        .default("journal"),
    )
    .addOption(createJsonOption())
    .action(toAction(run));
}

async function run(io: Io, { out, prefix, format, json }: Options): Promise<number> {
  const { exportMigrations } = await import("../../migrate/export.ts");
  const exported = await exportMigrations({ folder: resolve(io.cwd, out), prefix, format });
  const config = join(relative(io.cwd, exported.folder), "drizzle.config.ts");
  const kind =
    format === "folders"
      ? "drizzle-kit 1.0; --format journal writes one for drizzle-kit 0.31"
      : "drizzle-kit 0.31; --format folders writes one for drizzle-kit 1.0";
  const text = `V01 to ${formatVersion(exported.version)} for the schema ${JSON.stringify(exported.prefix)}. Run them with
  DATABASE_URL=… npx drizzle-kit migrate --config ${JSON.stringify(config)}
The folder is for ${kind}.`;
  print(io, { json, result: exported, text });
  return exitCodes.done;
}
