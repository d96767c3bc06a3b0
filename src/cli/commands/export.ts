import { join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { parsePrefix } from "../../postgres/sql.ts";
import { type Io, print } from "../io.ts";
import { jsonOption } from "../options.ts";
import { label } from "../wording.ts";

interface Options {
  readonly out: string;
  readonly prefix?: string;
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
    .addOption(jsonOption())
    .action((options: Options) => run(options, io));
}

async function run({ out, prefix, json }: Options, io: Io): Promise<void> {
  const { exportMigrations } = await import("../../migrate/export.ts");
  const exported = await exportMigrations({ folder: resolve(io.cwd, out), prefix });
  const config = join(relative(io.cwd, exported.folder), "drizzle.config.ts");
  const text = `V01 to ${label(exported.version)} for the schema ${JSON.stringify(exported.prefix)}. Run them with
  DATABASE_URL=… npx drizzle-kit migrate --config ${JSON.stringify(config)}`;
  print(io, json, exported, text);
}
