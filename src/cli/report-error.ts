import { CommanderError } from "commander";
import { CodedError, type ErrorCode, PhoenixKitError } from "../error.ts";
import { CommandError, exitCodes, Interruption } from "./errors.ts";
import { chooseColors, type Io } from "./io.ts";

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

const usageCodes: ReadonlySet<ErrorCode> = new Set(["invalid_version", "invalid_prefix"]);

/** How a command was called. */
interface Call {
  readonly json: boolean;
  /** The name of the command; undefined if there is none. */
  readonly command: string | undefined;
}

/**
 * Reports what a command threw: as one JSON object on stdout, or for people on stderr. Returns the exit code.
 */
export function reportError(io: Io, error: unknown, { json, command }: Call): number {
  // help or the version was printed; help because of a missing command is wrong usage
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === "commander.help")) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  }
  const failure = toFailure(error, command);
  if (json) io.stdout.write(`${formatJsonLine({ error: failure })}\n`);
  else io.stderr.write(`${hidePasswords(formatFailure(failure, io))}\n`);
  return chooseExitCode(error, io.signal);
}

/** A value as one line of JSON, without passwords. */
export function formatJsonLine(value: object): string {
  return JSON.stringify(value, (_, item) => (typeof item === "string" ? hidePasswords(item) : item));
}

function chooseExitCode(error: unknown, signal: AbortSignal): number {
  if (signal.reason instanceof Interruption) return signal.reason.exitCode;
  if (error instanceof Interruption) return error.exitCode;
  if (error instanceof CommanderError) return exitCodes.wrongUsage;
  if (error instanceof CommandError && error.code === "usage") return exitCodes.wrongUsage;
  const isUsage = error instanceof PhoenixKitError && usageCodes.has(error.code);
  return isUsage ? exitCodes.wrongUsage : exitCodes.failed;
}

function toFailure(error: unknown, command: string | undefined): Failure {
  if (error instanceof PhoenixKitError) return error.toJSON();
  if (error instanceof CodedError) {
    return { message: error.message, code: error.code, remedy: error.remedy };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CommanderError)) return { message, code: "failed" };
  return {
    message: message.replace(/^error: /, ""),
    code: "usage",
    remedy: `See: phoenix-kit help${command === undefined ? "" : ` ${command}`}`,
  };
}

function formatFailure(failure: Failure, io: Io): string {
  const { message, remedy, detail, hint, statement, file, line } = failure;
  const { red, dim, cyan } = chooseColors(io, "stderr");
  const lines = [`${red("error:")} ${message}`];
  if (detail) lines.push(`  detail: ${detail}`);
  if (hint && hint !== remedy) lines.push(`  hint: ${hint}`);
  if (file && !message.includes(file)) lines.push(`  at ${file}${line === undefined ? "" : `:${line}`}`);
  if (statement) lines.push(dim(shorten(statement)));
  if (remedy) lines.push(`${cyan("→")} ${remedy}`);
  return lines.join("\n");
}

const shownLines = 6;
const shownColumns = 110;

function shorten(statement: string): string {
  const lines = statement.split("\n");
  const shown = lines
    .slice(0, shownLines)
    .map((line) => (line.length > shownColumns ? `${line.slice(0, shownColumns)}…` : line));
  return [...shown, ...(lines.length > shownLines ? ["…"] : [])].map((line) => `    ${line}`).join("\n");
}

/** A text with `***` for the password of each URL in it. */
export function hidePasswords(text: string): string {
  return text.replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, hidePassword);
}

function hidePassword(url: string): string {
  // in an invalid URL the password may contain / and @
  const password = URL.canParse(url) ? /(:\/\/[^:@/?#]*):[^/?#]*@/ : /(:\/\/[^:@/?#]*):.*@/;
  return url.replace(password, "$1:***@").replace(/([?&](?:ssl)?password=)[^&#]*/gi, "$1***");
}
