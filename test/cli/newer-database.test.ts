import { beforeAll, describe, expect, it } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const newest = `V${getNewestVersion()}`;
const database = useDatabase();
const run = (...args: string[]) => phoenixKit(args, { env: { DATABASE_URL: database().url } });

describe("phoenix-kit on a schema that is newer than the package", () => {
  beforeAll(async () => {
    await database().pool.query(`COMMENT ON TABLE phoenix_kit IS '999';
      COMMENT ON TABLE phoenix_kit_email_logs IS 'pke_schema:2'`);
  });

  it("does nothing on up, says so and exits 0", async () => {
    const { exitCode, stdout } = await run("up");
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining(`V999, newer than this package (${newest}): nothing to do.`),
    ]);
  });

  it("prints the version and the markers of modules on status", async () => {
    const { exitCode, stdout } = await run("status");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Version  V999, newer than this package (${newest})`);
    expect(stdout).toContain("Module   pke_schema:2 on phoenix_kit_email_logs");
  });

  it("compares with the newest known version on verify, and says whether the tables can be used", async () => {
    const { exitCode, stdout } = await run("verify");
    expect([exitCode, stdout.split("\n")]).toEqual([
      0,
      [
        `V999, newer than this package (${newest}); compared with ${newest}.`,
        "The exported tables can be read and written.",
        `Schema "public" matches ${newest}.`,
      ],
    ]);
  });

  it("names the tables that cannot be read on verify, and says that the others can", async () => {
    await database().pool.query("ALTER TABLE phoenix_kit_email_metrics RENAME TO gone");
    const { exitCode, stdout } = await run("verify");
    expect([exitCode, stdout.split("\n")]).toEqual([
      0,
      [
        `V999, newer than this package (${newest}); compared with ${newest}.`,
        "These exported tables cannot be read: phoenix_kit_email_metrics",
        "All other exported tables can be read and written.",
        `Schema "public" matches ${newest}.`,
        "Differences that are not drift:",
        "the schema itself",
        "  - table phoenix_kit_email_metrics is missing",
        "Unmanaged tables, unchanged: gone",
      ],
    ]);
    await database().pool.query("ALTER TABLE gone RENAME TO phoenix_kit_email_metrics");
  });

  it("warns on doctor, and offers no SQL", async () => {
    const { exitCode, stdout } = await run("doctor", "--json");
    expect(exitCode).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: { level: string; remedy?: string }[] };
    const remedies = findings.flatMap(({ level, remedy }) => (level === "ok" ? [] : [remedy]));
    expect(remedies).toEqual([expect.stringContaining("newer phoenix-kit-schema")]);
  });

  it.each([
    [["down", "--to", "12", "--yes"]],
    [["repair", "--yes"]],
    [["verify", "--sql"]],
    [["adopt", "--yes"]],
  ])("refuses %j and exits 1", async (args) => {
    const { exitCode, stdout } = await run(...args, "--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "version_unknown" } });
  });
});
