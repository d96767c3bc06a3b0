import { join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import type { ExportFormat } from "../../migrate/export.ts";
import { parsePrefix } from "../../prefix.ts";
import { type Io, print } from "../io.ts";
import { jsonOption } from "../options.ts";
import { label } from "../wording.ts";

interface Options {
  readonly out: string;
  readonly prefix?: string;
  readonly format?: ExportFormat;
  readonly json?: true;
}

/**
 * Adds `export`: writes a folder that `drizzle-kit migrate` runs for one prefix. It needs no database.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addExport(program, io)
 */
export function addExport(program: Command, io: Io): void {
  program
    .command("export")
    .description("write a folder that drizzle-kit migrate runs for one prefix")
    .requiredOption("--out <folder>", "a folder that is new, empty, or an earlier export of the same prefix")
    .option("--prefix <name>", 'the schema that everything is to be in (else "public")', (name) =>
      parsePrefix(name),
    )
    .addOption(
      new Option("--format <format>", "journal for drizzle-kit 0.31, folders for drizzle-kit 1.0")
        .choices(["journal", "folders"])
        .default("journal"),
    )
    .addOption(jsonOption())
    .action((options: Options) => run(options, io));
}

async function run({ out, prefix, format, json }: Options, io: Io): Promise<void> {
  const { exportMigrations } = await import("../../migrate/export.ts");
  const exported = await exportMigrations({ folder: resolve(io.cwd, out), prefix, format });
  const config = join(relative(io.cwd, exported.folder), "drizzle.config.ts");
  const kind =
    format === "folders"
      ? "drizzle-kit 1.0; --format journal writes one for drizzle-kit 0.31"
      : "drizzle-kit 0.31; --format folders writes one for drizzle-kit 1.0";
  const text = `V01 to ${label(exported.version)} for the schema ${JSON.stringify(exported.prefix)}. Run them with
  DATABASE_URL=… npx drizzle-kit migrate --config ${JSON.stringify(config)}
The folder is for ${kind}.`;
  print(io, json, exported, text);
}
