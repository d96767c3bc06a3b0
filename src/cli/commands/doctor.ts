import type { Command } from "commander";
import type { Finding, Level } from "../../doctor/check.ts";
import type { DoctorReport } from "../../doctor/doctor.ts";
import { withDatabase } from "../database.ts";
import { exitCodes } from "../errors.ts";
import { type Colors, chooseColors, type Io, print, rejectOnAbort } from "../io.ts";
import { addTenantOptions, type TenantOptions, type ToAction, toConnectOptions } from "../options.ts";
import { readManyOptions, runTenants } from "../tenants.ts";
import { formatCount } from "../text.ts";

/** Adds `doctor`, which checks whether schemas can be migrated, and says what to do if not. */
export function addDoctor(program: Command, toAction: ToAction): void {
  addTenantOptions(program.command("doctor"))
    .description("check whether the server, the role and the database can be migrated; exits with 1 if not")
    .action(toAction(run));
}

async function run(io: Io, options: TenantOptions): Promise<number> {
  const { json } = options;
  const many = await readManyOptions(io, options);
  const colors = chooseColors(io, "stdout");
  return withDatabase(options, io, async ({ url }) => {
    if (many) {
      const { doctorMany } = await import("../../tenants/check-many.ts");
      return runTenants(io, {
        json,
        options: many,
        start: (chosen) => doctorMany(url, chosen),
        describe: summarizeReport,
        detail: ({ findings }) =>
          formatFindings(
            findings.filter(({ level }) => level !== "ok"),
            colors,
          ),
        toExitCode,
      });
    }
    const { doctor } = await import("../../doctor/doctor.ts");
    const settings = { ...toConnectOptions(options), prefix: options.prefix?.[0] };
    const result = await rejectOnAbort(doctor(url, settings), io.signal);
    print(io, { json, result, text: formatFindings(result.findings, colors).join("\n") });
    return toExitCode(result);
  });
}

function toExitCode({ ok }: DoctorReport): number {
  return ok ? exitCodes.done : exitCodes.failed;
}

function summarizeReport({ findings, ok }: DoctorReport): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  if (!ok) return formatCount(count("error"), "error");
  return count("warning") === 0 ? "can be migrated" : formatCount(count("warning"), "warning");
}

function formatFindings(findings: readonly Finding[], colors: Colors): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings.map((finding) => formatFinding(finding, width, colors));
}

function formatFinding({ check, level, message, remedy }: Finding, width: number, colors: Colors): string {
  const line = `${chooseSigns(colors)[level]} ${check.padEnd(width)}  ${message}`;
  return remedy ? `${line}\n${" ".repeat(width + 4)}${colors.cyan("→")} ${remedy}` : line;
}

function chooseSigns({ green, yellow, red }: Colors): Record<Level, string> {
  return { ok: green("✓"), warning: yellow("!"), error: red("✗") };
}
