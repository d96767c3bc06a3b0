import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";
import { phoenixKit } from "./phoenix-kit.ts";
import { typing } from "./terminal.ts";

const database = useDatabase({ from: "empty" });
const versionNow = () => migratedVersion(database().pool);

const users = `INSERT INTO phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at)
  SELECT 'u' || n || '@example.com', '', CASE WHEN n < 3 THEN 'u' || n END, now(), now()
  FROM generate_series(1, 3) AS n`;

beforeEach(async () => {
  await up(database().pool, { version: 9 });
});

describe("phoenix-kit down that deletes no data", () => {
  it("asks nothing, and prints each step and the versions", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["down", "--to", "8", "--url", database().url]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^↩ V09 Email blocklist {2}\d+ ms$/);
    expect(stdout).toMatch(/^V09 → V08: 1 step in \d+ ms\.$/);
  });

  it("does nothing if the schema is already at the version", async () => {
    const args = ["down", "--to", "9", "--url", database().url];
    expect(await phoenixKit(args)).toMatchObject({ exitCode: 0, stdout: "Already at V09, nothing to do." });
  });
});

describe("phoenix-kit down that an object of the application stops on the way", () => {
  it("names the object beforehand, refuses without --yes, and with it goes as far as it can", async () => {
    const { pool, url } = database();
    await pool.query("CREATE VIEW host_view AS SELECT username FROM phoenix_kit_users");
    const args = ["down", "--to", "6", "--url", url];
    const refused = await phoenixKit(args);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("This stops before V08:\n  V08 drops public.phoenix_kit_users.username");
    expect(refused.stderr).toContain("Refusing to stop on the way without confirmation");
    expect(await versionNow()).toBe(9);
    const { exitCode, stderr } = await phoenixKit([...args, "--yes"]);
    expect([exitCode, await versionNow()]).toEqual([1, 8]);
    expect(stderr).toContain("error: V08 failed");
    await pool.query("DROP VIEW host_view");
    expect(await phoenixKit([...args, "--to", "7"])).toMatchObject({ exitCode: 0 });
  });
});

describe("phoenix-kit down that deletes data", () => {
  beforeAll(async () => {
    await up(database().pool, { version: 9 });
    await database().pool.query(users);
  });
  beforeEach(() => database().pool.query("UPDATE phoenix_kit_users SET username = 'u' || id WHERE id < 3"));

  it("prints how many rows would be deleted, and refuses without a terminal to confirm on", async () => {
    const { exitCode, stdout, stderr } = await phoenixKit(["down", "--to", "7", "--url", database().url]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("  V08 Username support\n    values of phoenix_kit_users.username: 2\n");
    expect(stderr).toMatch(
      /\nerror: Refusing to delete data without confirmation: this is not a terminal.*\n→ Add --yes/,
    );
    expect(await versionNow()).toBe(9);
  });

  it("refuses with --json, and prints the error as JSON", async () => {
    const { exitCode, stdout } = await phoenixKit(["down", "--to", "7", "--url", database().url, "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "confirmation_needed", remedy: expect.stringMatching(/--yes/) },
    });
  });

  it("runs without a question with --yes", async () => {
    const args = ["down", "--to", "7", "--yes", "--json", "--url", database().url];
    const { exitCode, stdout } = await phoenixKit(args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ from: 9, to: 7, steps: [{ version: 9 }, { version: 8 }] });
  });

  it.each([
    ["y", 0, 7],
    ["n", 1, 9],
    ["\r", 1, 9],
    ["\u0003", 130, 9],
  ])("asks on a terminal; the key %j exits %i and leaves V0%i", async (key, exitCode, version) => {
    const answered = await typing(key, ["down", "--to", "7", "--url", database().url]);
    expect(answered.exitCode).toBe(exitCode);
    const { host, pathname } = new URL(database().url);
    expect(answered.stderr).toContain(
      `Migrate schema "public" of database "${pathname.slice(1)}" on ${host} from V09 down to V07?`,
    );
    expect(await versionNow()).toBe(version);
  });
});
