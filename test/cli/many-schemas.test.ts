import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listPrefixes, up } from "../../src/index.ts";
import { bundled } from "../support/bundle.ts";
import { useDatabase } from "../support/database.ts";
import { phoenixKit } from "./phoenix-kit.ts";
import { typing } from "./terminal.ts";

const tenants = ["tenant_1", "tenant_2", "tenant_3", 'Käse "x" 1'];
const database = useDatabase({ version: 6, prefixes: tenants });
const run = (...args: string[]) => phoenixKit([...args, "--url", database().url]);

function parseLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("phoenix-kit with many schemas", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "phoenix-kit-names-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("counts them by version for status --all, and exits 3 with --check while versions are pending", async () => {
    const { exitCode, stderr, stdout } = await run("status", "--all", "--check");
    expect(exitCode).toBe(3);
    expect(stderr).toContain('"tenant_1"  at V06');
    expect(stdout).toMatch(/^4 schemas: at V06, \d+ versions pending$/);
  });

  it("migrates those of repeated --prefix, with one line for each", async () => {
    const { exitCode, stderr, stdout } = await run(
      ...["up", "--to", "7", "--prefix", "tenant_1", "--prefix", 'Käse "x" 1'],
    );
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/✔ "Käse ""x"" 1" {2}V06 → V07 {2}\d+ ms/);
    expect(stdout).toBe("2 schemas: V06 → V07");
  });

  it("migrates those of --match, and prints one object for each and a summary with --json", async () => {
    const { exitCode, stdout, stderr } = await run("up", "--to", "7", "--match", "tenant\\_%", "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const lines = parseLines(stdout);
    expect(lines.slice(0, -1).map(({ prefix }) => prefix)).toEqual(
      expect.arrayContaining(["tenant_1", "tenant_2", "tenant_3"]),
    );
    expect(lines.at(-1)).toEqual({
      summary: {
        total: 3,
        done: 3,
        failed: [],
        left: 0,
        outcomes: { "already at V07": 1, "V06 → V07": 2 },
      },
    });
  });

  it("reads their names from a file, continues after a failure, and names the failed schemas at the end", async () => {
    const file = join(folder, "names");
    writeFileSync(file, '\uFEFFtenant_1\r\ntenant_2\n\nbroken\nKäse "x" 1\n');
    await up(database().url, { prefix: "broken", version: 7 });
    await database().pool.query("COMMENT ON TABLE broken.phoenix_kit IS 'x'");
    const { exitCode, stdout } = await run("up", "--to", "8", "--prefixes-from", file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("3 schemas: V07 → V08");
    expect(stdout).toMatch(/^failed: "broken": The comment on .*\n {2}→ /m);
    await database().pool.query("DROP SCHEMA broken CASCADE");
  });

  it("migrates only those of --first without a terminal", async () => {
    const { exitCode, stdout } = await run("up", "--to", "9", "--all", "--first", "1");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^1 schema: V0\d → V09\nNot run yet: 3 schemas\. Run the same command without --first/,
    );
  });

  it("migrates all if the question after those of --first is answered with yes", async () => {
    const args = ["up", "--to", "10", "--all", "--first", "1", "--url", database().url];
    expect(await typing("y", args)).toMatchObject({ exitCode: 0 });
    const { stdout } = await run("status", "--all");
    expect(stdout).toMatch(/^4 schemas: at V10, /);
  });

  it("verifies and repairs them, and exits 3 if one of them has drifted", async () => {
    await database().pool.query("DROP INDEX tenant_2.phoenix_kit_users_email_index");
    const { exitCode, stdout } = await run("verify", "--all");
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Schema "tenant_2" has drifted from V10: 1 difference.');
    expect(stdout).toMatch(/^1 schema: drift at V10$/m);
    expect(await run("repair", "--all")).toMatchObject({ exitCode: 1 });
    expect(await run("repair", "--all", "--yes")).toMatchObject({ exitCode: 0 });
    expect(await run("verify", "--all")).toMatchObject({ exitCode: 0, stdout: "4 schemas: no drift at V10" });
  });

  it("checks them with doctor, and plans them with one comment for each", async () => {
    expect((await run("doctor", "--all")).exitCode).toBe(0);
    const { stdout } = await run("plan", "up", "--to", "11", "--match", "tenant%");
    expect(stdout.match(/^-- Schema "tenant_\d"$/gm)).toHaveLength(3);
  });

  it("refuses to migrate them down without confirmation if data would be deleted", async () => {
    await database().pool.query(
      "INSERT INTO tenant_3.phoenix_kit_users (email, hashed_password, inserted_at, updated_at, username) VALUES ('a@b.c', 'x', now(), now(), 'abc')",
    );
    const refused = await run("down", "--to", "7", "--match", "tenant%");
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/This permanently deletes, in 1 schema:\n/);
    expect(refused.stderr).toContain("Refusing to delete data without confirmation");
    expect(await run("down", "--to", "7", "--match", "tenant%", "--yes")).toMatchObject({
      exitCode: 0,
      stdout: "3 schemas: V10 → V07",
    });
  });

  it("names beforehand what stops some of them on their way down", async () => {
    await database().pool.query("CREATE VIEW tenant_2.host AS SELECT key FROM tenant_2.phoenix_kit_settings");
    const refused = await run("down", "--to", "2", "--match", "tenant_2");
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/Schema "tenant_2": This stops before V03:\n.* view tenant_2\.host/);
    expect(refused.stderr).not.toContain('Schema "tenant_1"');
    await database().pool.query("DROP VIEW tenant_2.host");
  });

  it.each([
    [["up", "--first", "2"], /--first is for many schemas/],
    [["up", "--all", "--concurrency", "0"], /Expected a whole number of at least 1/],
    [["verify", "--all", "--sql"], /--sql is for one schema/],
    [["status", "--prefixes-from", "/nowhere/names"], /Cannot read the file of --prefixes-from/],
    [["status", "--match", "x\\"], /not a LIKE pattern/],
  ])("refuses options that contradict each other: %j", async (args, message) => {
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
  });
});

describe("phoenix-kit up with many schemas that is killed", () => {
  const fleet = useDatabase({ from: "empty" });

  it("leaves every schema at a whole version, and the same command finishes", async () => {
    const prefixes = Array.from({ length: 12 }, (_, index) => `fleet_${index}`);
    const args = [
      "up",
      "--to",
      "12",
      "--url",
      fleet().url,
      ...prefixes.flatMap((name) => ["--prefix", name]),
    ];
    for (let kill = 0; kill < 3; kill += 1) {
      const child = execa(process.execPath, [bundled("cli"), ...args], { reject: false });
      await sleep(700 + 300 * kill);
      child.kill("SIGKILL");
      await child;
    }
    const { exitCode } = await phoenixKit(args);
    expect(exitCode).toBe(0);
    expect(await listPrefixes(fleet().pool)).toHaveLength(12);
    const { stdout } = await phoenixKit(["verify", "--all", "--url", fleet().url]);
    expect(stdout).toBe("12 schemas: no drift at V12");
  });
});
