import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { emailEvents, emailLogs } from "../../schema/index.ts";
import { recordAudit } from "../../src/rules/audit.ts";
import { recordEmailEvent } from "../../src/rules/email-events.ts";
import { normalizeIp } from "../../src/rules/ip-addresses.ts";
import { recordKnownDevice } from "../../src/rules/known-devices.ts";
import { checkSessionFingerprint } from "../../src/rules/sessions.ts";
import { putSetting } from "../../src/rules/settings.ts";
import { createSession } from "../../src/rules/user-sessions.ts";
import { registerUser } from "../../src/rules/users.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

test.each([
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:CB00:7107", "203.0.113.7"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  [" 203.0.113.8 ", "203.0.113.8"],
  ["203.0.113.8:51234", "203.0.113.8"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ["[::1]", "::1"],
  ['"[2001:DB8::1]:443"', "2001:db8::1"],
  ["203.0.113.9, 10.0.0.1,10.0.0.2", "203.0.113.9"],
  ["::ffff:203.0.113.7, unknown", "203.0.113.7"],
  ["Unknown", "unknown"],
  ["_Hidden", "_hidden"],
  ["203.0.113.300:80", "203.0.113.300:80"],
  ["", ""],
])("%j is stored as %j", (given, usual) => {
  expect(normalizeIp(given)).toBe(usual);
  expect(normalizeIp(usual)).toBe(usual);
});

test.each([
  "::ffff:203.0.113.7",
  "2001:DB8::1",
  "[2001:db8::1]:443",
  `203.0.113.8, ${"10.0.0.1, ".repeat(20)}`,
])(
  "registrations, sessions, devices, events of e-mails and the audit log have %s in one form",
  async (ip) => {
    const db = drizzle({ client: database().pool });
    const email = `${Buffer.from(ip).toString("hex").slice(0, 60)}@example.com`;
    const { user } = await registerUser(db, { email, hashedPassword: "", registrationIp: ip });
    const { session } = await createSession(db, { userUuid: user.uuid, ip });
    const audit = await recordAudit(db, { action: "user_created", admin: user.uuid, target: user.uuid, ip });
    await putSetting(db, "new_login_alert_enabled", "true");
    const seen = await recordKnownDevice(db, { userUuid: user.uuid, ip });
    const log = { messageId: email, to: email, from: "app@example.com", provider: "smtp" };
    const [{ uuid: emailLogUuid = "" } = {}] = await db.insert(emailLogs).values(log).returning();
    await recordEmailEvent(db, { emailLogUuid, eventType: "delivery", ipAddress: ip });
    const [event] = await db.select().from(emailEvents).where(eq(emailEvents.emailLogUuid, emailLogUuid));
    const stored = [session, audit, seen?.device, event].map((row) => row?.ipAddress);
    expect([user.registrationIp, ...stored]).toEqual(Array(5).fill(normalizeIp(ip)));
    expect(checkSessionFingerprint(session, { ip: normalizeIp(ip) }, { mode: "force" })).toBe("match");
  },
);

test("an address that is no text is refused", async () => {
  const db = drizzle({ client: database().pool });
  for (const ip of [7, {}, "\0", "\ud800"] as string[]) {
    const registration = { email: "odd@example.com", hashedPassword: "", registrationIp: ip };
    await expect(registerUser(db, registration)).rejects.toMatchObject({ code: "invalid_input" });
  }
});
