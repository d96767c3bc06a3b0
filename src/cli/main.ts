import { Command } from "commander";
import { addAdopt } from "./commands/adopt.ts";
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
import { reportFailure } from "./failure.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

const epilogue = `
Examples:
  phoenix-kit up                                  to the newest version
  phoenix-kit up --to 12 --prefix tenant_42       to V12, in the schema tenant_42
  phoenix-kit down --to 7                         back to V07; asks before data go
  phoenix-kit status --check                      exits 3 where versions are pending
  phoenix-kit plan up --url "$URL" > up.sql       the SQL, to read or to run by hand

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 status --check found pending versions,
or verify found drift.`;

/**
 * Runs the command line.
 *
 * @param argv arguments, without node and the script
 * @param io the world outside
 * @returns the exit code; it never throws
 * @example
 * process.exitCode = await main(process.argv.slice(2), processIo());
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = new Command("phoenix-kit")
    .description("Moves PhoenixKit's PostgreSQL schema up and down to any version.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // reported with all other errors
      outputError: () => {},
    })
    .addHelpText("after", epilogue);
  addUp(program, io);
  addDown(program, io);
  const exit = (code: number) => {
    exitCode = code;
  };
  addStatus(program, io, exit);
  addVerify(program, io, exit);
  addRepair(program, io, exit);
  addAdopt(program, io);
  addDoctor(program, io, exit);
  addPlan(program, io);
  addList(program, io);
  addExport(program, io);
  addStudio(program, io);
  addPostgres(program, io);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return reportFailure(error, io, argv.includes("--json"));
  }
}
