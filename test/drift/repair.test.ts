import { setTimeout as pause } from "node:timers/promises";
import { Client, escapeIdentifier } from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import type { RepairPlan } from "../../src/drift/plan-repair.ts";
import { repair } from "../../src/drift/repair.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import type { Connection } from "../../src/postgres/connection.ts";
import { contentsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { awkward, listDrift } from "./drift.ts";

const database = useDatabase({ prefixes: ["public", awkward] });
const s = escapeIdentifier(awkward);
const users = `${s}.phoenix_kit_users`;
const logs = `${s}.phoenix_kit_email_logs`;
const events = `${s}.phoenix_kit_email_events`;

/** Seven differences of seven kinds; ten statements repair them. */
const breakage = `
  DROP INDEX ${s}.phoenix_kit_email_logs_message_id_uidx;
  ALTER TABLE ${users} ALTER COLUMN is_active DROP DEFAULT;
  ALTER TABLE ${users} ALTER COLUMN account_type DROP NOT NULL;
  ALTER TABLE ${events} DROP CONSTRAINT fk_email_events_email_log_uuid;
  ALTER TABLE ${users} DROP COLUMN last_name;
  ALTER TABLE ${s}.phoenix_kit_user_roles DISABLE TRIGGER phoenix_kit_protect_system_roles;
  DELETE FROM ${s}.phoenix_kit_settings WHERE key = 'time_zone'`;

const insertUser = (email: string) =>
  `INSERT INTO ${users} (email, hashed_password, is_active, inserted_at, updated_at) VALUES ('${email}', '', true, now(), now())`;

beforeEach(async () => {
  await database().pool.query(breakage);
});

const runRepair = (options: Parameters<typeof repair>[1] = {}) =>
  repair(database().pool, { prefix: awkward, ...options });

async function expectSound(): Promise<void> {
  expect(await listDrift(database().pool, awkward)).toEqual([]);
}

describe("repair", () => {
  it("repairs everything, reports each statement, and finds nothing to do the second time", async () => {
    const told: string[] = [];
    const result = await runRepair({ onStatement: ({ sql }) => told.push(sql) });
    expect(result).toMatchObject({ prefix: awkward, version: getNewestVersion(), remaining: [], ok: true });
    expect(told).toEqual(result.statements.map(({ sql }) => sql));
    expect(told).toHaveLength(10);
    await expectSound();
    expect(await runRepair()).toMatchObject({ statements: [], remaining: [], ok: true });
  });

  it("asks with all that it would run, and runs nothing on a no", async () => {
    const before = await contentsOf(database().pool, awkward);
    let asked: RepairPlan | undefined;
    const confirm = (plan: RepairPlan) => {
      asked = plan;
      return false;
    };
    expect(await runRepair({ confirm })).toMatchObject({ statements: [], ok: false });
    expect(asked?.statements).toHaveLength(10);
    expect(await contentsOf(database().pool, awkward)).toEqual(before);
    await runRepair({ confirm: async () => true });
    await expectSound();
  });

  it("repairs what it can and reports the rest with the blocking rows", async () => {
    const { pool } = database();
    await pool.query(insertUser("nobody@example.com"));
    await pool.query(`UPDATE ${users} SET account_type = NULL WHERE email = 'nobody@example.com'`);
    const { statements, remaining, ok } = await runRepair();
    expect([statements.length, ok]).toEqual([7, false]);
    expect(remaining).toMatchObject([{ difference: { name: "account_type" }, rows: [{ count: 1 }] }]);
    await pool.query(`DELETE FROM ${users}`);
    expect(await runRepair()).toMatchObject({ ok: true });
  });

  it("loses no write of those who go on writing", async () => {
    const { pool } = database();
    let writing = true;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      let count = 0;
      for (; writing; count++) {
        await pool.query(insertUser(`w${writer}-${count}@example.com`));
        await pool.query(`INSERT INTO ${logs} (message_id, "to", "from", inserted_at, updated_at)
          VALUES ('${writer}-${count}', '', '', now(), now())`);
      }
      return count;
    });
    const { ok } = await repair(database().url, { prefix: awkward });
    writing = false;
    const written = (await Promise.all(writers)).reduce((sum, count) => sum + count, 0);
    expect(ok).toBe(true);
    await expectSound();
    for (const table of [users, logs]) {
      const { rows } = await pool.query(`SELECT count(*)::int AS count FROM ${table}`);
      expect(rows).toEqual([{ count: written }]);
    }
    await pool.query(`DELETE FROM ${users}; DELETE FROM ${logs}`);
  });

  it("retries if a table is locked for longer than the lock timeout", async () => {
    const holder = await database().pool.connect();
    await holder.query(`BEGIN; LOCK ${users} IN ROW EXCLUSIVE MODE`);
    const repairing = runRepair();
    await pause(6000);
    await holder.query("COMMIT");
    holder.release();
    expect(await repairing).toMatchObject({ ok: true });
  });

  it("can be run again after its connection broke in the middle", async () => {
    const { pool, url } = database();
    const breaking = (done: number) =>
      repair(url, {
        prefix: awkward,
        onStatement: () => {
          if (--done === 0) throw new Error("killed");
        },
      });
    for (const done of [1, 2, 3]) await expect(breaking(done)).rejects.toThrow("killed");
    await pool.query(`DROP INDEX IF EXISTS ${s}.phoenix_kit_email_logs_message_id_uidx`);
    const client = new Client({ connectionString: url });
    client.on("error", () => {});
    await client.connect();
    const ended: Connection["query"] = async (sql, values) => {
      if (sql.startsWith("CREATE UNIQUE INDEX CONCURRENTLY")) {
        const { processID } = client as unknown as { processID: number };
        await pool.query("SELECT pg_terminate_backend($1)", [processID]);
      }
      return client.query(sql, values);
    };
    await expect(repair({ query: ended }, { prefix: awkward })).rejects.toMatchObject({
      statement: expect.stringContaining("phoenix_kit_email_logs_message_id_uidx"),
    });
    expect(await runRepair()).toMatchObject({ ok: true });
    await expectSound();
  });

  it("rebuilds an index that a deadlock has left INVALID", async () => {
    const { pool, url } = database();
    const client = new Client({ connectionString: url });
    await client.connect();
    const sent: string[] = [];
    const unlucky: Connection["query"] = async (sql, values) => {
      if (/CONCURRENTLY/.test(sql)) sent.push(sql);
      if (sent.length !== 1 || !/CONCURRENTLY/.test(sql)) return client.query(sql, values);
      // the duplicates make the build fail and leave the index, as a deadlock does
      await client.query(sql).catch(() => {});
      await pool.query(`DELETE FROM ${logs}`);
      throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
    };
    const confirm = async () => {
      await pool.query(`INSERT INTO ${logs} (message_id, "to", "from", inserted_at, updated_at)
        SELECT 'same', '', '', now(), now() FROM generate_series(1, 2)`);
      return true;
    };
    expect(await repair({ query: unlucky }, { prefix: awkward, confirm })).toMatchObject({ ok: true });
    expect(sent.map((sql) => sql.split(" ").slice(0, 5).join(" "))).toEqual([
      expect.stringMatching(/^CREATE UNIQUE INDEX CONCURRENTLY phoenix/),
      "CREATE UNIQUE INDEX CONCURRENTLY IF",
      expect.stringMatching(/^REINDEX INDEX CONCURRENTLY/),
    ]);
    await client.end();
    await expectSound();
  });

  it("stops if another runner migrates the schema meanwhile", async () => {
    const { pool } = database();
    const confirm = async () => {
      await pool.query(`COMMENT ON TABLE ${s}.phoenix_kit IS '${getNewestVersion() - 1}'`);
      return true;
    };
    await expect(runRepair({ confirm })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining(`needs version ${getNewestVersion()}`),
    });
    await pool.query(`COMMENT ON TABLE ${s}.phoenix_kit IS '${getNewestVersion()}'`);
    expect(await runRepair()).toMatchObject({ ok: true });
  });
});
