import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Io } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

/**
 * Runs the command line on a terminal where somebody answers its question with a key.
 *
 * @returns the exit code, and what stderr showed, without colors
 * @example
 * expect(await typing("y", ["repair", "--url", url])).toMatchObject({ exitCode: 0 });
 */
export async function typing(key: string, args: string[]): Promise<{ exitCode: number; stderr: string }> {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 200, rows: 24 });
  const stdin = Object.assign(terminal(), { setRawMode: () => {} });
  const stderr = terminal();
  const hasChoices = (text: string) => stripVTControlCharacters(text).includes("Yes / ");
  let seen = "";
  stderr.on("data", (chunk) => {
    if (!hasChoices(seen) && hasChoices(String(chunk))) setImmediate(() => stdin.write(key));
    seen += String(chunk);
  });
  const { signal } = new AbortController();
  const io: Io = { stdin, stdout: terminal().resume(), stderr, env: {}, cwd: process.cwd(), signal };
  const exitCode = await main(args, io);
  return { exitCode, stderr: stripVTControlCharacters(seen) };
}
