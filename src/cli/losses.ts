import type { Loss, Plan } from "../migrator/plan.ts";
import { CommandError, Interruption } from "./errors.ts";
import type { Io } from "./io.ts";
import { label } from "./wording.ts";

/**
 * What a plan destroys and how much, a version a paragraph.
 *
 * @param plan of `plan`
 * @returns lines for stderr; empty where nothing is lost
 * @example
 * lossesText(await plan(url, "down", { version: 7 }))
 */
export function lossesText({ steps }: Plan): string {
  const lossy = steps.filter(({ losses }) => losses.length > 0);
  if (lossy.length === 0) return "";
  const paragraphs = lossy.map(
    ({ version, title, losses }) => `  ${label(version)} ${title}\n${losses.map(lossLine).join("")}`,
  );
  return `This destroys for good:\n${paragraphs.join("")}`;
}

function lossLine({ count, what }: Loss): string {
  return `    ${count === null ? "as many as there are by then" : count.toLocaleString("en")}: ${what}\n`;
}

/**
 * Asks on the terminal whether to go on.
 *
 * @param io with the terminal
 * @param json whether `--json` was given: a program is at the other end then, which cannot be asked
 * @throws CommandError where nobody can be asked or the answer is no; Interruption on Ctrl-C
 * @example
 * if (losses) await agreed(io, options.json)
 */
export async function agreed(io: Io, json: boolean | undefined): Promise<void> {
  if (json || !io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CommandError("This would destroy data, and nobody is there to be asked.", {
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
