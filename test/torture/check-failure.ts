import { type ErrorCode, PhoenixKitError } from "../../src/error.ts";

/** How a run has to fail. */
export interface Expected {
  readonly code: ErrorCode;
  /** In PostgreSQL's own words. */
  readonly reason: RegExp;
}

/**
 * What is wrong with how a run has failed: it needs its code, PostgreSQL's reason and a remedy.
 *
 * @param error what it threw, or what it gave where it did not fail
 * @param expected how it has to fail
 * @returns one sentence for each thing; none where it is right
 * @example
 * checkFailure(error, { code: "disk_full", reason: /No space left/ })
 */
export function checkFailure(error: unknown, { code, reason }: Expected): string[] {
  if (!(error instanceof PhoenixKitError)) return [`no typed error: ${String(error)}`];
  return [
    ...(error.code === code ? [] : [`its code is ${error.code}, of ${error.message}`]),
    ...(reason.test(error.message) ? [] : [`it does not say why: ${error.message}`]),
    ...(error.remedy ? [] : ["it says no remedy"]),
  ];
}
