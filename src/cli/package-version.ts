import { existsSync, readFileSync } from "node:fs";

/**
 * The version of this package.
 *
 * @returns as in package.json, which is beside the built code's folder, or two levels up from the source
 * @example
 * packageVersion() // "0.1.0"
 */
export function packageVersion(): string {
  const manifest = ["../package.json", "../../package.json"]
    .map((path) => new URL(path, import.meta.url))
    .find((path) => existsSync(path));
  const { version }: { version: string } = JSON.parse(readFileSync(manifest ?? "package.json", "utf8"));
  return version;
}
