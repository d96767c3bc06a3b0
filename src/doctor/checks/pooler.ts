import { type Connection, isBehindPooler, type WithProcess } from "../../postgres/connect.ts";
import { type CheckResult, ok, problem } from "../finding.ts";
import type { Check } from "../subject.ts";

/** Whether something like PgBouncer stands between: the driver then knows another process than the server's. */
export const pooler: Check = {
  name: "pooler",
  async run({ connection }) {
    const { processID }: Connection & WithProcess = connection;
    if (!processID) return [ok("The driver does not say whether a pooler stands between.")];
    if (!(await isBehindPooler(connection))) return [ok("No pooler stands between.")];
    return [
      ok(
        "A pooler stands between. Its transaction mode is fine, since each step is one transaction; " +
          "but a run that is stopped waits for the end of the statement under way.",
      ),
    ];
  },
};

/**
 * What a pooler that takes no transactions means, if that is why one could not begin.
 *
 * @param error what BEGIN threw
 * @returns undefined where it is something else
 * @example
 * const verdict = refusedByPooler(error);
 */
export function refusedByPooler(error: unknown): CheckResult | undefined {
  if (!(error instanceof Error) || !error.message.includes("statement pooling")) return undefined;
  return problem(
    `A pooler in statement mode stands between, and takes no transactions: ${error.message}.`,
    "Give the URL of the server itself, or set the pooler to pool_mode = transaction.",
  );
}
