import pc from "picocolors";
import type { Io } from "./io.ts";

/** Functions that colour a text. */
export type Colours = ReturnType<typeof pc.createColors>;

/**
 * Colours for what goes to a stream: on a terminal that shows them, unless `NO_COLOR` is set; `FORCE_COLOR` has
 * them anywhere.
 *
 * @param io where they go
 * @param stream which of its two; stderr unless given
 * @returns functions that colour, or that change nothing
 * @example
 * io.stderr.write(coloursFor(io).red("error"))
 */
export function coloursFor(io: Io, stream: "stdout" | "stderr" = "stderr"): Colours {
  const { env } = io;
  if (env.NO_COLOR) return pc.createColors(false);
  if (env.FORCE_COLOR) return pc.createColors(env.FORCE_COLOR !== "0");
  return pc.createColors(io[stream].isTTY === true && env.TERM !== "dumb");
}
