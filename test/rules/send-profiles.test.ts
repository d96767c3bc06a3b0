import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineTables, emailSendProfiles, type Tables } from "../../src/index.ts";
import { findDefaultSendProfile, setDefaultSendProfile } from "../../src/rules/send-profiles.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const nobody = "018f0000-0000-7000-8000-000000000000";
let racers: Pool;
const db = () => drizzle({ client: racers });

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(database().pool, "phoenix_kit_email_send_profiles");
});

/** The uuids of so many new profiles. */
async function profiles(count: number, table: Tables["emailSendProfiles"] = emailSendProfiles) {
  const rows = Array.from({ length: count }, (_, n) => ({
    name: `Sender ${n}`,
    integrationUuid: nobody,
    providerKind: "smtp",
  }));
  const made = await db().insert(table).values(rows).returning({ uuid: table.uuid });
  return made.map(({ uuid }) => uuid);
}

/** The profiles that are marked as default. */
async function defaults(): Promise<string[]> {
  const { rows } = await database().pool.query(
    "SELECT uuid FROM phoenix_kit_email_send_profiles WHERE is_default",
  );
  return rows.map(({ uuid }) => uuid);
}

test.each(["public", quotedPrefix])("a new default takes the place of the old one (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  const [first = "", second = ""] = await profiles(2, tables.emailSendProfiles);
  expect(await findDefaultSendProfile(db(), { tables })).toBeUndefined();
  for (const uuid of [first, first, second]) {
    const profile = await setDefaultSendProfile(db(), uuid, { tables });
    expect(profile).toMatchObject({ uuid, isDefault: true });
    expect(await findDefaultSendProfile(db(), { tables })).toEqual(profile);
  }
  expect(await db().$count(tables.emailSendProfiles, sql`is_default`)).toBe(1);
  if (prefix !== "public") expect(await defaults()).toEqual([]);
});

test("a default that is not enabled is not used", async () => {
  const [uuid = ""] = await profiles(1);
  await setDefaultSendProfile(db(), uuid);
  await database().pool.query("UPDATE phoenix_kit_email_send_profiles SET enabled = false");
  expect(await findDefaultSendProfile(db())).toBeUndefined();
  expect(await defaults()).toEqual([uuid]);
});

test.each([false, true])("20 new defaults at once leave one, there being one before: %s", async (before) => {
  const all = await profiles(21);
  if (before) await setDefaultSendProfile(db(), all[20] ?? "");
  await Promise.all(all.slice(0, 20).map((uuid) => setDefaultSendProfile(db(), uuid)));
  expect(await defaults()).toHaveLength(1);
  expect(all.slice(0, 20)).toContain((await defaults())[0]);
});

test("in repeatable read too, two at once leave one default, and who loses gets a typed error", async () => {
  const two = await profiles(2);
  const outcomes = await Promise.allSettled(
    two.map((uuid) =>
      db().transaction(
        async (tx) => {
          await tx.execute(sql`SELECT 1 FROM ${emailSendProfiles}`);
          await new Promise((resolve) => setTimeout(resolve, 200));
          await setDefaultSendProfile(tx, uuid);
        },
        { isolationLevel: "repeatable read" },
      ),
    ),
  );
  const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toMatchObject([{ name: "RuleError", code: "conflict" }]);
  expect(await defaults()).toHaveLength(1);
});

test("an application that does the same without our lock waits for us", async () => {
  const [ours = "", theirs = ""] = await profiles(2);
  let other: Promise<unknown> | undefined;
  await db().transaction(async (tx) => {
    await setDefaultSendProfile(tx, ours);
    other = database().pool.query(
      "UPDATE phoenix_kit_email_send_profiles SET is_default = (uuid = $1) WHERE is_default OR uuid = $1",
      [theirs],
    );
    other.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await Promise.allSettled([other]);
  expect(await defaults()).toHaveLength(1);
});

test("a profile that does not exist is refused, and the default stays", async () => {
  const [uuid = ""] = await profiles(1);
  await setDefaultSendProfile(db(), uuid);
  await expect(setDefaultSendProfile(db(), nobody)).rejects.toMatchObject({
    name: "RuleError",
    code: "send_profile_not_found",
    remedy: expect.stringMatching(/\w/),
  });
  await expect(setDefaultSendProfile(db(), "1")).rejects.toMatchObject({ code: "invalid_input" });
  expect(await defaults()).toEqual([uuid]);
});
