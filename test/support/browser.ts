import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Finds a Chromium on this machine.
 *
 * @returns its path; undefined where there is none, and tests in a browser are skipped
 * @example
 * const browser = await chromium.launch({ executablePath: findChromium() });
 */
export function findChromium(): string | undefined {
  return places.find((path) => existsSync(path));
}
