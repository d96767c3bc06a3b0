import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { describe, expect, it } from "vitest";
import { emailLogs, emailOrphanedEvents, users } from "../../schema/index.ts";
import {
  blockEmail,
  enqueueJob,
  findOrCreateFile,
  isEmailBlocked,
  linkOauthAccount,
  matchOrphanedEvents,
  type OauthKeys,
  putJsonSetting,
  recordAudit,
  recordEmailEvent,
  recordEmailEventByMessageId,
  registerUser,
} from "../../src/rules/index.ts";
import { useDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";
import { createRole } from "../support/roles.ts";

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  describe("an event with texts that its columns cannot hold", () => {
    const database = useDatabase({ major });
    const db = () => drizzle({ client: database().pool });

    async function addLog(messageId: string): Promise<string> {
      const columns = { messageId, to: "a@example.com", from: "b@example.com", provider: "aws_ses" };
      const [log] = await db().insert(emailLogs).values(columns).returning();
      return log?.uuid ?? "";
    }

    it("is stored with long texts cut to their column and the whole of them in its JSON", async () => {
      const linkUrl = `https://example.com/?${"😀".repeat(2000)}`;
      const userAgent = `Mozilla/5.0 ${"x".repeat(400)}`;
      const event = {
        emailLogUuid: await addLog("long"),
        eventType: "click",
        occurredAt: new Date(0),
      } as const;
      const stored = await recordEmailEvent(db(), { ...event, linkUrl, userAgent, eventData: { a: 1 } });
      expect(stored).toMatchObject({
        linkUrl: [...linkUrl].slice(0, 255).join(""),
        userAgent: userAgent.slice(0, 255),
        eventData: { a: 1, _full: { linkUrl, userAgent } },
      });
    });

    it.each([
      ["NUL", "a\0b"],
      ["half a surrogate pair", "a\ud83db"],
    ])("is stored with %s replaced, in every text and key", async (_kind, text) => {
      const emailLogUuid = await addLog(`unstorable ${text.length} ${_kind}`);
      const event = { emailLogUuid, eventType: "open", occurredAt: new Date(0) } as const;
      const stored = await recordEmailEvent(db(), {
        ...event,
        userAgent: text,
        eventData: { [text]: [{ text }] },
      });
      const replaced = "a\uFFFDb";
      expect(stored).toMatchObject({ userAgent: replaced, eventData: { [replaced]: [{ text: replaced }] } });
    });

    it("becomes an event from an orphan, once its log is there", async () => {
      const linkUrl = `https://example.com/?${"q".repeat(2000)}\0`;
      const event = { messageId: "later", eventType: "click", occurredAt: new Date(1), linkUrl } as const;
      expect(await recordEmailEventByMessageId(db(), event)).toMatchObject({ outcome: "orphaned" });
      await addLog("later");
      expect(await matchOrphanedEvents(db())).toEqual({ matched: 1, failed: 0 });
    });

    it("is refused with a RuleError by rules that store no events", async () => {
      const { user } = await registerUser(db(), { email: "a@example.com", hashedPassword: "x" });
      const actors = { action: "role_assigned", admin: user.uuid, target: user.uuid } as const;
      const upload = { userUuid: user.uuid, fileChecksum: "c", originalFileName: "a.jpg", size: 1 };
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      for (const text of ["a\0b", "a\ud83db"]) {
        const calls = [
          () => putJsonSetting(db(), "k", { text }),
          () => recordAudit(db(), { ...actors, metadata: { text } }),
          () => recordAudit(db(), { ...actors, userAgent: text }),
          () => enqueueJob(db(), { worker: "A.B", args: { [text]: 1 } }),
          () => findOrCreateFile(db(), { ...upload, metadata: { text } }),
          () => registerUser(db(), { email: "b@example.com", hashedPassword: "x", customFields: { text } }),
          () => enqueueJob(db(), { worker: "A.B", args: cycle }),
          () => findOrCreateFile(db(), { ...upload, width: 2 ** 31 }),
        ];
        for (const call of calls) {
          await expect(call()).rejects.toMatchObject({ name: "RuleError", code: "invalid_input" });
        }
      }
    });

    it("keeps the moment of an orphan whatever the session's DateStyle", async () => {
      const pool = new Pool({ connectionString: database().url, options: "-c DateStyle=SQL,DMY" });
      try {
        await addLog("styled");
        const received = "2025-03-04 05:06:07.123456+00";
        await db()
          .insert(emailOrphanedEvents)
          .values({
            awsMessageId: "styled",
            eventType: "delivery",
            receivedAt: sql`${received}::timestamptz`,
          });
        await matchOrphanedEvents(drizzle({ client: pool }));
        const { rows } = await database().pool.query(
          `SELECT occurred_at = '${received}' AS same FROM phoenix_kit_email_events e
         JOIN phoenix_kit_email_logs l ON l.uuid = e.email_log_uuid WHERE l.message_id = 'styled'`,
        );
        expect(rows).toEqual([{ same: true }]);
      } finally {
        await pool.end();
      }
    });
  });

  describe.each([undefined, "en-US", "tr-TR"])("in a database with the ICU locale %s", (icuLocale) => {
    const database = useDatabase(icuLocale ? { major, icuLocale } : { major });
    const db = () => drizzle({ client: database().pool });
    const keys: OauthKeys = [Buffer.alloc(32)];

    it.each([
      ["mike@example.com", "mi\u212ae@example.com", false],
      ["mike@example.com", "m\u0130ke@example.com", false],
      ["mike@example.com", "MIKE@Example.com", true],
      ["MIKE@example.com", "mike@example.com", true],
      ["stra\u00dfe@example.com", "STRA\u1e9eE@example.com", false],
      ["ang\u00e5@example.com", "ang\u212b@example.com", false],
    ])("the account of %s and the verified address %s: linked is %s", async (stored, verified, isSame) => {
      await db().delete(users);
      await registerUser(db(), { email: stored, hashedPassword: "x" });
      const account = {
        provider: "google",
        providerUid: verified,
        email: verified,
        emailVerified: true,
      } as const;
      expect((await linkOauthAccount(db(), account, { keys })) !== undefined).toBe(isSame);
    });

    it("a blocked address is blocked in either case of ASCII letters, and no other address is", async () => {
      await blockEmail(db(), { email: "MIKE@example.com", reason: "bounce" });
      expect(await isEmailBlocked(db(), "mike@example.com")).toBe(true);
      expect(await isEmailBlocked(db(), "Mike@EXAMPLE.com")).toBe(true);
      expect(await isEmailBlocked(db(), "mi\u212ae@example.com")).toBe(false);
    });

    it("an address that differs in the case of ASCII letters alone cannot register twice", async () => {
      await db().delete(users);
      await registerUser(db(), { email: "INGRID@example.com", hashedPassword: "x" });
      const again = registerUser(db(), { email: "ingrid@example.com", hashedPassword: "x" });
      await expect(again).rejects.toMatchObject({ code: "email_taken" });
    });
  });

  describe("where the defaults or policies of the host get in the way", () => {
    const database = useDatabase({ major });

    it("forty registrations at once under a serializable default make one Owner and no raw error", async () => {
      const pool = new Pool({
        connectionString: database().url,
        options: "-c default_transaction_isolation=serializable",
        max: 20,
      });
      try {
        const db = drizzle({ client: pool });
        const results = await Promise.all(
          Array.from({ length: 40 }, (_, n) =>
            registerUser(db, { email: `u${n}@example.com`, hashedPassword: "x" }),
          ),
        );
        expect(results.filter(({ role }) => role === "Owner")).toHaveLength(1);
      } finally {
        await pool.end();
      }
    });

    it("nobody becomes Owner where a policy hides the users, and a hidden file ends the search for it", async () => {
      const app = await createRole(database(), { createOnDatabase: false });
      const pool = new Pool({ connectionString: app.url });
      try {
        const { pool: admin } = database();
        await admin.query(`GRANT USAGE ON SCHEMA public TO "${app.name}";
        GRANT ALL ON ALL TABLES IN SCHEMA public TO "${app.name}"`);
        const { user } = await registerUser(drizzle({ client: admin }), {
          email: "o@example.com",
          hashedPassword: "x",
        });
        const upload = { userUuid: user.uuid, fileChecksum: "hidden", originalFileName: "a.jpg", size: 1 };
        await findOrCreateFile(drizzle({ client: admin }), upload);
        await admin.query(`
        ALTER TABLE phoenix_kit_users ENABLE ROW LEVEL SECURITY;
        CREATE POLICY mine ON phoenix_kit_users USING (false) WITH CHECK (true);
        ALTER TABLE phoenix_kit_files ENABLE ROW LEVEL SECURITY;
        CREATE POLICY reads ON phoenix_kit_files FOR SELECT USING (false);
        CREATE POLICY writes ON phoenix_kit_files FOR INSERT WITH CHECK (true)`);
        const db = drizzle({ client: pool });
        const registration = registerUser(db, { email: "x@example.com", hashedPassword: "x" });
        await expect(registration).rejects.toMatchObject({ code: "rows_hidden" });
        await expect(findOrCreateFile(db, upload)).rejects.toMatchObject({ name: "RuleError" });
      } finally {
        await pool.end();
        await app.drop();
      }
    });

    it("a driver without transactions is refused with a RuleError", async () => {
      const { drizzle: proxy } = await import("drizzle-orm/pg-proxy");
      const db = proxy(async () => ({ rows: [] }));
      const registration = registerUser(db, { email: "a@example.com", hashedPassword: "x" });
      await expect(registration).rejects.toMatchObject({ code: "transactions_not_supported" });
    });
  });
});
