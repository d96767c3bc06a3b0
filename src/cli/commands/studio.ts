import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import type { StatusOptions } from "../../migrate/status.ts";
import { withDatabase } from "../database.ts";
import { findDrizzleKit, withStudio } from "../drizzle-kit.ts";
import { CommandError } from "../errors.ts";
import { type Io, print, unlessAborted } from "../io.ts";
import { type SchemaOptions, schemaOptions, toConnectOptions, wholeNumber } from "../options.ts";
import { label } from "../wording.ts";

/** It asks for no password and runs any SQL: for this machine alone. */
const host = "127.0.0.1";

interface Options extends SchemaOptions {
  readonly port: number;
}

/**
 * Adds `studio`: shows the tables in the browser with drizzle-kit's studio, until Ctrl-C.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addStudio(program, io)
 */
export function addStudio(program: Command, io: Io): void {
  schemaOptions(program.command("studio"))
    .description("show the tables in the browser until Ctrl-C (needs drizzle-kit)")
    .option("--port <number>", "the port that it listens on, for this machine alone", wholeNumber, 4983)
    .action((options: Options) => run(options, io));
}

async function run(options: Options, io: Io): Promise<void> {
  const { prefix = "public", json, port } = options;
  const program = findDrizzleKit([join(io.cwd, "package.json"), import.meta.url]);
  await refuseTakenPort(port);
  await withDatabase(options, io, async (database) => {
    await warnOfOtherVersion(database.url, { ...toConnectOptions(options), prefix }, io);
    const settings = { program, url: database.url, prefix, host, port, env: io.env };
    await withStudio(settings, async (studio) => {
      const ended = untilEnded(studio, io.signal);
      await Promise.race([ended, untilListening(port, studio)]);
      if (io.signal.aborted) return;
      const page = `https://local.drizzle.studio?port=${port}`;
      print(io, json, { url: page, host, port }, `Open ${page}`);
      io.stderr.write("Ctrl-C stops it.\n");
      await ended;
    });
  });
}

async function refuseTakenPort(port: number): Promise<void> {
  const { isPortFree } = await import("../../embedded/loopback.ts");
  if (await isPortFree(port)) return;
  throw new CommandError(`Port ${port} cannot be listened on.`, {
    code: "port_taken",
    remedy: "Give another with --port; a studio that was left open may have this one.",
  });
}

async function warnOfOtherVersion(url: string, options: StatusOptions, io: Io): Promise<void> {
  const { status } = await import("../../migrate/status.ts");
  const { version, newest } = await unlessAborted(status(url, options), io.signal);
  if (version === newest) return;
  const found = version === 0 ? "not set up" : `at ${label(version)}`;
  io.stderr.write(`The schema is ${found}, the studio shows the tables of ${label(newest)}.\n`);
}

/** Ends without an error only when the user wished it. */
function untilEnded(studio: ChildProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    studio.once("error", reject);
    studio.once("exit", (code) => {
      if (signal.aborted) resolve();
      else reject(ended(code));
    });
  });
}

function ended(code: number | null): CommandError {
  return new CommandError(`drizzle-kit studio ended${code === null ? "" : ` with code ${code}`}.`, {
    code: "studio_failed",
    remedy: "See what it said above.",
  });
}

async function untilListening(port: number, studio: ChildProcess): Promise<void> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ type: "init" }) };
  while (studio.exitCode === null && studio.signalCode === null) {
    const response = await fetch(`http://${host}:${port}/`, init).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
}
