import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useCheckout } from "../support/checkout.ts";
import { createDatabase } from "../support/database.ts";

const folder = useCheckout();
const next = getNewestVersion() + 1;

const npm = (...args: string[]) => execa("npm", args, { cwd: folder(), reject: false, all: true });

function edit(path: string, change: (text: string) => string): void {
  const file = join(folder(), path);
  const before = readFileSync(file, "utf8");
  const after = change(before);
  expect(after, `${path} has what the test edits`).not.toBe(before);
  writeFileSync(file, after);
}

describe("starting a version as CONTRIBUTING describes", () => {
  it("is asked for when schema/ was edited without", async () => {
    edit("schema/settings.ts", (text) =>
      text.replace("(t) => [", '(t) => [\n      index("phoenix_kit_settings_module_idx").on(t.module),'),
    );
    const { exitCode, all } = await npm("run", "generate");
    expect(all).toContain("npm run version:new");
    expect(exitCode).toBe(1);
  });

  it("writes the snapshot, the up and down files and stubs for the patches", async () => {
    const { exitCode, all } = await npm("run", "version:new", "--", "Settings by module");
    expect(all).toContain(`V${next}`);
    expect(exitCode).toBe(0);
    const up = all?.match(/drizzle\/\d{4}_v\d+_settings_by_module\.sql/)?.[0] ?? "";
    expect(readFileSync(join(folder(), up), "utf8")).toContain("CREATE INDEX");
    expect(readFileSync(join(folder(), up.replace("drizzle/", "drizzle/down/")), "utf8")).toContain(
      "DROP INDEX",
    );
    expect(existsSync(join(folder(), `drizzle/patches/v${next}.before.sql`))).toBe(true);
  });

  it("refreshes the snapshot when it runs again with the same title", async () => {
    edit("schema/settings.ts", (text) =>
      text.replace("phoenix_kit_settings_module_idx", "phoenix_kit_settings_module_key_idx"),
    );
    expect((await npm("run", "version:new", "--", "Settings by module")).exitCode).toBe(0);
    const versions = JSON.parse(readFileSync(join(folder(), "drizzle/versions.json"), "utf8"));
    expect(versions).toHaveLength(next);
  });

  it("refuses a patch without ONLY, composes one with it, and drizzle-kit agrees with the folder", async () => {
    for (const part of ["before", "down.before", "down.after"]) {
      rmSync(join(folder(), `drizzle/patches/v${next}.${part}.sql`));
    }
    const patch = join(folder(), `drizzle/patches/v${next}.after.sql`);
    writeFileSync(
      patch,
      `UPDATE "public".phoenix_kit_settings SET module = 'system' WHERE module IS NULL;\n`,
    );
    const refused = await npm("run", "generate");
    expect(refused.all).toContain("write ONLY in front of the table");
    expect(refused.exitCode).toBe(1);
    writeFileSync(
      patch,
      `UPDATE ONLY "public".phoenix_kit_settings SET module = 'system' WHERE module IS NULL;\n`,
    );
    expect((await npm("run", "generate")).exitCode).toBe(0);
    expect((await npm("run", "generate", "--", "--check")).exitCode).toBe(0);
    expect((await npm("exec", "drizzle-kit", "check")).all).toContain("Everything's fine");
    expect((await npm("exec", "drizzle-kit", "generate")).all).toContain("No schema changes");
  }, 180_000);

  it("migrates a database up and down", async () => {
    const database = await createDatabase({ from: "template" });
    try {
      const run = (...args: string[]) =>
        execa("npx", ["tsx", "src/cli.ts", ...args, "--url", database.url], { cwd: folder() });
      await run("up");
      const index = "SELECT to_regclass('phoenix_kit_settings_module_key_idx') AS index";
      expect((await database.pool.query(index)).rows[0].index).not.toBeNull();
      await run("down", "--to", String(next - 1), "--yes");
      expect((await database.pool.query(index)).rows[0].index).toBeNull();
    } finally {
      await database.drop();
    }
  });

  it("is refused without a title", async () => {
    const { exitCode, all } = await npm("run", "version:new");
    expect(all).toContain("Say what the version brings");
    expect(exitCode).toBe(1);
  });
});
