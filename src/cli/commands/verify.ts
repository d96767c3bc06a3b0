import type { Command } from "commander";
import { withDatabase } from "../database.ts";
import { verificationText } from "../findings-text.ts";
import { type Io, print, unlessAborted } from "../io.ts";
import { leftoverText, mendingSql } from "../mending-text.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions } from "../options.ts";

interface Options extends SchemaOptions {
  readonly sql?: true;
}

/**
 * Adds `verify`: compares a schema with what its version should be, and exits 3 on drift. With `--sql` it prints what
 * `repair` would run.
 *
 * @param program what to add it to
 * @param io of the command
 * @param exit takes what to exit with where that is not 0
 * @example
 * addVerify(program, io, (code) => { exitCode = code; })
 */
export function addVerify(program: Command, io: Io, exit: (code: number) => void): void {
  schemaOptions(program.command("verify"))
    .description("compare the schema with what its version should be; exits 3 on drift")
    .option("--sql", "print the SQL that would repair it")
    .action(async (options: Options) => {
      const sound = await withDatabase(options, io, ({ url }) =>
        unlessAborted(options.sql ? printSql(url, options, io) : printFindings(url, options, io), io.signal),
      );
      if (!sound) exit(3);
    });
}

async function printFindings(url: string, options: Options, io: Io): Promise<boolean> {
  const { prefix, json } = options;
  const { verify } = await import("../../drift/verify.ts");
  const found = await verify(url, { ...toConnectOptions(options), prefix });
  print(io, json, found, verificationText(found, io));
  return found.ok;
}

async function printSql(url: string, options: Options, io: Io): Promise<boolean> {
  const { prefix, json } = options;
  const { planRepair } = await import("../../drift/repair.ts");
  const mending = await planRepair(url, { ...toConnectOptions(options), prefix });
  io.stderr.write(leftoverText(mending));
  print(io, json, mending, mendingSql(mending));
  return mending.statements.length + mending.remaining.length === 0;
}
