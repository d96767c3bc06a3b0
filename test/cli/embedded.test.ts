import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeEmbedded } from "../../src/embedded/embedded.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { phoenixKit, printed } from "./phoenix-kit.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "phoenix-kit-embedded-"));
  chmodSync(cwd, 0o755);
});
afterAll(async () => {
  await removeEmbedded(join(cwd, ".phoenix-kit"));
  rmSync(cwd, { recursive: true });
});

const isUp = (url: string) => withClient(url, async () => true).catch(() => false);

describe("phoenix-kit without a database URL", () => {
  it("starts an embedded PostgreSQL for up, stops it, and says how to open it again", async () => {
    const { exitCode, stdout } = await phoenixKit(["up", "--embedded"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`V00 → V${getNewestVersion()}`);
    expect(stdout).toContain("npx phoenix-kit postgres");
    expect(existsSync(join(cwd, ".phoenix-kit"))).toBe(true);
  });

  it("finds the data of the previous up", async () => {
    const { stdout } = await phoenixKit(["up", "--embedded", "--json"], { cwd });
    const { from, to, database } = JSON.parse(stdout);
    expect({ from, to }).toEqual({ from: getNewestVersion(), to: getNewestVersion() });
    expect(database).toEqual({ source: "embedded", folder: ".phoenix-kit" });
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "runs the embedded PostgreSQL for the command postgres until %s",
    async (signal) => {
      const child = phoenixKit(["postgres", "--json"], { cwd });
      const { url } = JSON.parse(await printed(child.stdout, "\n"));
      const version = await withClient(url, async (client) => {
        const { rows } = await client.query("SELECT obj_description('phoenix_kit'::regclass) AS version");
        return rows[0].version;
      });
      expect(version).toBe(String(getNewestVersion()));
      // npm passes Ctrl-C on to a process that has received it already
      child.kill(signal);
      await sleep(50);
      child.kill(signal);
      expect((await child).exitCode).toBe(0);
      expect(await isUp(url)).toBe(false);
    },
  );

  it("stops the embedded PostgreSQL when a command fails", async () => {
    const child = phoenixKit(["postgres", "--json"], { cwd });
    const { url } = JSON.parse(await printed(child.stdout, "\n"));
    child.kill("SIGINT");
    await child;
    const { exitCode } = await phoenixKit(["down", "--to", "1", "--embedded"], { cwd });
    expect(exitCode).toBe(1);
    expect(await isUp(url)).toBe(false);
  });

  it.each([
    ["DATABASE_URL is blank", { DATABASE_URL: " " }, "DATABASE_URL is blank"],
    ["there is no terminal", {}, "--embedded"],
    ["CI is set", { CI: "true" }, "--embedded"],
  ])("refuses to guess a database if %s, and starts nothing", async (_case, env, text) => {
    const elsewhere = mkdtempSync(join(tmpdir(), "phoenix-kit-guess-"));
    try {
      const { exitCode, stderr } = await phoenixKit(["up"], { cwd: elsewhere, env });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(text);
      expect(existsSync(join(elsewhere, ".phoenix-kit"))).toBe(false);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});
