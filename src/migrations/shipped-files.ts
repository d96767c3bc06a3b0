import { readFileSync } from "node:fs";

/**
 * Reads a file of the `drizzle` folder. The build puts all of them into this module (tsdown.config.ts), so that an app
 * that is bundled into one file has them, too.
 */
export function readShippedFile(path: string): string {
  return readFileSync(new URL(`../../drizzle/${path}`, import.meta.url), "utf8");
}
