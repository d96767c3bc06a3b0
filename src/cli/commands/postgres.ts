import { join } from "node:path";
import type { Command } from "commander";
import { embeddedFolder } from "../database.ts";
import { CommandError, exitCodes } from "../errors.ts";
import { type Io, print } from "../io.ts";
import { createJsonOption, type ToAction } from "../options.ts";

/** Adds `postgres`, which runs the embedded PostgreSQL until Ctrl-C. */
export function addPostgres(program: Command, toAction: ToAction): void {
  program
    .command("postgres")
    .description(`run the embedded PostgreSQL of ${embeddedFolder}/ until Ctrl-C`)
    .addOption(createJsonOption())
    .action(toAction(run));
}

async function run(io: Io, { json }: { readonly json?: true }): Promise<number> {
  const { startEmbedded } = await import("../../embedded/embedded.ts");
  const server = await startEmbedded({ directory: join(io.cwd, embeddedFolder) });
  try {
    const ended = waitForEnd(server.url, io.signal);
    print(io, { json, result: { url: server.url }, text: `Connect with ${server.url}` });
    io.stderr.write("Press Ctrl-C to stop.\n");
    await ended;
  } finally {
    // A server that another command started stops with that command.
    await server.stop({ force: server.started });
  }
  return exitCodes.done;
}

/** Keeps the process alive until Ctrl-C, and throws if the server stops first. */
async function waitForEnd(url: string, signal: AbortSignal): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, application_name: "phoenix-kit postgres" });
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  client.on("error", () => {});
  await client.connect();
  const disconnect = () => void client.end();
  if (signal.aborted) disconnect();
  signal.addEventListener("abort", disconnect, { once: true });
  await ended;
  if (signal.aborted) return;
  throw new CommandError("Another process stopped the embedded PostgreSQL.", {
    code: "server_stopped",
    remedy: "Run phoenix-kit postgres again to restart the server; committed data is kept.",
  });
}
