import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { defineTables } from "../../src/index.ts";
import { checkSessionFingerprint, createSessionFingerprint } from "../../src/rules/sessions.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const userAgent = "Mozilla/5.0 (X11; Linux x86_64) Käse/1.0";
const client = { ip: "192.0.2.7", userAgent };
const session = { ipAddress: client.ip, userAgentHash: createHash("sha256").update(userAgent).digest("hex") };

test("a fingerprint is the address and the SHA-256 of the user agent", () => {
  expect(createSessionFingerprint(client)).toEqual(session);
  expect(createSessionFingerprint({ ip: "", userAgent: null })).toEqual({
    ipAddress: null,
    userAgentHash: null,
  });
});

test("the same client matches, whichever way its address is written", () => {
  expect(checkSessionFingerprint(session, client, { mode: "force" })).toBe("match");
  const pairs = [
    ["192.0.2.7", "::ffff:192.0.2.7"],
    ["::FFFF:192.0.2.7", "192.0.2.7"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["unknown", "unknown"],
  ] as const;
  for (const [ipAddress, ip] of pairs) {
    expect(checkSessionFingerprint({ ...session, ipAddress }, { ip, userAgent }, { mode: "force" })).toBe(
      "match",
    );
  }
});

test.each([
  ["another address", { ip: "192.0.2.8", userAgent }],
  ["another browser", { ip: "192.0.2.7", userAgent: "curl/8" }],
  ["no address", { userAgent }],
  ["no browser", { ip: "192.0.2.7" }],
])("%s is warned of, or rejected, as the application wants it", (_, other) => {
  expect(checkSessionFingerprint(session, other, { mode: "warn" })).toBe("warn");
  expect(checkSessionFingerprint(session, other, { mode: "force" })).toBe("reject");
});

test("a session from before V23 stays valid, and half a fingerprint counts as that half", () => {
  const old = { ipAddress: null, userAgentHash: null };
  expect(checkSessionFingerprint(old, client, { mode: "force" })).toBe("match");
  expect(checkSessionFingerprint({ ...old, ipAddress: client.ip }, client, { mode: "force" })).toBe("match");
  const moved = { ...client, ip: "192.0.2.8" };
  expect(checkSessionFingerprint({ ...session, ipAddress: null }, moved, { mode: "force" })).toBe("match");
  expect(checkSessionFingerprint({ ...session, userAgentHash: null }, moved, { mode: "force" })).toBe(
    "reject",
  );
});

test("a session that PhoenixKit gave to a client without a name is that client's, and no other's", () => {
  const unnamed = { ...session, userAgentHash: createHash("sha256").update("unknown").digest("hex") };
  expect(checkSessionFingerprint(unnamed, { ip: client.ip }, { mode: "force" })).toBe("match");
  expect(checkSessionFingerprint(unnamed, client, { mode: "force" })).toBe("reject");
});

test.each(["public", quotedPrefix])("what a token's row has is what is checked (%s)", async (prefix) => {
  const { users, usersTokens } = defineTables(prefix);
  const db = drizzle({ client: database().pool });
  const [user] = await db.insert(users).values({ email: "ada@example.com", hashedPassword: "" }).returning();
  const userUuid = user?.uuid ?? "";
  const token = new TextEncoder().encode("secret");
  await db
    .insert(usersTokens)
    .values({ userUuid, token, context: "session", ...createSessionFingerprint(client) });
  const [stored] = await db.select().from(usersTokens).where(eq(usersTokens.userUuid, userUuid));
  expect(stored).toMatchObject(session);
  expect(stored && checkSessionFingerprint(stored, client, { mode: "force" })).toBe("match");
});
