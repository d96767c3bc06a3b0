import { join } from "node:path";
import type { Command } from "commander";
import { embeddedFolder } from "../database.ts";
import { CommandError } from "../errors.ts";
import { type Io, print } from "../io.ts";
import { jsonOption } from "../options.ts";

/**
 * Adds `postgres`: runs the embedded PostgreSQL until Ctrl-C.
 *
 * @param program what to add it to
 * @param io of the command
 * @example
 * addPostgres(program, io)
 */
export function addPostgres(program: Command, io: Io): void {
  program
    .command("postgres")
    .description(`run the embedded PostgreSQL of ${embeddedFolder}/ until Ctrl-C`)
    .addOption(jsonOption())
    .action(({ json }: { json?: true }) => run(json, io));
}

async function run(json: true | undefined, io: Io): Promise<void> {
  const { startEmbedded } = await import("../../embedded/embedded.ts");
  const server = await startEmbedded({ directory: join(io.cwd, embeddedFolder) });
  try {
    const ended = untilEnded(server.url, io.signal);
    print(io, json, { url: server.url }, `Connect with ${server.url}`);
    io.stderr.write("Ctrl-C stops it.\n");
    await ended;
  } finally {
    // one that ran before belongs to another command, and stops with it
    await server.stop({ force: server.started });
  }
}

/** Keeps the process alive, and notices when the server goes. */
async function untilEnded(url: string, signal: AbortSignal): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, application_name: "phoenix-kit postgres" });
  const gone = new Promise<void>((resolve) => client.once("end", resolve));
  client.on("error", () => {});
  await client.connect();
  const leave = () => void client.end();
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  await gone;
  if (signal.aborted) return;
  throw new CommandError("The server was stopped by somebody else.", {
    code: "server_stopped",
    remedy: "Run this again to start it again; what was committed is kept.",
  });
}
