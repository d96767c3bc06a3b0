import type { Client } from "pg";
import { describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import { adopt } from "../../src/drift/adopt.ts";
import { verify } from "../../src/drift/verify.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { withClient } from "../support/admin.ts";
import { useDatabaseAt } from "../support/database.ts";
import { fieldMajors, useServer } from "../support/field.ts";
import { fillRows } from "../support/rows.ts";

/** Room for the locks of few sessions, as on the smallest servers of hosting providers. */
const fewLocks = {
  max_connections: "10",
  max_locks_per_transaction: "16",
  autovacuum_max_workers: "1",
  max_wal_senders: "0",
  max_worker_processes: "0",
  max_parallel_workers: "0",
};

describe.each(fieldMajors)("a server of PostgreSQL %i with room for few locks", (major) => {
  const server = useServer({ major, settings: fewLocks });

  it("takes a new schema step by step, verify and adopt", async () => {
    const { url } = server();
    expect(await up(url)).toMatchObject({ to: getNewestVersion() });
    expect(await verify(url)).toMatchObject({ ok: true });
    expect(await adopt(url)).toMatchObject({ adopted: true });
  });

  it("gets a refusal before the first step, with the setting to change, while others hold the locks", async () => {
    const { url } = server();
    await up(url, { prefix: "crowded", version: 39 });
    await withClient(url, async (client) => {
      await leaveLocks(client, 200);
      await expect(up(url, { prefix: "crowded" })).rejects.toMatchObject({
        code: "out_of_memory",
        version: 74,
        message: expect.stringContaining("max_locks_per_transaction = 16"),
        remedy: expect.stringMatching(/ALTER SYSTEM SET max_locks_per_transaction = \d+;/),
      });
    });
    expect(await migratedVersion(url, { prefix: "crowded" })).toBe(39);
  });

  it("is warned about by doctor as long as a large step is pending", async () => {
    const find = async (prefix: string) =>
      (await doctor(server().url, { prefix })).findings.filter(({ check }) => check === "locks");
    expect(await find("crowded")).toMatchObject([
      { level: "warning", message: expect.stringMatching(/^V74 takes about \d+ locks at a time/) },
    ]);
    expect(await find("public")).toEqual([]);
  });
});

/** Takes all locks that the server has room for, and gives some back. */
async function leaveLocks(client: Client, count: number): Promise<void> {
  await expect(
    client.query("SELECT count(pg_advisory_lock(number)) FROM generate_series(1, 100000) AS number"),
  ).rejects.toMatchObject({ code: "53200" });
  await client.query("SELECT count(pg_advisory_unlock(number)) FROM generate_series(1, $1) AS number", [
    count,
  ]);
}

describe("versions.json", () => {
  const database = useDatabaseAt(39, { major: 15, prefixes: ["empty", "public"] });

  it("says how many locks a step takes where no table has rows, and where all have", async () => {
    const { pool, url } = database();
    await fillRows(pool, "public", 39);
    await pool.query(`
      UPDATE phoenix_kit_referral_codes SET created_by = (SELECT min(id) FROM phoenix_kit_users);
      UPDATE phoenix_kit_entity_data SET created_by = (SELECT min(id) FROM phoenix_kit_users);
      UPDATE phoenix_kit_audit_logs SET (target_user_id, admin_user_id) = (SELECT min(id), min(id) FROM phoenix_kit_users)`);
    const [least, most] = [await countLocks(url, "empty"), await countLocks(url, "public")];
    const declared = readVersions().all.flatMap(({ version, locks }) =>
      Object.entries(locks).map(([direction, counts]) => ({ step: `${direction} ${version}`, counts })),
    );
    const steps = declared.map(({ step }) => step);
    expect([...most].flatMap(([step, count]) => (count > 100 ? [step] : [])).sort()).toEqual(steps.sort());
    for (const { step, counts } of declared) {
      for (const [index, measured] of [least.get(step) ?? 0, most.get(step) ?? 0].entries()) {
        expect(counts[index], step).toBeGreaterThanOrEqual(measured);
        expect(counts[index], step).toBeLessThan(measured * 1.1);
      }
    }
  });
});

/** Moves a schema from V39 to the newest version and back, and counts the locks of each step. */
async function countLocks(url: string, prefix: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await withClient(url, async (client) => {
    for (const [direction, version] of [
      ["up", getNewestVersion()],
      ["down", 39],
    ] as const) {
      for (const step of (await plan(url, direction, { prefix, version })).steps) {
        await client.query(step.sql.replace(/COMMIT;\s*$/, ""));
        const { rows } = await client.query(
          "SELECT count(DISTINCT (locktype, relation, classid, objid, objsubid, virtualxid))::int FROM pg_locks WHERE pid = pg_backend_pid() AND NOT fastpath",
        );
        await client.query("COMMIT");
        counts.set(`${direction} ${step.version}`, rows[0].count);
      }
    }
  });
  return counts;
}
