import { existsSync, readFileSync } from "node:fs";

/**
 * Reads a file of the `drizzle` folder. The build puts all of them into this module (tsdown.config.ts), so that an app
 * that is bundled into one file also has them.
 */
export function readShippedFile(path: string): string {
  return readFileSync(locate(path), "utf8");
}

/** Reads a file of the `drizzle` folder; undefined if it does not exist. */
export function findShippedFile(path: string): string | undefined {
  return existsSync(locate(path)) ? readShippedFile(path) : undefined;
}

function locate(path: string): URL {
  return new URL(`../../drizzle/${path}`, import.meta.url);
}
