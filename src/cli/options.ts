import { type Command, InvalidArgumentError, Option } from "commander";
import type { ConnectOptions } from "../postgres/connect.ts";
import { parsePrefix } from "../prefix.ts";
import type { Io } from "./io.ts";

/** Turns what a command runs into a commander action. The function returns the exit code; what it throws is reported. */
export type ToAction = <Args extends readonly unknown[]>(
  run: (io: Io, ...args: Args) => Promise<number>,
) => (...args: Args) => Promise<void>;

/** Options of every command that works on a database. */
export interface DatabaseOptions {
  readonly url?: string;
  readonly json?: true;
  readonly embedded?: true;
  /** How long to wait for a server that is starting, in seconds. */
  readonly wait?: number;
  /** A role to work as. */
  readonly role?: string;
}

/** Options of a command that works on one schema. */
export interface SchemaOptions extends DatabaseOptions {
  readonly prefix?: string;
}

/** Options of a command that works on one schema or on many. */
export interface TenantOptions extends DatabaseOptions {
  readonly prefix?: readonly string[];
  /** A file with one name per line; `-` is standard input. */
  readonly prefixesFrom?: string;
  readonly match?: string;
  readonly all?: true;
  readonly concurrency?: number;
  readonly first?: number;
  readonly onError?: "continue" | "stop";
}

/** Adds the options of a command that works on one schema. */
export function addSchemaOptions(command: Command): Command {
  return addDatabaseOptions(command).option(
    "--prefix <name>",
    'schema to work in (default: "public")',
    (name) => parsePrefix(name),
  );
}

/** Adds the options of a command that works on one schema or on many. */
export function addTenantOptions(command: Command): Command {
  return addDatabaseOptions(command)
    .option(
      "--prefix <name>",
      'schema to work in; may be repeated (default: "public")',
      (name, names: readonly string[] = []) => [...names, parsePrefix(name)],
    )
    .option("--prefixes-from <file>", "file with one schema name per line; - reads standard input", parseText)
    .option("--match <pattern>", "all migrated schemas whose name matches, as in SQL's LIKE", parseText)
    .option("--all", "all migrated schemas")
    .option("--concurrency <number>", "number of schemas to run at once (default: up to 8)", parseCount)
    .option("--first <number>", "run this many schemas first, then ask; without a terminal, stop", parseCount)
    .addOption(
      new Option(
        "--on-error <choice>",
        "what to do with the other schemas if one fails (default: continue)",
      ).choices(["continue", "stop"]),
    );
}

function addDatabaseOptions(command: Command): Command {
  return command
    .option("--url <url>", "database URL (default: $DATABASE_URL, or the embedded PostgreSQL)", parseText)
    .option("--embedded", "use the embedded PostgreSQL in .phoenix-kit/, even without a terminal")
    .option("--role <name>", "role to work as, like SET ROLE (default: the login role)", parseText)
    .option("--wait <seconds>", "wait this long for a server that is starting (default: 0)", parseNumber)
    .addOption(createJsonOption());
}

export function createMemoryOption(): Option {
  return new Option(
    "--memory <amount>",
    "memory for building an index, such as 512MB (default: the server's, at least 256MB)",
  );
}

export function createJsonOption(): Option {
  return new Option("--json", "print JSON: one object, or with many schemas one object per line");
}

export function createOnConflictOption(): Option {
  const description =
    "what down does with rows that the older version cannot hold; dedupe keeps the earliest";
  return new Option("--on-conflict <choice>", description).choices(["refuse", "dedupe"]);
}

/** Parses a number. `parseTarget` checks whether there is such a version. */
export function parseNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

function parseCount(text: string): number {
  const count = parseNumber(text);
  if (count === 0) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return count;
}

function parseText(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected a value that is not blank.");
  return text;
}

/** The options of the library for `--role` and `--wait`. */
export function toConnectOptions({ role, wait }: DatabaseOptions): ConnectOptions {
  return { role, waitSeconds: wait };
}
