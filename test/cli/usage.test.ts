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
  [["studio", "--port", "65536"], /^error: .*'65536' is invalid/],
  [["up", "--url", "postgres://h/d", "--embedded"], /^error: --url and --embedded/],
];

describe("phoenix-kit, used wrongly,", () => {
  it.concurrent.each(wrong)("exits 2 for %j, says why and changes nothing", async (args, message) => {
    const { exitCode, stdout, stderr } = await phoenixKit(args, { cwd });
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(existsSync(join(cwd, ".phoenix-kit"))).toBe(false);
  });

  it.concurrent.each([
    { command: "sideways", remedy: "See: phoenix-kit help" },
    { command: "up --sideways", remedy: "See: phoenix-kit help up" },
    { command: "down", remedy: "See: phoenix-kit help down" },
    { command: "plan sideways", remedy: "See: phoenix-kit help plan" },
  ])("names the help to read for the wrong usage $command", async ({ command, remedy }) => {
    const { stderr } = await phoenixKit(command.split(" "), { cwd });
    expect(stderr.split("\n").at(-1)).toBe(`→ ${remedy}`);
  });

  it("prints the help and exits 2 without a command", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: phoenix-kit/);
  });

  it("prints one JSON object on stdout with --json", async () => {
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
  ...["plan", "list", "export", "docs", "studio", "postgres"],
];

describe("phoenix-kit help", () => {
  it("prints all commands and examples to stdout", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const command of commands) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    }
    expect(stdout).toContain("Examples:");
  });

  it("explains the same exit codes as docs/cli.md", async () => {
    const { stdout } = await phoenixKit(["--help"]);
    const printed = [...stdout.matchAll(/^ {2}(\d+) {2,}\S/gm)].map(([, code]) => code);
    const page = readFileSync(`${root}docs/cli.md`, "utf8");
    const documented = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code);
    expect(printed).toEqual(["0", "1", "2", "3", "129", "130", "143"]);
    expect(documented).toEqual(printed);
  });

  it("prints the options of a command", async () => {
    const { exitCode, stdout } = await phoenixKit(["down", "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("--yes");
  });

  it("prints the version of the package with --version", async () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    expect(await phoenixKit(["--version"])).toMatchObject({ exitCode: 0, stdout: version });
  });
});

describe("phoenix-kit list", () => {
  it("prints the title of every version, and needs no database", async () => {
    const env = { DATABASE_URL: "postgres://127.0.0.1:1/nowhere" };
    const { exitCode, stdout } = await phoenixKit(["list"], { env });
    expect(exitCode).toBe(0);
    const titles = readVersions().all.map(({ version, title, core }) => {
      return `${formatVersion(version)}  ${title}${core ? "" : "  (no schema changes)"}`;
    });
    expect(stdout.split("\n")).toEqual(titles);
  });

  it("prints the same as JSON with --json", async () => {
    const { stdout } = await phoenixKit(["list", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ versions: readVersions().all });
  });
});
