import { drizzle } from "drizzle-orm/node-postgres";
import { drizzle as drizzleProxy } from "drizzle-orm/pg-proxy";
import { Client, Pool } from "pg";
import { describe, expect, it } from "vitest";
import { emailLogs, users } from "../../schema/index.ts";
import {
  chooseBuckets,
  enqueueJob,
  findUserByEmail,
  getSetting,
  isEmailBlocked,
  putJsonSetting,
  putSetting,
  recordEmailEvent,
  recordEmailEventByMessageId,
  registerUser,
} from "../../src/rules/index.ts";
import { useDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  const database = useDatabase({ major });

  /** Runs the work with a pool whose sessions have these settings. */
  async function withSettings<T>(options: string, work: (pool: Pool) => Promise<T>): Promise<T> {
    const pool = new Pool({ connectionString: database().url, options });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  }

  it.each(["SQL,DMY", "German", "Postgres,DMY"])(
    "rules give the dates that are stored, and leave a caller's setting alone, with DateStyle = %s",
    async (style) => {
      await withSettings(`-c DateStyle=${style} -c TimeZone=Asia/Kolkata`, async (pool) => {
        const db = drizzle({ client: pool });
        const email = `${style.replace(/\W/g, "_")}@example.com`;
        const { user } = await registerUser(db, { email, hashedPassword: "x" });
        expect(user.insertedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
        expect((await findUserByEmail(db, email))?.insertedAt).toEqual(user.insertedAt);
        const columns = { messageId: email, to: email, from: "b@example.com", provider: "aws_ses" };
        const [log] = await db.insert(emailLogs).values(columns).returning({ uuid: emailLogs.uuid });
        const occurredAt = "2025-06-05T12:00:00.123456Z";
        const event = { emailLogUuid: log?.uuid ?? "", eventType: "open", occurredAt } as const;
        expect((await recordEmailEvent(db, event))?.occurredAt).toEqual(new Date("2025-06-05T12:00:00.123Z"));
        await db.transaction(async (tx) => {
          await registerUser(tx, { email: `second_${email}`, hashedPassword: "x" });
          const { rows } = await tx.execute("SHOW datestyle");
          expect(String(rows[0]?.DateStyle)).toContain(style.split(",")[0]);
        });
      });
    },
  );

  it("rules write where transactions are read-only by default, and read where they are", async () => {
    await withSettings("-c default_transaction_read_only=on", async (pool) => {
      const db = drizzle({ client: pool });
      await putSetting(db, "read_only", "yes");
      expect(await getSetting(db, "read_only")).toBe("yes");
      expect(await isEmailBlocked(db, "a@example.com")).toBe(false);
    });
  });

  it("a refused statement does not undo what others do at once on the same client", async () => {
    const client = new Client({ connectionString: database().url });
    await client.connect();
    try {
      const db = drizzle({ client });
      const results = await Promise.allSettled([
        putSetting(db, "shared_1", "a"),
        recordEmailEvent(db, { emailLogUuid: "00000000-0000-7000-8000-000000000000", eventType: "delivery" }),
        putSetting(db, "shared_2", "b"),
        enqueueJob(db, { worker: "A.B", args: {} }),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        "fulfilled",
        "rejected",
        "fulfilled",
        "fulfilled",
      ]);
      expect([await getSetting(db, "shared_1"), await getSetting(db, "shared_2")]).toEqual(["a", "b"]);
    } finally {
      await client.end();
    }
  });

  it("rules of one statement work with a driver that has no transactions", async () => {
    const { pool } = database();
    const db = drizzleProxy(async (text, values, method) => {
      const { rows } = await pool.query({ text, values, ...(method === "all" && { rowMode: "array" }) });
      return { rows };
    });
    await putSetting(db, "proxy", "yes");
    expect(await getSetting(db, "proxy")).toBe("yes");
    const registration = registerUser(db, { email: "proxy@example.com", hashedPassword: "x" });
    await expect(registration).rejects.toMatchObject({ code: "transactions_not_supported" });
  });

  it("an orphan whose time the server cannot read is refused before it is stored", async () => {
    const event = {
      messageId: "bad-time",
      eventType: "delivery",
      occurredAt: "2025-13-45T12:00:00Z",
    } as const;
    const recording = recordEmailEventByMessageId(drizzle({ client: database().pool }), event);
    await expect(recording).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "%s is refused in JSON, where it would become null",
    async (n) => {
      const db = drizzle({ client: database().pool });
      const refused = { name: "RuleError", code: "invalid_input" };
      await expect(putJsonSetting(db, "number", { n })).rejects.toMatchObject(refused);
      await expect(enqueueJob(db, { worker: "A.B", args: { n } })).rejects.toMatchObject(refused);
    },
  );

  it("a rule that other sessions block in every attempt ends with a RuleError", async () => {
    const db = drizzle({ client: database().pool });
    await database().pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE 'could not serialize access' USING ERRCODE = '40001'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON phoenix_kit_users EXECUTE FUNCTION refuse()`);
    try {
      const registration = registerUser(db, { email: "late@example.com", hashedPassword: "x" });
      await expect(registration).rejects.toMatchObject({ name: "RuleError", code: "conflict" });
      const raw = db.transaction((tx) =>
        registerUser(tx, { email: "late@example.com", hashedPassword: "x" }),
      );
      await expect(raw).rejects.toMatchObject({ cause: { code: "40001" } });
    } finally {
      await database().pool.query("DROP FUNCTION refuse CASCADE");
    }
    expect(await db.select().from(users)).not.toContainEqual(
      expect.objectContaining({ email: "late@example.com" }),
    );
    await expect(chooseBuckets(db, { sizeBytes: 1 })).resolves.toBeDefined();
  });
});
