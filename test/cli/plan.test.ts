import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { up } from "../../src/migrate/up-down.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { stateOf } from "../support/processes.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const { exitCode: withoutPsql } = await execa("psql", ["--version"], { reject: false });

describe("phoenix-kit plan", () => {
  const database = useDatabase({ from: "empty" });

  it("prints each version's transaction, and changes nothing", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit([
      "plan",
      "up",
      "--to",
      "2",
      "--url",
      database().url,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(
      /^-- V01 Initial setup\nBEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n[\s\S]+\nCOMMIT;\n\n-- V02 Role system\nBEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n/,
    );
    const { rows } = await database().pool.query("SELECT FROM pg_class WHERE relname LIKE 'phoenix_kit%'");
    expect(rows).toEqual([]);
  });

  it("prints on stderr what would be deleted, with counts", async () => {
    await up(database().url, { version: 3 });
    const args = ["plan", "down", "--to", "2", "--url", database().url];
    const { exitCode, stdout, stderr } = await phoenixKit(args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^-- V03 Settings system, down\nBEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n/,
    );
    expect(stderr).toBe(
      "This permanently deletes:\n  V03 Settings system\n    rows of phoenix_kit_settings: 3",
    );
  });

  it("prints objects of the application that stand in the way as comments of the step", async () => {
    const other = await createDatabase({ version: 57 });
    await other.pool.query('CREATE VIEW "host\nview" AS SELECT inserted_at FROM phoenix_kit_users');
    const { stdout } = await phoenixKit(["plan", "up", "--to", "58", "--url", other.url]);
    const [before = ""] = stdout.split("BEGIN ISOLATION");
    expect(before).toMatch(/^-- V58 .*\n-- V58 changes .*\n/);
    expect(before).toContain("DROP VIEW");
    expect(
      before
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("--")),
    ).toEqual([]);
    await other.drop();
  });

  it("prints the SQL and the losses in one JSON object with --json", async () => {
    const args = ["plan", "down", "--to", "2", "--url", database().url, "--json"];
    const losses = [{ what: "rows of phoenix_kit_settings", count: 3 }];
    const step = {
      version: 3,
      title: "Settings system",
      direction: "down",
      losses,
      sql: expect.stringMatching(/^BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;/),
    };
    expect(JSON.parse((await phoenixKit(args)).stdout)).toMatchObject({ from: 3, to: 2, steps: [step] });
  });

  it("prints a comment if there is nothing to do", async () => {
    const args = ["plan", "up", "--to", "3", "--url", database().url];
    expect((await phoenixKit(args)).stdout).toBe("-- Already at V03, nothing to do.");
  });
});

describe.skipIf(withoutPsql !== 0)("the SQL of phoenix-kit plan, run by psql,", () => {
  it.each(["public", `we"ird $$ :x 'Käse'`])(
    "leaves the same schema as up and down, with the prefix %s",
    async (prefix) => {
      const [planned, moved] = [
        await createDatabase({ from: "empty" }),
        await createDatabase({ from: "empty" }),
      ];
      const psql = async (...args: string[]) => {
        const { stdout } = await phoenixKit(["plan", ...args, "--prefix", prefix, "--url", planned.url]);
        const options = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", planned.url];
        await execa("psql", options, { input: stdout });
      };
      await psql("up");
      await up(moved.url, { prefix });
      expect(await stateOf(planned.url, prefix)).toEqual(await stateOf(moved.url, prefix));
      await psql("down", "--to", "0");
      expect(await stateOf(planned.url, prefix)).toMatchObject({ version: 0, history: [], journal: [] });
      await Promise.all([planned.drop(), moved.drop()]);
    },
  );
});
