/**
 * Runs a command beside a fresh PostgreSQL server of its own, to which DATABASE_URL leads:
 * `tsx scripts/with-postgres.ts -- npm test`. The server is removed when the command ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { startThrowaway } from "../src/embedded/embedded.ts";

const [command, ...args] = process.argv.slice(process.argv[2] === "--" ? 3 : 2);
if (!command) {
  console.error("usage: with-postgres -- command [argument …]");
  process.exit(2);
}

let child: ChildProcess | undefined;
let signalled: NodeJS.Signals | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // A second signal stops the command at once.
    child?.kill(signalled ? "SIGKILL" : signal);
    signalled ??= signal;
  });
}

const server = await startThrowaway();
try {
  process.exitCode = signalled ? 128 + constants.signals[signalled] : await run(command, args, server.url);
} finally {
  await server.remove();
}

function run(file: string, args: string[], url: string): Promise<number> {
  return new Promise((resolve) => {
    child = spawn(file, args, { stdio: "inherit", env: { ...process.env, DATABASE_URL: url } });
    child.on("error", (error) => {
      console.error(`with-postgres: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}
