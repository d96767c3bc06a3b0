import { type Command, InvalidArgumentError, Option } from "commander";
import type { ConnectOptions } from "../postgres/connect.ts";
import { parsePrefix } from "../prefix.ts";

/** Options of every command that works on a schema. */
export interface SchemaOptions {
  readonly url?: string;
  readonly prefix?: string;
  readonly json?: true;
  readonly embedded?: true;
  /** How long to wait for a server that is starting, in seconds. */
  readonly wait?: number;
  /** A role to work as. */
  readonly role?: string;
}

/**
 * Adds `--url`, `--prefix` and `--json` to a command.
 *
 * @param command which
 * @returns the same command
 * @example
 * schemaOptions(program.command("up")).action((options: SchemaOptions) => …)
 */
export function schemaOptions(command: Command): Command {
  return command
    .option("--url <url>", "database URL (default: $DATABASE_URL, or the embedded PostgreSQL)", nonBlank)
    .option("--embedded", "use the embedded PostgreSQL in .phoenix-kit/, also without a terminal")
    .option("--prefix <name>", 'schema to work in (default: "public")', (name) => parsePrefix(name))
    .option("--role <name>", "role to work as, like SET ROLE (default: the login role)", nonBlank)
    .option("--wait <seconds>", "wait this long for a server that is starting (default: 0)", wholeNumber)
    .addOption(jsonOption());
}

/**
 * The option `--json`.
 *
 * @example
 * program.command("list").addOption(jsonOption())
 */
export function jsonOption(): Option {
  return new Option("--json", "print one JSON object");
}

/**
 * The option `--on-conflict`.
 *
 * @example
 * program.command("down").addOption(onConflictOption())
 */
export function onConflictOption(): Option {
  const description =
    "down: what to do with rows that the older shape cannot hold; dedupe keeps the earliest";
  return new Option("--on-conflict <choice>", description).choices(["refuse", "dedupe"]);
}

/**
 * Reads a number from the command line; whether there is such a version is for others to say.
 *
 * @param text as it was given
 * @throws InvalidArgumentError unless it is a whole number and not negative
 * @example
 * program.option("--to <version>", "the version to go to", wholeNumber)
 */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

function nonBlank(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("The value is blank.");
  return text;
}

/** The options of the library that `--role` and `--wait` give. */
export function toConnectOptions({ role, wait }: SchemaOptions): ConnectOptions {
  return { role, waitSeconds: wait };
}
