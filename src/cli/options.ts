import { type Command, InvalidArgumentError, Option } from "commander";
import { parsePrefix } from "../prefix.ts";

/** Options of every command that works on a schema. */
export interface SchemaOptions {
  readonly url?: string;
  readonly prefix?: string;
  readonly json?: true;
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
    .option("--url <url>", "the database (else DATABASE_URL, else the embedded PostgreSQL)", nonBlank)
    .option("--prefix <name>", 'the schema that everything is in (else "public")', (name) =>
      parsePrefix(name),
    )
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
  if (text.trim() === "") throw new InvalidArgumentError("It is blank.");
  return text;
}
