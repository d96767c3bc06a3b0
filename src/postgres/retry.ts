import { setTimeout as pause } from "node:timers/promises";

/** How often a statement is tried that meets a lock or a deadlock. */
export const maxAttempts = 8;

/**
 * Waits before something is tried again, longer each time: half a second first, eight seconds at most.
 *
 * @param attempt how often it has been tried, from 1
 * @param signal ends the wait
 * @throws the signal's AbortError
 * @example
 * await pauseAfter(1)
 */
export async function pauseAfter(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.min(250 * 2 ** attempt, 8000), undefined, signal && { signal });
}
