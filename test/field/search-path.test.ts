import { randomBytes } from "node:crypto";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emailLogs, schema, settings, users } from "../../schema/index.ts";
import { enqueueJob, findUserByEmail, grantRole, putSetting, registerUser } from "../../src/rules/index.ts";
import { changeUrl } from "../support/admin.ts";
import { useDatabase } from "../support/database.ts";
import { fieldMajors } from "../support/field.ts";

const role = `app_${randomBytes(4).toString("hex")}`;

/** Settings of a session under which a name without a schema does not mean `public`. */
const captures = [
  ["a schema that is named like the role", `SET search_path = "$user", public`],
  ["a tenant's schema before public", "SET search_path = tenant_1, public"],
  ["no schema at all", "SET search_path = ''"],
  [
    "temporary tables of the same names",
    "CREATE TEMP TABLE phoenix_kit_users (LIKE public.phoenix_kit_users INCLUDING ALL); CREATE TEMP TABLE phoenix_kit_settings (LIKE public.phoenix_kit_settings INCLUDING ALL)",
  ],
] as const;

describe.each(fieldMajors)("on PostgreSQL %i", (major) => {
  const database = useDatabase({ prefixes: ["public", role, "tenant_1"], major });

  beforeAll(async () => {
    await database().pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    for (const name of ["public", role, "tenant_1"]) {
      await database().pool.query(
        `GRANT USAGE, CREATE ON SCHEMA ${name} TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA ${name} TO ${role};
         GRANT ALL ON ALL SEQUENCES IN SCHEMA ${name} TO ${role}`,
      );
    }
  });
  afterAll(async () => {
    await database().pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  it.each(captures)(
    "rules and queries on the tables of public reach public behind %s",
    async (_, session) => {
      const pool = new Pool({
        connectionString: changeUrl(database().url, { user: role, password: "x" }),
        max: 1,
      });
      try {
        await pool.query(session);
        const db = drizzle({ client: pool, schema });
        const email = `${randomBytes(4).toString("hex")}@example.com`;
        const { user } = await registerUser(db, { email, hashedPassword: "x" });
        await grantRole(db, { userUuid: user.uuid, role: "Admin" });
        await putSetting(db, "where", email);
        await enqueueJob(db, { worker: "A.B", args: { email } });
        await db.insert(emailLogs).values({ messageId: email, to: email, from: email, provider: "aws_ses" });
        expect((await findUserByEmail(db, email))?.uuid).toBe(user.uuid);
        const [related] = await db.query.users.findMany({
          where: (table, { eq }) => eq(table.email, email),
          with: { roleAssignments: { with: { role: true } } },
        });
        expect(related?.roleAssignments.map((assignment) => assignment.role.name)).toContain("Admin");
        const counts = async (name: string) => {
          const { rows } = await database().pool.query(
            `SELECT (SELECT count(*) FROM ${name}.phoenix_kit_users WHERE email = $1)::int AS users,
                  (SELECT count(*) FROM ${name}.phoenix_kit_settings WHERE value = $1)::int AS settings,
                  (SELECT count(*) FROM ${name}.oban_jobs WHERE args ->> 'email' = $1)::int AS jobs,
                  (SELECT count(*) FROM ${name}.phoenix_kit_email_logs WHERE message_id = $1)::int AS logs`,
            [email],
          );
          return rows[0];
        };
        expect(await counts("public")).toEqual({ users: 1, settings: 1, jobs: 1, logs: 1 });
        for (const other of [role, "tenant_1"]) {
          expect(await counts(other)).toEqual({ users: 0, settings: 0, jobs: 0, logs: 0 });
        }
      } finally {
        await pool.end();
      }
    },
  );
});

it("every statement over the tables of public names the schema", () => {
  const db = drizzle({ client: new Pool(), schema });
  expect(db.select().from(users).toSQL().sql).toContain('from "public"."phoenix_kit_users"');
  expect(db.update(settings).set({ value: "x" }).toSQL().sql).toMatch(
    /^update "public"\."phoenix_kit_settings"/,
  );
  expect(db.delete(users).toSQL().sql).toBe('delete from "public"."phoenix_kit_users"');
  expect(db.query.users.findMany({ with: { tokens: true } }).toSQL().sql).toContain(
    '"public"."phoenix_kit_users_tokens"',
  );
});
