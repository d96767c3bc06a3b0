import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { isTransient } from "./errors.ts";
import { rollBackQuietly } from "./transaction.ts";

/** How often work is tried that meets a lock or a deadlock. */
export const maxAttempts = 8;

/** Waits before the next attempt: half a second after the first, then longer each time, at most eight seconds. */
export async function pauseAfter(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(getPauseMs(attempt), undefined, signal && { signal });
}

function getPauseMs(attempt: number): number {
  return Math.min(250 * 2 ** attempt, 8000);
}

/** How long all attempts take together if each of them waits for a lock until it times out. */
export function getLongestWaitMs(lockTimeoutMs: number, attempts = maxAttempts): number {
  let waitMs = attempts * lockTimeoutMs;
  for (let attempt = 1; attempt < attempts; attempt++) waitMs += getPauseMs(attempt);
  return waitMs;
}

/** What happens between the attempts. */
export interface RetryOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called before the pause, with no transaction open. */
  readonly onRetry?: ((attempt: number, error: unknown) => Promise<void> | void) | undefined;
}

/** Tries `work` again after errors that pass by themselves. Whatever transaction it left open is rolled back. */
export async function retryTransient<T>(
  connection: Connection,
  work: (attempt: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      await rollBackQuietly(connection);
      if (!isTransient(error) || attempt >= maxAttempts) throw error;
      await options.onRetry?.(attempt, error);
      await pauseAfter(attempt, options.signal);
    }
  }
}
