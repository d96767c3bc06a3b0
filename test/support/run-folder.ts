import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Set by the first process of a run, and inherited by all others. */
const variable = "PHOENIX_KIT_TEST_FOLDER";

/**
 * Makes the folder that {@link runFolder} finds from then on, in this process and those that it starts.
 *
 * @returns its path; the caller removes it at the end
 * @example
 * const folder = makeRunFolder();
 */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "phoenix-kit-run-"));
  chmodSync(folder, 0o755); // so that a server's OS user can enter it if this process is root
  process.env[variable] = folder;
  return folder;
}

/**
 * Finds the folder for all that a test run makes on disk and that several test files use: builds, catalogs, servers of
 * other versions.
 *
 * @example
 * const file = join(runFolder(), "catalogs.json");
 */
export function runFolder(): string {
  return process.env[variable] ?? makeRunFolder();
}
