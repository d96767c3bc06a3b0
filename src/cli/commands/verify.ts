import type { Command } from "commander";
import type { VerifyResult } from "../../drift/verify.ts";
import { formatVersion } from "../../error.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { withDatabase } from "../database.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { chooseColors, type Io, print, rejectOnAbort } from "../io.ts";
import { addTenantOptions, type TenantOptions, type ToAction, toConnectOptions } from "../options.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import { formatRemaining, formatRepairSql, formatVerification } from "../text.ts";

interface Options extends TenantOptions {
  readonly sql?: true;
}

/** Adds `verify`, which compares schemas with what their versions should be. With `--sql` it prints a repair. */
export function addVerify(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("verify"))
    .description("compare the schema with what its version should be; exits with 3 on drift")
    .option("--sql", "print the SQL that repair would run")
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { json, sql } = options;
  const many = await readManyOptions(io, options);
  if (many && sql) {
    throw new CommandError("--sql is for one schema, but several were selected.", {
      code: "usage",
      remedy: "Select one schema with --prefix, or run phoenix-kit repair for many.",
    });
  }
  return withDatabase(options, io, async ({ url }) => {
    const settings = { ...toConnectOptions(options), prefix: options.prefix?.[0] };
    if (many) {
      const { verifyMany } = await import("../../tenants/check-many.ts");
      return runTenants(io, {
        json,
        options: many,
        start: (chosen) => verifyMany(url, chosen),
        describe: summarizeVerification,
        detail: (result) =>
          result.ok ? [] : formatVerification(result, chooseColors(io, "stdout")).split("\n"),
        toExitCode,
      });
    }
    if (sql) {
      const { planRepair } = await import("../../drift/repair.ts");
      const plan = await rejectOnAbort(planRepair(url, settings), io.signal);
      io.stderr.write(formatRemaining(plan));
      print(io, { json, result: plan, text: formatRepairSql(plan) });
      return toExitCode({ ok: plan.statements.length + plan.remaining.length === 0 });
    }
    const { verify } = await import("../../drift/verify.ts");
    const result = await rejectOnAbort(verify(url, settings), io.signal);
    print(io, { json, result, text: formatVerification(result, chooseColors(io, "stdout")) });
    return toExitCode(result);
  });
}

function toExitCode({ ok }: { readonly ok: boolean }): number {
  return ok ? exitCodes.done : exitCodes.pendingOrDrift;
}

function summarizeVerification({ ok, prefix, version }: VerifyResult): string {
  if (version === 0) return `${quoteIdentifier(prefix)} is not set up`;
  return `${ok ? "no drift" : "drift"} at ${formatVersion(version)}`;
}
