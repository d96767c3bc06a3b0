import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeIdentifier } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../src/doctor/check.ts";
import { checkSession, type Session } from "../../src/doctor/checks/activity.ts";
import { doctor } from "../../src/doctor/doctor.ts";
import { up } from "../../src/migrate/up-down.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";

let database: TestDatabase;
let clients: Client[] = [];

beforeEach(async () => {
  clients = [];
  database = await createDatabase({ from: "empty" });
  await up(database.pool, { version: 7 });
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.drop();
});

/** Opens another session. */
async function openSession(): Promise<{ client: Client; pid: number }> {
  const client = new Client({ connectionString: database.url });
  client.on("error", () => undefined);
  clients.push(client);
  await client.connect();
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  return { client, pid: rows[0].pid };
}

async function problems(url = database.url): Promise<Finding[]> {
  return (await doctor(url)).findings.filter(({ level }) => level !== "ok");
}

const warned = (message: RegExp, remedy: string) => ({
  check: "sessions",
  level: "warning",
  message: expect.stringMatching(message),
  remedy: expect.stringContaining(remedy),
});

describe("doctor on another session that holds locks on managed tables", () => {
  it("names process, role, state, tables, age and query after five seconds", async () => {
    const [idle, busy, elsewhere] = [await openSession(), await openSession(), await openSession()];
    await idle.client.query(`BEGIN; SELECT count(*) FROM phoenix_kit_users
      /* ${"long ".repeat(40)} */`);
    await elsewhere.client.query("CREATE TABLE theirs (); BEGIN; LOCK TABLE theirs");
    const query = busy.client.query("SELECT pg_sleep(60) FROM phoenix_kit_settings, phoenix_kit_user_roles");
    query.catch(() => undefined);
    await sleep(200);
    expect(await problems()).toEqual([]);
    await sleep(5_000);
    const found = await problems();
    expect(found).toEqual([
      warned(
        new RegExp(
          `^Process ${idle.pid} \\(\\w+, idle in transaction\\) holds locks on phoenix_kit_users, ` +
            "in a transaction of [5-7] seconds: BEGIN; SELECT count\\(\\*\\) FROM phoenix_kit_users /\\* [long ]{30,40}$",
        ),
        `SELECT pg_terminate_backend(${idle.pid});`,
      ),
      warned(
        new RegExp(
          `^Process ${busy.pid} \\(\\w+, active\\) .* phoenix_kit_settings, phoenix_kit_user_roles, .*sleep`,
        ),
        `SELECT pg_terminate_backend(${busy.pid});`,
      ),
    ]);
    for (const { remedy } of found)
      await database.pool.query(/SELECT pg_terminate.*;/.exec(remedy ?? "")?.[0] ?? "");
    expect(await problems()).toEqual([]);
  });

  it("does not wait for its locks", async () => {
    const { client } = await openSession();
    await client.query("BEGIN; LOCK TABLE phoenix_kit, phoenix_kit_users IN ACCESS EXCLUSIVE MODE");
    const asked = performance.now();
    const locked = { level: "warning", message: expect.stringContaining("This check failed") };
    expect(await problems()).toMatchObject([
      { check: "history", ...locked },
      { check: "disk", ...locked },
    ]);
    expect(performance.now() - asked).toBeLessThan(2000);
  });

  it("reports an error once its transaction is older than up waits", () => {
    const session: Session = {
      pid: 1,
      role: "app",
      state: "idle in transaction",
      age: 7300,
      tables: ["phoenix_kit_users"],
      migrating: false,
      query: "SELECT 1",
    };
    expect(checkSession(session)).toMatchObject({
      level: "error",
      message: expect.stringContaining("of 2 hours"),
    });
  });

  it("is seen but not judged by a role that may not see it, which is said", async () => {
    const role = await createRole(database, { createOnDatabase: false });
    const name = escapeIdentifier(role.name);
    const { client, pid } = await openSession();
    await client.query("BEGIN; SELECT FROM phoenix_kit_users");
    const found = (await problems(role.url)).filter(({ check }) => check === "sessions");
    expect(found).toEqual([
      warned(
        new RegExp(`: ${pid} \\(\\w+\\)\\. This role cannot see`),
        `GRANT pg_read_all_stats TO ${name};`,
      ),
    ]);
    await database.pool.query(`GRANT pg_read_all_stats TO ${name}`);
    expect((await problems(role.url)).filter(({ check }) => check === "sessions")).toEqual([]);
    await role.drop();
  });
});

describe("doctor on another run of up", () => {
  it("names its process at once, but not that of a run on another prefix", async () => {
    const [ours, theirs] = [await openSession(), await openSession()];
    const lock = (prefix: string) =>
      `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('"${prefix}".phoenix_kit', 0))`;
    await theirs.client.query(lock("theirs"));
    expect(await problems()).toEqual([]);
    await ours.client.query(lock("public"));
    expect(await problems()).toEqual([
      warned(new RegExp(`^Process ${ours.pid} .* is migrating this schema`), "Wait until"),
    ]);
  });
});
