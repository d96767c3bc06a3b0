import { setTimeout as pause } from "node:timers/promises";
import type { Beside } from "./connection.ts";

const betweenCancelsMs = 500;

/**
 * Cancels, once the signal aborts, what `work` runs on its connection, until `work` has ended: a cancel that comes
 * between two statements stops neither. A statement that cannot be cancelled ends by itself.
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
