import { setTimeout as pause } from "node:timers/promises";
import type { Beside } from "./connection.ts";

const betweenCancelsMs = 500;

/**
 * Once the signal aborts, cancels the running statement of `work` again and again until `work` has ended: a single
 * cancel could come between two statements and stop neither. A statement that cannot be cancelled runs to its end.
 */
export async function cancelOnAbort<T>(
  beside: Beside,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  let cancelling: Promise<void> | undefined;
  const start = () => {
    cancelling = cancelUntil(beside, ended.signal);
  };
  signal?.addEventListener("abort", start);
  try {
    return await work();
  } finally {
    signal?.removeEventListener("abort", start);
    ended.abort();
    await cancelling;
  }
}

async function cancelUntil({ cancel }: Beside, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await cancel().catch(() => undefined);
    await pause(betweenCancelsMs, undefined, { signal: ended }).catch(() => undefined);
  }
}
