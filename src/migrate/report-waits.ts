import { setTimeout as pause } from "node:timers/promises";
import type { Beside } from "../postgres/connection.ts";
import { describeBlockers } from "./lock-holders.ts";

const firstLookMs = 1_000;
const longestPauseMs = 10_000;

/** Reports, from a second connection, which sessions `work` waits for, each time that they change. */
export async function reportWaits<T>(
  beside: Beside,
  tell: ((reason: string) => void) | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!tell) return work();
  const ended = new AbortController();
  const watching = watch(beside, tell, ended.signal);
  // an error of `tell` is thrown after the work has ended
  watching.catch(() => undefined);
  try {
    return await work();
  } finally {
    ended.abort();
    await watching;
  }
}

async function watch(beside: Beside, tell: (reason: string) => void, ended: AbortSignal): Promise<void> {
  let known = "";
  for (let waitMs = firstLookMs; ; waitMs = Math.min(waitMs * 2, longestPauseMs)) {
    await pause(waitMs, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    // the server may have no connection left; the statement still goes on
    const reason = await describeBlockers(beside).catch(() => undefined);
    if (ended.aborted || reason === undefined) continue;
    const processes = listProcesses(reason);
    if (processes !== known) tell(reason);
    known = processes;
  }
}

/** The processes without their ages, which always change. */
function listProcesses(reason: string): string {
  return [...reason.matchAll(/\bprocess \d+|prepared transaction "[^"]*"/g)].join();
}
