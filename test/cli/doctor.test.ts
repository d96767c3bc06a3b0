import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const database = useDatabase();
const run = (args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  phoenixKit(["doctor", ...args, "--url", database().url], { env });

describe("phoenix-kit doctor", () => {
  it("prints one line per finding and exits 0 if all is well", async () => {
    const { exitCode, stdout, stderr } = await run();
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^✓ server {6}PostgreSQL \d+\.\d+/);
    expect(stdout.split("\n").every((line) => /^✓ \w+ {2,}\S.*\.$/.test(line))).toBe(true);
  });

  it("exits 0 with a warning, and prints the remedy below it", async () => {
    await database().pool.query("DROP TABLE drizzle.__phoenix_kit_migrations");
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n! journal {5}\S.+\n {14}→ As .+;/);
  });

  it("exits 1 on an error, which is red if colours are wanted", async () => {
    await database().pool.query("COMMENT ON TABLE phoenix_kit IS 'abc'");
    const { exitCode, stdout } = await run([], { FORCE_COLOR: "1" });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("\u001b[31m✗\u001b[39m marker");
    expect(stdout).toContain("\u001b[32m✓\u001b[39m server");
  });

  it("prints the same findings as JSON with --json", async () => {
    const { exitCode, stdout } = await run(["--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      prefix: "public",
      ok: false,
      findings: expect.arrayContaining([
        { check: "server", level: "ok", message: expect.any(String) },
        {
          check: "marker",
          level: "error",
          message: expect.stringContaining("abc"),
          remedy: expect.stringContaining("COMMENT ON TABLE"),
        },
      ]),
    });
  });

  it("checks the schema of --prefix", async () => {
    const { exitCode, stdout } = await run(["--prefix", "tenant 42"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✓ marker      Schema "tenant 42" is not set up yet');
  });

  it("exits 1 if there is no server", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["doctor", "--url", "postgres://127.0.0.1:1/x"]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: Cannot connect/);
  });
});
