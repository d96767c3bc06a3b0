import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { isRoot } from "../../src/embedded/os-user.ts";
import { choosePort } from "../../src/embedded/port.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function isInstalled(): boolean {
  try {
    execFileSync("pgbouncer", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Starts a PgBouncer in front of the test database, and gives the URL that leads through it. */
async function pgBouncer(mode: "session" | "transaction" | "statement"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-pgbouncer-"));
  await chmod(folder, 0o755);
  const port = await choosePort(folder);
  const { hostname, port: to, username, password, pathname } = new URL(database().url);
  const target = `host=${hostname} port=${to || 5432} user=${username} password='${decodeURIComponent(password) || "none"}'`;
  const settings = [
    ...["[databases]", `${database().name} = ${target}`, "[pgbouncer]", `pool_mode = ${mode}`],
    ...[`listen_addr = 127.0.0.1`, `listen_port = ${port}`, "unix_socket_dir =", "auth_type = any"],
  ];
  const file = join(folder, "pgbouncer.ini");
  await writeFile(file, `${settings.join("\n")}\n`);
  const bouncer = execa("pgbouncer", [...(isRoot() ? ["-u", "postgres"] : []), file], { reject: false });
  closing.push(async () => {
    bouncer.kill();
    await bouncer;
    await rm(folder, { recursive: true });
  });
  const url = `postgresql://${username}@127.0.0.1:${port}${pathname}`;
  for (const deadline = Date.now() + 10_000; ; await sleep(50)) {
    const answer = await withClient(url, (client) => client.query("SELECT 1")).catch((error: Error) => error);
    if (!(answer instanceof Error)) return url;
    if (Date.now() > deadline) throw answer;
  }
}

/** Only where PgBouncer is installed: no other pooler is on npm, and a mere proxy would not be seen as one. */
describe.runIf(isInstalled())("PgBouncer", () => {
  it.each(["session", "transaction"] as const)(
    "in its %s mode is said to be there, and is fine",
    async (mode) => {
      const url = await pgBouncer(mode);
      const { findings, ok } = await doctor(url);
      expect(ok).toBe(true);
      expect(findings).toContainEqual({
        ...{ check: "pooler", level: "ok", message: expect.stringMatching(/^A pooler stands between/) },
      });
      expect(await up(url, { prefix: mode })).toMatchObject({ to: getNewestVersion() });
      expect((await doctor(url, { prefix: mode })).ok).toBe(true);
    },
  );

  it("in its statement mode takes no transaction, which is a finding and no error", async () => {
    const url = await pgBouncer("statement");
    expect(await doctor(url)).toEqual({
      ...{ prefix: "public", ok: false },
      findings: [
        {
          ...{ check: "pooler", level: "error", message: expect.stringContaining("statement mode") },
          remedy: expect.stringContaining("pool_mode = transaction"),
        },
      ],
    });
    await expect(up(url)).rejects.toMatchObject({ name: "PhoenixKitError" });
  });
});
