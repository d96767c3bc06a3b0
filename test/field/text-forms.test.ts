import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { emailBlocklist, emailMetrics, schema, users, usersTokens } from "../../schema/index.ts";
import { registerUser } from "../../src/rules/index.ts";
import { useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { fieldMajors } from "../support/field.ts";

const moment = new Date("2025-06-05T12:00:00.123Z");
const tokens: [string, Uint8Array][] = [
  ["every byte", Uint8Array.from({ length: 256 }, (_, byte) => byte)],
  ["bytes that read as hexadecimal text", Buffer.from("\\x41")],
  ["backslashes", Buffer.from("\\\\000\\")],
  ["text", Buffer.from("readable")],
  ["no byte", new Uint8Array(0)],
];

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  const database = useDatabase({ major });

  /** Runs the work in a session with these settings. */
  async function withSession<T>(settings: string, work: (pool: Pool) => Promise<T>): Promise<T> {
    const pool = new Pool({ connectionString: database().url, max: 1 });
    try {
      await pool.query(settings);
      return await work(pool);
    } finally {
      await pool.end();
    }
  }

  beforeEach(async () => {
    await emptyTables(database().pool, "phoenix_kit_users", "phoenix_kit_email_blocklist");
  });

  describe.each(["hex", "escape"])("with bytea_output = %s", (form) => {
    it.each(tokens)("%s is read as it was written, in every way to read it", async (_, token) => {
      await withSession(`SET bytea_output = ${form}`, async (pool) => {
        const db = drizzle({ client: pool, schema });
        const { user } = await registerUser(db, { email: "a@example.com", hashedPassword: "x" });
        const written = await db
          .insert(usersTokens)
          .values({ userUuid: user.uuid, token, context: "session" })
          .returning();
        const related = await db.query.users.findMany({ with: { tokens: true } });
        const selected = await db.select().from(usersTokens);
        for (const row of [written[0], related[0]?.tokens[0], selected[0]]) {
          expect(Buffer.from(row?.token ?? []).toString("hex")).toBe(Buffer.from(token).toString("hex"));
        }
      });
    });
  });

  it("bytes that a type parser of the app gives as text are read all the same", async () => {
    const { user } = await registerUser(drizzle({ client: database().pool }), {
      email: "a@example.com",
      hashedPassword: "x",
    });
    const token = Buffer.from([0, 92, 120, 255]);
    await drizzle({ client: database().pool })
      .insert(usersTokens)
      .values({ userUuid: user.uuid, token, context: "session" });
    for (const form of ["hex", "escape"]) {
      const text = await withSession(`SET bytea_output = ${form}`, async (pool) => {
        const { rows } = await pool.query(
          "SELECT encode(token, 'escape'), token::text FROM phoenix_kit_users_tokens",
        );
        return rows[0].token;
      });
      expect(Buffer.from(usersTokens.token.mapFromDriverValue(text) as Uint8Array)).toEqual(token);
    }
  });

  it("text that is no output of bytea is refused", () => {
    for (const text of ["\\x4", "\\xzz", "ä", "\\9", "\\400", "a\\"]) {
      expect(() => usersTokens.token.mapFromDriverValue(text)).toThrow(
        expect.objectContaining({ code: "value_unreadable" }),
      );
    }
  });

  it.each(["SQL, DMY", "SQL, MDY", "German", "Postgres, DMY", "Postgres, MDY"])(
    "a moment is never read as another one with DateStyle = %s",
    async (style) => {
      await withSession(`SET datestyle = '${style}'; SET timezone = 'Asia/Kolkata'`, async (pool) => {
        const db = drizzle({ client: pool, schema });
        const { user } = await registerUser(db, { email: "a@example.com", hashedPassword: "x" });
        await db.update(users).set({ confirmedAt: moment });
        const [selected] = await db.select().from(users);
        expect(selected?.confirmedAt?.getTime()).toBeNaN();
        await db.insert(usersTokens).values({
          userUuid: user.uuid,
          token: new Uint8Array(1),
          context: "session",
          insertedAt: moment,
        });
        // rows within rows are JSON, which has one form
        const [related] = await db.query.users.findMany({ with: { tokens: true } });
        expect(related?.tokens[0]?.insertedAt).toEqual(moment);
      });
    },
  );

  it("a date is read in one form or not at all", async () => {
    const db = drizzle({ client: database().pool });
    await db.insert(emailMetrics).values({ metricKey: "sent", metricDate: "2025-06-05" });
    expect((await db.select().from(emailMetrics)).map(({ metricDate }) => metricDate)).toEqual([
      "2025-06-05",
    ]);
    await withSession("SET datestyle = 'SQL, DMY'", async (pool) => {
      await expect(drizzle({ client: pool }).select().from(emailMetrics)).rejects.toMatchObject({
        code: "value_unreadable",
      });
    });
  });

  it.each([
    ["before Christ", "0044-03-15 12:00:00+00 BC", Date.UTC(-43, 2, 15, 12)],
    ["in the year 12345", "12345-06-07 00:00:00.5+00", Date.parse("+012345-06-07T00:00:00.500Z")],
    ["in a zone with seconds", "1890-01-01 00:00:00+00:17:30", Date.parse("1889-12-31T23:42:30Z")],
    ["at infinity", "infinity", Number.NaN],
    ["before all time", "-infinity", Number.NaN],
    ["after a Date's last", "294276-12-31 23:59:59+00", Number.NaN],
  ])(
    "a moment %s is read in every way, and written back as it was where a Date can hold it",
    async (_, text, at) => {
      await withSession("SET timezone = 'Europe/Amsterdam'", async (pool) => {
        const db = drizzle({ client: pool, schema });
        const { user } = await registerUser(db, { email: "a@example.com", hashedPassword: "x" });
        await pool.query("UPDATE phoenix_kit_users SET confirmed_at = $1", [text]);
        await pool.query(
          `INSERT INTO phoenix_kit_users_tokens (user_uuid, token, context, inserted_at) VALUES ($1, '', 'session', $2)`,
          [user.uuid, text],
        );
        const [selected] = await db.select().from(users);
        const [related] = await db.query.users.findMany({ with: { tokens: true } });
        const read = [selected?.confirmedAt, related?.confirmedAt, related?.tokens[0]?.insertedAt];
        expect(read.map((value) => value?.getTime())).toEqual([at, at, at]);
        if (Number.isNaN(at)) return;
        await db
          .insert(emailBlocklist)
          .values({ email: "b@example.com", reason: "r", expiresAt: new Date(at) });
        const { rows } = await pool.query("SELECT FROM phoenix_kit_email_blocklist WHERE expires_at = $1", [
          text,
        ]);
        expect(rows).toHaveLength(1);
        expect(
          await db
            .select()
            .from(emailBlocklist)
            .where(eq(emailBlocklist.expiresAt, new Date(at))),
        ).toHaveLength(1);
      });
    },
  );
});
