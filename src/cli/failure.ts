import { CommanderError } from "commander";
import { type ErrorCode, PhoenixKitError } from "../error.ts";
import { coloursFor } from "./colours.ts";
import { CommandError, Interruption } from "./errors.ts";
import type { Io } from "./io.ts";
import { withoutPasswords } from "./passwords.ts";

/** An error as it is reported. */
interface Failure {
  readonly message: string;
  readonly code: string;
  readonly remedy?: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly statement?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

const wrongUsage: ReadonlySet<ErrorCode> = new Set(["invalid_version", "invalid_prefix"]);

/**
 * Reports what a command threw: as one JSON object on stdout, or for people on stderr.
 *
 * @param error what was thrown
 * @param io where to
 * @param json whether `--json` was given
 * @returns the exit code: 0 after `--help` and `--version`, 1 failed, 2 wrong usage, 130 and the like interrupted
 * @example
 * return reportFailure(error, io, argv.includes("--json"))
 */
export function reportFailure(error: unknown, io: Io, json: boolean): number {
  // help and version have been printed; help that nobody asked for is wrong usage
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === "commander.help")) {
    return error.exitCode === 0 ? 0 : 2;
  }
  const failure = failureOf(error);
  if (json) {
    io.stdout.write(`${JSON.stringify({ error: failure }, (_, value) => withoutPasswordsIn(value))}\n`);
  } else {
    io.stderr.write(`${withoutPasswords(failureText(failure, io))}\n`);
  }
  return exitCodeOf(error, io.signal);
}

function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (signal.reason instanceof Interruption) return signal.reason.exitCode;
  if (error instanceof Interruption) return error.exitCode;
  if (error instanceof CommanderError) return 2;
  if (error instanceof CommandError && error.code === "usage") return 2;
  return error instanceof PhoenixKitError && wrongUsage.has(error.code) ? 2 : 1;
}

function failureOf(error: unknown): Failure {
  if (error instanceof PhoenixKitError) return error.toJSON();
  if (error instanceof CommandError)
    return { message: error.message, code: error.code, remedy: error.remedy };
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CommanderError)) return { message, code: "failed" };
  return {
    message: message.replace(/^error: /, ""),
    code: "usage",
    remedy: "See phoenix-kit --help, and phoenix-kit help <command>.",
  };
}

function failureText(failure: Failure, io: Io): string {
  const { message, remedy, detail, hint, statement, file, line } = failure;
  const { red, dim, cyan } = coloursFor(io);
  const lines = [`${red("error:")} ${message}`];
  if (detail) lines.push(`  detail: ${detail}`);
  if (hint && hint !== remedy) lines.push(`  hint: ${hint}`);
  if (file && !message.includes(file)) lines.push(`  at ${file}${line === undefined ? "" : `:${line}`}`);
  if (statement) lines.push(dim(excerpt(statement)));
  if (remedy) lines.push(`${cyan("→")} ${remedy}`);
  return lines.join("\n");
}

const mostLines = 6;
const mostColumns = 110;

function excerpt(statement: string): string {
  const lines = statement.split("\n");
  const shown = lines
    .slice(0, mostLines)
    .map((line) => (line.length > mostColumns ? `${line.slice(0, mostColumns)}…` : line));
  return [...shown, ...(lines.length > mostLines ? ["…"] : [])].map((line) => `    ${line}`).join("\n");
}

function withoutPasswordsIn(value: unknown): unknown {
  return typeof value === "string" ? withoutPasswords(value) : value;
}
