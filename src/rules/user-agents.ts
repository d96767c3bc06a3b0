import { assertString } from "./assert.ts";

/** The names of a device, for the columns `browser` and `os` of a session. */
export interface DeviceNames {
  /** `Edge`, `Opera`, `Firefox`, `Chrome` or `Safari`; null for another. */
  readonly browser: string | null;
  /** `Windows`, `iOS`, `macOS`, `Android` or `Linux`; null for another. */
  readonly os: string | null;
}

/** Browsers also name others that they are compatible with, so the first match counts. */
const browsers = [
  ["Edge", /Edg\//],
  ["Opera", /OPR\/|Opera/],
  ["Firefox", /Firefox/],
  ["Chrome", /Chrome/],
  ["Safari", /Safari/],
] as const;

const systems = [
  ["Windows", /Windows/],
  ["iOS", /iPhone|iPad/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Android", /Android/],
  ["Linux", /Linux/],
] as const;

/**
 * Reads the browser and the operating system from a user agent, under the names that PhoenixKit's own application
 * stores, so that both applications show the same device in a list of sessions.
 *
 * @param userAgent the header `User-Agent`; null or undefined if the client sends none
 * @returns both names; null for what the header does not say
 * @example
 * import { parseUserAgent } from "phoenix-kit-schema/rules";
 *
 * const { browser, os } = parseUserAgent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
 * console.log(browser, os); // Firefox Linux
 */
export function parseUserAgent(userAgent: string | null | undefined): DeviceNames {
  if (userAgent != null) assertString("user agent", userAgent);
  const findName = (known: typeof browsers | typeof systems) =>
    known.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0] ?? null;
  return { browser: findName(browsers), os: findName(systems) };
}
