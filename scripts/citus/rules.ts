import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { defineTables } from "../../schema/tables.ts";
import { up } from "../../src/migrate/up-down.ts";
import { rulesFor } from "../../src/rules/index.ts";
import type { CitusCluster } from "./cluster.ts";
import type { Finding } from "./report.ts";

const callers = 50;

/** Calls rules of a distributed tenant, many at once, through the coordinator. */
export async function callRules({ url }: CitusCluster): Promise<Finding> {
  const prefix = "rules";
  await up(url, { prefix });
  const pool = new Pool({ connectionString: url, max: 10 });
  const failures: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) failures.push(`${what}: ${String(found)} instead of ${String(wanted)}`);
  };
  const rules = rulesFor(drizzle({ client: pool }), defineTables(prefix));
  const callAtOnce = <T>(call: (n: number) => Promise<T>) =>
    Promise.allSettled(Array.from({ length: callers }, (_, n) => call(n)));
  const count = async (sql: string) =>
    (await pool.query(`SELECT count(*)::int AS count FROM ${sql}`)).rows[0].count;
  try {
    const registered = await callAtOnce((n) =>
      rules
        .registerUser({ email: `person${n}@example.com`, hashedPassword: "x", username: "same_name" })
        .catch(() => rules.registerUser({ email: `person${n}@example.com`, hashedPassword: "x" })),
    );
    expect("registrations", registered.filter(({ status }) => status === "fulfilled").length, callers);
    const owners = `${prefix}.phoenix_kit_user_role_assignments a
      JOIN ${prefix}.phoenix_kit_user_roles r ON r.uuid = a.role_uuid WHERE r.name = 'Owner'`;
    expect("Owners", await count(owners), 1);
    await callAtOnce((n) => rules.putSetting("site_name", `name ${n}`));
    expect("settings of a key", await count(`${prefix}.phoenix_kit_settings WHERE key = 'site_name'`), 1);
    await callAtOnce(() => rules.blockEmail({ email: "spam@example.com", reason: "complaint" }));
    expect("blocks of an address", await count(`${prefix}.phoenix_kit_email_blocklist`), 1);
    expect("whether it is blocked", await rules.isEmailBlocked("SPAM@example.com"), true);
  } finally {
    await pool.end();
  }
  return { scenario: "rules", tried: `4 rules, ${callers} callers at once`, failures };
}
