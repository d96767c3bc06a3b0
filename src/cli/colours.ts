import pc from "picocolors";
import type { Io } from "./io.ts";

/** Functions that colour a text. */
export type Colours = ReturnType<typeof pc.createColors>;

/**
 * Colours for what goes to stderr: on a terminal that shows them, unless `NO_COLOR` is set; `FORCE_COLOR` has
 * them anywhere.
 *
 * @param io where they go
 * @returns functions that colour, or that change nothing
 * @example
 * io.stderr.write(coloursFor(io).red("error"))
 */
export function coloursFor({ stderr, env }: Io): Colours {
  if (env.NO_COLOR) return pc.createColors(false);
  if (env.FORCE_COLOR) return pc.createColors(env.FORCE_COLOR !== "0");
  return pc.createColors(stderr.isTTY === true && env.TERM !== "dumb");
}
