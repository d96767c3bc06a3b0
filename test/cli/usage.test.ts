import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatVersion } from "../../src/error.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { root } from "../support/root.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const cwd = mkdtempSync(join(tmpdir(), "phoenix-kit-usage-"));
afterAll(() => rmSync(cwd, { recursive: true }));

const beyond = getNewestVersion() + 1;
const wrong: [args: string[], message: RegExp][] = [
  [["sideways"], /^error: unknown command 'sideways'/],
  [["up", "--sideways"], /^error: unknown option '--sideways'/],
  [["up", "now"], /^error: too many arguments/],
  [["up", "--to"], /^error: option '--to <version>' argument missing/],
  [["up", "--to", "abc"], /^error: .*'abc' is invalid/],
  [["up", "--to", "-1"], /^error: .*'-1' is invalid/],
  [["up", "--to", "1.5"], /^error: .*'1\.5' is invalid/],
  [["up", "--to="], /^error: .*'' is invalid/],
  [["up", "--to", "999"], /^error: There is no version 999.*\n→ /],
  [["down"], /^error: required option '--to <version>' not specified/],
  [["down", "--to", "999"], /^error: There is no version 999/],
  [["down", "--to", "3", "--on-conflict", "guess"], /^error: .*Allowed choices are refuse, dedupe/],
  [["plan"], /^error: missing required argument 'direction'/],
  [["plan", "sideways"], /^error: .*Allowed choices are up, down/],
  [["plan", "down"], /^error: down needs the version to go back to/],
  [["adopt", "--at", "27a"], /^error: .*'27a' is invalid/],
  [["adopt", "--at", String(beyond)], new RegExp(`^error: There is no version ${beyond}`)],
  [["status", "--prefix", ""], /^error: The prefix "" is empty/],
  [["status", "--prefix=pg_mine"], /^error: The prefix "pg_mine" is reserved/],
  [["status", "--url", " "], /^error: .*blank/],
  [["studio", "--port", "http"], /^error: .*'http' is invalid/],
];

describe("wrong usage", () => {
  it.concurrent.each(wrong)("%j exits 2, says why and touches nothing", async (args, message) => {
    const { exitCode, stdout, stderr } = await phoenixKit(args, { cwd });
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(existsSync(join(cwd, ".phoenix-kit"))).toBe(false);
  });

  it("without a command shows the help and exits 2", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: phoenix-kit/);
  });

  it("is one JSON object on stdout with --json", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["up", "--to", "abc", "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "usage",
      message: expect.stringMatching(/'abc' is invalid/),
    });
  });
});

const commands = [
  ...["up", "down", "status", "verify", "repair", "adopt", "doctor"],
  ...["plan", "list", "export", "studio", "postgres"],
];

describe("help", () => {
  it("is printed to stdout, with examples", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const command of commands) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    }
    expect(stdout).toContain("Examples:");
  });

  it("is there for a command", async () => {
    const { exitCode, stdout } = await phoenixKit(["down", "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("--yes");
  });

  it("says the package's version", async () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    expect(await phoenixKit(["--version"])).toMatchObject({ exitCode: 0, stdout: version });
  });
});

describe("list", () => {
  it("gives every version's title, and needs no database", async () => {
    const env = { DATABASE_URL: "postgres://127.0.0.1:1/nowhere" };
    const { exitCode, stdout } = await phoenixKit(["list"], { env });
    expect(exitCode).toBe(0);
    const titles = readVersions().all.map(({ version, title, core }) => {
      return `${formatVersion(version)}  ${title}${core ? "" : "  (no core change)"}`;
    });
    expect(stdout.split("\n")).toEqual(titles);
  });

  it("gives the same as JSON", async () => {
    const { stdout } = await phoenixKit(["list", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ versions: readVersions().all });
  });
});
