import { PassThrough } from "node:stream";
import type { Io } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

const question = /Migrate schema|Run these statements\?|Repair all selected schemas|Continue with the other/;

/**
 * Runs the command line on a terminal where somebody answers its question with a key.
 *
 * @example
 * expect(await typing("y", ["repair", "--url", url])).toBe(0);
 */
export async function typing(key: string, args: string[]): Promise<number> {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const stdin = Object.assign(terminal(), { setRawMode: () => {} });
  const stderr = terminal();
  let seen = "";
  stderr.on("data", (chunk) => {
    if (!question.test(seen) && question.test(String(chunk))) setImmediate(() => stdin.write(key));
    seen += String(chunk);
  });
  const { signal } = new AbortController();
  const io: Io = { stdin, stdout: terminal().resume(), stderr, env: {}, cwd: process.cwd(), signal };
  return main(args, io);
}
