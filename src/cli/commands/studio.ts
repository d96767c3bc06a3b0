import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { formatVersion } from "../../error.ts";
import type { StatusOptions } from "../../migrate/status.ts";
import { quoteIdentifier } from "../../postgres/sql.ts";
import { withDatabase } from "../database.ts";
import { findDrizzleKit, withStudio } from "../drizzle-kit.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { type Io, print, rejectOnAbort } from "../io.ts";
import { addSchemaOptions, type SchemaOptions, type ToAction, toConnectOptions } from "../options.ts";

/** The studio runs any SQL without a password, so it listens on this machine only. */
const host = "127.0.0.1";

interface Options extends SchemaOptions {
  readonly port: number;
}

/** Adds `studio`, which shows the tables in the browser with drizzle-kit's studio, until Ctrl-C. */
export function addStudio(program: Command, toAction: ToAction): void {
  addSchemaOptions(program.command("studio"))
    .description("show the tables in the browser until Ctrl-C; needs drizzle-kit")
    .option("--port <number>", `port to listen on, at ${host} only`, parsePort, 4983)
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
      io.stderr.write("Press Ctrl-C to stop.\n");
      await ended;
    });
  });
  return exitCodes.done;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("Expected a port from 1 to 65535.");
}

async function assertPortFree(port: number): Promise<void> {
  const { isPortFree } = await import("../../embedded/loopback.ts");
  if (await isPortFree(port)) return;
  throw new CommandError(`Cannot listen on port ${port} of ${host}.`, {
    code: "port_taken",
    remedy: "Choose another port with --port. Another Drizzle Studio may be using this one.",
  });
}

async function warnOfOtherVersion(url: string, options: StatusOptions, io: Io): Promise<void> {
  const { status } = await import("../../migrate/status.ts");
  const { prefix, version, newest } = await rejectOnAbort(status(url, options), io.signal);
  if (version === newest) return;
  const found = version === 0 ? "not set up" : `at ${formatVersion(version)}`;
  io.stderr.write(
    `Schema ${quoteIdentifier(prefix)} is ${found}, but Drizzle Studio shows the tables of ${formatVersion(newest)}.\n`,
  );
}

/** Resolves on Ctrl-C, and rejects if drizzle-kit exits first. */
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
  return new CommandError(`drizzle-kit studio exited${code === null ? "" : ` with code ${code}`}.`, {
    code: "studio_failed",
    remedy: "See its output above.",
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
