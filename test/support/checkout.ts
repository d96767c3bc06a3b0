import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execaSync } from "execa";
import { afterAll, beforeAll } from "vitest";

/**
 * A copy of what git tracks or would track, for a test file to work in: its packages are ours by a link.
 *
 * @returns gives the copy's path, from the first test on
 * @example
 * const folder = useCheckout();
 * it("…", () => readdirSync(folder()));
 */
export function useCheckout(): () => string {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "phoenix-kit-checkout-"));
    const { stdout } = execaSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    for (const file of stdout.split("\0").filter(Boolean)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(file, join(folder, file));
    }
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
