import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { formatVersion } from "../../error.ts";
import type { StatusOptions } from "../../migrate/status.ts";
import { withDatabase } from "../database.ts";
import { findDrizzleKit, withStudio } from "../drizzle-kit.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { type Io, print, rejectOnAbort } from "../io.ts";
import type { ToAction } from "../main.ts";
import { addSchemaOptions, parseNumber, type SchemaOptions, toConnectOptions } from "../options.ts";

/** The studio asks for no password and runs any SQL, so it listens on this machine only. */
const host = "127.0.0.1";

interface Options extends SchemaOptions {
  readonly port: number;
}

/** Adds `studio`, which shows the tables in the browser with drizzle-kit's studio, until Ctrl-C. */
export function addStudio(program: Command, toAction: ToAction): void {
  addSchemaOptions(program.command("studio"))
    .description("show the tables in the browser until Ctrl-C (needs drizzle-kit)")
    .option("--port <number>", "port to listen on, on this machine only", parseNumber, 4983)
    .action(toAction(run));
}

async function run(io: Io, options: Options): Promise<number> {
  const { prefix = "public", json, port } = options;
  const program = findDrizzleKit([join(io.cwd, "package.json"), import.meta.url]);
  await assertPortFree(port);
  await withDatabase(options, io, async (database) => {
    await warnOfOtherVersion(database.url, { ...toConnectOptions(options), prefix }, io);
    const settings = { program, url: database.url, prefix, host, port, env: io.env };
    await withStudio(settings, async (studio) => {
      const ended = waitForEnd(studio, io.signal);
      await Promise.race([ended, waitForListening(port, studio)]);
      if (io.signal.aborted) return;
      const page = `https://local.drizzle.studio?port=${port}`;
      print(io, { json, result: { url: page, host, port }, text: `Open ${page}` });
      io.stderr.write("Ctrl-C stops it.\n");
      await ended;
    });
  });
  return exitCodes.done;
}

async function assertPortFree(port: number): Promise<void> {
  const { isPortFree } = await import("../../embedded/loopback.ts");
  if (await isPortFree(port)) return;
  throw new CommandError(`Port ${port} is not free.`, {
    code: "port_taken",
    remedy: "Give another one with --port, or stop the program that listens there, perhaps another studio.",
  });
}

async function warnOfOtherVersion(url: string, options: StatusOptions, io: Io): Promise<void> {
  const { status } = await import("../../migrate/status.ts");
  const { version, newest } = await rejectOnAbort(status(url, options), io.signal);
  if (version === newest) return;
  const found = version === 0 ? "not set up" : `at ${formatVersion(version)}`;
  io.stderr.write(`The schema is ${found}, but the studio shows the tables of ${formatVersion(newest)}.\n`);
}

/** Resolves when the user stops the studio, and rejects if it ends by itself. */
function waitForEnd(studio: ChildProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    studio.once("error", reject);
    studio.once("exit", (code) => {
      if (signal.aborted) resolve();
      else reject(studioError(code));
    });
  });
}

function studioError(code: number | null): CommandError {
  return new CommandError(`drizzle-kit studio ended${code === null ? "" : ` with code ${code}`}.`, {
    code: "studio_failed",
    remedy: "Its own messages are above.",
  });
}

async function waitForListening(port: number, studio: ChildProcess): Promise<void> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ type: "init" }) };
  while (studio.exitCode === null && studio.signalCode === null) {
    const response = await fetch(`http://${host}:${port}/`, init).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
}
