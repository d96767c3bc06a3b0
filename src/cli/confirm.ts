import type { RepairPlan } from "../drift/plan-repair.ts";
import { CommandError, Interruption } from "./errors.ts";
import type { Io } from "./io.ts";
import { formatCount, formatRepairSql } from "./text.ts";

/** A question to the user. */
interface Confirmation {
  /** Whether `--json` was given: the caller is then a program, which cannot answer. */
  readonly json: boolean | undefined;
  /** What the command is about to do, as in "delete data". */
  readonly action: string;
  readonly question: string;
}

/** Asks on the terminal, and throws unless the answer is yes. Without a terminal it refuses. */
export async function confirmOrThrow(io: Io, { json, action, question }: Confirmation): Promise<void> {
  if (json || !io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CommandError(
      `Refusing to ${action} without confirmation: ${json ? "--json was given" : "this is not a terminal"}.`,
      { code: "confirmation_needed", remedy: "Add --yes to skip the confirmation; nothing was changed." },
    );
  }
  if (await askYesOrNo(io, question)) return;
  throw new CommandError("Canceled.", { code: "declined", remedy: "Nothing was changed." });
}

/** Asks a question whose answer is yes or no. Throws `Interruption` on Ctrl-C. */
export async function askYesOrNo(io: Io, question: string): Promise<boolean> {
  const { confirm } = await import("@clack/prompts");
  const answer = await confirm({
    message: question,
    initialValue: false,
    input: io.stdin,
    output: io.stderr,
    signal: io.signal,
  });
  io.signal.throwIfAborted();
  // in a prompt, Ctrl-C is a key and not a signal
  if (typeof answer === "symbol") throw new Interruption(130);
  return answer;
}

/** Creates the `confirm` option of `repair` and `adopt`, which prints the SQL, and asks unless `--yes` was given. */
export function createRepairConfirmation(
  io: Io,
  { json, yes }: { readonly json?: true; readonly yes?: true },
  location: string,
): (plan: RepairPlan) => Promise<boolean> {
  return async (plan) => {
    if (plan.statements.length === 0) return true;
    io.stderr.write(`${formatRepairSql(plan)}\n`);
    if (!yes) {
      const question = `Run ${formatCount(plan.statements.length, "statement")} in ${location}?`;
      await confirmOrThrow(io, { json, action: "change the schema", question });
    }
    io.signal.throwIfAborted();
    return true;
  };
}
