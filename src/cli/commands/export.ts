import { join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { formatVersion } from "../../error.ts";
import type { ExportFormat } from "../../migrate/export.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { parsePrefix } from "../../prefix.ts";
import { exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import { createJsonOption, type ToAction } from "../options.ts";

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
    .description("write a migrations folder for drizzle-kit; needs no database")
    .requiredOption("--out <folder>", "a new or empty folder, or an earlier export of the same prefix")
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
  const [current, other] =
    format === "folders" ? ["1.0", "0.31, add --format journal"] : ["0.31", "1.0, add --format folders"];
  const text = `Wrote V01 to ${formatVersion(exported.version)} for schema ${quoteIdentifier(exported.prefix)}. Run the migrations with
  DATABASE_URL=… npx drizzle-kit migrate --config ${JSON.stringify(config)}
The folder works with drizzle-kit ${current}. For drizzle-kit ${other}.`;
  print(io, { json, result: exported, text });
  return exitCodes.done;
}
