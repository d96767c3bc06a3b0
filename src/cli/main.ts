import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { addAdopt } from "./commands/adopt.ts";
import { addDocs } from "./commands/docs.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDown } from "./commands/down.ts";
import { addExport } from "./commands/export.ts";
import { addList } from "./commands/list.ts";
import { addPlan } from "./commands/plan.ts";
import { addPostgres } from "./commands/postgres.ts";
import { addRepair } from "./commands/repair.ts";
import { addStatus } from "./commands/status.ts";
import { addStudio } from "./commands/studio.ts";
import { addUp } from "./commands/up.ts";
import { addVerify } from "./commands/verify.ts";
import { exitCodes } from "./errors.ts";
import type { Io } from "./io.ts";
import type { ToAction } from "./options.ts";
import { reportError } from "./report-error.ts";

const epilogue = `
Examples:
  phoenix-kit up                                migrate to the newest version
  phoenix-kit up --to 12 --prefix tenant_42     migrate the schema "tenant_42" to V12
  phoenix-kit up --match 'tenant\\_%'            migrate all schemas with such names
  phoenix-kit down --to 7                       go back to V07; asks before deleting data
  phoenix-kit status --check                    exit with 3 if versions are pending
  phoenix-kit plan up --url "$URL" > up.sql     write the SQL to a file
  phoenix-kit docs --out site                   write the schema as pages with diagrams

Exit codes:
  0    done
  1    failed; "doctor" found an error; one of many schemas failed
  2    wrong usage
  3    "status --check" found pending versions, or "verify" or "repair" found drift
  129  interrupted by SIGHUP
  130  interrupted by SIGINT (Ctrl-C)
  143  interrupted by SIGTERM`;

const commands = [
  addUp,
  addDown,
  addStatus,
  addVerify,
  addRepair,
  addAdopt,
  addDoctor,
  addPlan,
  addList,
  addExport,
  addDocs,
  addStudio,
  addPostgres,
];

/** Runs the command line on the arguments after node and the script. Returns the exit code; it never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = new Command("phoenix-kit")
    .description("Migrates PhoenixKit's PostgreSQL schema up and down to any version.")
    .version(readPackageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // reported with all other errors
      outputError: () => {},
    })
    .addHelpText("after", epilogue);
  const toAction: ToAction =
    (run) =>
    async (...args) => {
      exitCode = await run(io, ...args);
    };
  for (const addCommand of commands) addCommand(program, toAction);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    const command = program.commands.map((one) => one.name()).find((name) => name === argv[0]);
    return reportError(io, error, { json: argv.includes("--json"), command });
  }
}

/** From package.json, which is beside the folder of the built code, or two levels up from the source. */
function readPackageVersion(): string {
  const manifest = ["../package.json", "../../package.json"]
    .map((path) => new URL(path, import.meta.url))
    .find((path) => existsSync(path));
  const { version }: { version: string } = JSON.parse(readFileSync(manifest ?? "package.json", "utf8"));
  return version;
}
