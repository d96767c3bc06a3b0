import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { recordAudit } from "../../src/rules/audit.ts";
import { createSession } from "../../src/rules/user-sessions.ts";
import { registerUser } from "../../src/rules/users.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

test.each([
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  [" 203.0.113.8 ", "203.0.113.8"],
  ["unknown", "unknown"],
])("registrations, sessions and the audit log have %j in one form", async (ip, usual) => {
  const db = drizzle({ client: database().pool });
  const email = `${Buffer.from(ip).toString("hex")}@example.com`;
  const { user } = await registerUser(db, { email, hashedPassword: "", registrationIp: ip });
  const { session } = await createSession(db, { userUuid: user.uuid, ip });
  const audit = await recordAudit(db, { action: "user_created", admin: user.uuid, target: user.uuid, ip });
  expect([user.registrationIp, session.ipAddress, audit.ipAddress]).toEqual([usual, usual, usual]);
});
