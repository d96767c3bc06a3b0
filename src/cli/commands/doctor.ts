import type { Command } from "commander";
import type { Finding, Level } from "../../doctor/check.ts";
import type { DoctorReport } from "../../doctor/doctor.ts";
import { type Colours, coloursFor } from "../colours.ts";
import { withDatabase } from "../database.ts";
import { type Io, print, unlessAborted } from "../io.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions } from "../options.ts";

/**
 * Adds `doctor`: says whether a schema can be migrated, and what to do where it cannot. It exits 1 where it cannot.
 *
 * @param program what to add it to
 * @param io of the command
 * @param exit takes what to exit with where that is not 0
 * @example
 * addDoctor(program, io, (code) => { exitCode = code; })
 */
export function addDoctor(program: Command, io: Io, exit: (code: number) => void): void {
  schemaOptions(program.command("doctor"))
    .description("say whether role, server and database can be migrated, and what to do; exit 1 if not")
    .action((options: SchemaOptions) => run(options, io, exit));
}

async function run(options: SchemaOptions, io: Io, exit: (code: number) => void) {
  const { prefix, json } = options;
  const diagnosis = await withDatabase(options, io, async (database) => {
    const { doctor } = await import("../../doctor/doctor.ts");
    return unlessAborted(doctor(database.url, { ...toConnectOptions(options), prefix }), io.signal);
  });
  // the colours are asked for of the stream that the findings go to
  print(io, json, diagnosis, doctorText(diagnosis, coloursFor({ ...io, stderr: io.stdout })));
  if (!diagnosis.ok) exit(1);
}

function doctorText({ findings }: DoctorReport, colours: Colours): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings.map((finding) => findingText(finding, width, colours)).join("\n");
}

function findingText({ check, level, message, remedy }: Finding, width: number, colours: Colours): string {
  const line = `${signs(colours)[level]} ${check.padEnd(width)}  ${message}`;
  return remedy ? `${line}\n${" ".repeat(width + 4)}${colours.cyan("→")} ${remedy}` : line;
}

function signs({ green, yellow, red }: Colours): Record<Level, string> {
  return { ok: green("✓"), warning: yellow("!"), error: red("✗") };
}
