import { CommandError, Interruption } from "./errors.ts";
import type { Io } from "./io.ts";

/**
 * Asks on the terminal whether to go on.
 *
 * @param io with the terminal
 * @param json whether `--json` was given: a program is at the other end then, which cannot be asked
 * @param would what going on would do, as in "destroy data"
 * @throws CommandError where nobody can be asked or the answer is no; Interruption on Ctrl-C
 * @example
 * if (losses) await agreed(io, options.json, "destroy data")
 */
export async function agreed(io: Io, json: boolean | undefined, would: string): Promise<void> {
  if (json || !io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CommandError(`This would ${would}, and nobody is there to be asked.`, {
      code: "confirmation_needed",
      remedy: "Add --yes to go on all the same; nothing was touched.",
    });
  }
  const { confirm } = await import("@clack/prompts");
  const answer = await confirm({
    message: "Go on?",
    initialValue: false,
    input: io.stdin,
    output: io.stderr,
    signal: io.signal,
  });
  io.signal.throwIfAborted();
  // in a prompt Ctrl-C is a key, no signal
  if (typeof answer === "symbol") throw new Interruption(130);
  if (!answer) {
    throw new CommandError("Not done, as you wished.", {
      code: "declined",
      remedy: "Nothing was touched.",
    });
  }
}
