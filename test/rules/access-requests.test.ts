import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accessRequests, activities, defineTables, users } from "../../src/index.ts";
import {
  cancelAccessRequest,
  decideAccessRequest,
  type NewAccessRequest,
  requestAccess,
} from "../../src/rules/access-requests.ts";
import { openPool, useDatabase } from "../support/database.ts";
import { emptyTables } from "../support/empty-tables.ts";
import { quotedPrefix } from "../support/prefixes.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const requesterUuid = "018f0000-0000-7000-8000-00000000000a";
const decidedBy = "018f0000-0000-7000-8000-00000000000b";
const resourceUuid = "018f0000-0000-7000-8000-00000000000c";
const nobody = "018f0000-0000-7000-8000-000000000000";
const twenty = Array.from({ length: 20 });
let racers: Pool;
const db = () => drizzle({ client: racers });

const wanted: NewAccessRequest = { requesterUuid, resourceType: "project", resourceUuid };
const ask = (more: Partial<NewAccessRequest> = {}) => requestAccess(db(), { ...wanted, ...more });
const otherResource = (n: number) => `018f0000-0000-7000-8000-0000000001${String(n).padStart(2, "0")}`;
const people = [requesterUuid, decidedBy].map((uuid) => ({
  uuid,
  email: `${uuid}@example.com`,
  hashedPassword: "",
}));

beforeAll(() => {
  racers = openPool(database().url, { max: 20 });
});
afterAll(() => racers.end());
beforeEach(async () => {
  await emptyTables(
    database().pool,
    "phoenix_kit_users",
    "phoenix_kit_access_requests",
    "phoenix_kit_activities",
  );
  await db().insert(users).values(people);
});

test.each(["public", quotedPrefix])("a request is asked once and decided once (%s)", async (prefix) => {
  const tables = defineTables(prefix);
  if (prefix !== "public") await db().insert(tables.users).values(people);
  const source = { sourceType: "comment", sourceUuid: nobody, note: "I review it. ä" };
  const { request, created } = await requestAccess(db(), { ...wanted, ...source }, { tables });
  expect(created).toBe(true);
  expect(request).toEqual({
    ...wanted,
    ...source,
    uuid: expect.any(String),
    status: "pending",
    decidedByUuid: null,
    decidedAt: null,
    insertedAt: expect.any(Date),
    updatedAt: expect.any(Date),
  });
  const again = await requestAccess(db(), { ...wanted, note: "Please!" }, { tables });
  expect(again).toEqual({ request, created: false });
  const decision = { requestUuid: request.uuid, status: "granted", decidedBy } as const;
  const decided = await decideAccessRequest(db(), decision, { tables });
  expect(decided).toEqual({
    ...request,
    status: "granted",
    decidedByUuid: decidedBy,
    decidedAt: expect.any(Date),
    updatedAt: expect.any(Date),
  });
  expect(await decideAccessRequest(db(), { ...decision, status: "denied" }, { tables })).toBeUndefined();
  expect(await db().select().from(tables.accessRequests)).toEqual([decided]);
  expect(await db().select().from(tables.activities)).toMatchObject([
    {
      action: "access_request.granted",
      actorUuid: decidedBy,
      targetUuid: requesterUuid,
      resourceType: "access_request",
      resourceUuid: request.uuid,
      metadata: { resource_type: "project", resource_uuid: resourceUuid },
    },
  ]);
  expect(await db().select().from(tables.notifications)).toMatchObject([
    { recipientUuid: requesterUuid, seenAt: null },
  ]);
  expect((await requestAccess(db(), wanted, { tables })).created).toBe(true);
  if (prefix !== "public") expect(await db().$count(accessRequests)).toBe(0);
});

test("of 20 who ask the same at once, one makes the request that all get", async () => {
  const outcomes = await Promise.all(twenty.map(() => ask()));
  expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
  expect(new Set(outcomes.map(({ request }) => request.uuid)).size).toBe(1);
  expect(await db().$count(accessRequests)).toBe(1);
});

test("of 20 who decide at once, one does, and one activity says so", async () => {
  const { request } = await ask();
  const outcomes = await Promise.all(
    twenty.map((_, n) => {
      const status = n % 2 ? "granted" : "denied";
      return decideAccessRequest(db(), { requestUuid: request.uuid, status, decidedBy });
    }),
  );
  const [decided, ...others] = outcomes.filter((one) => one !== undefined);
  expect(others).toEqual([]);
  expect(await db().select().from(activities)).toMatchObject([
    { action: `access_request.${decided?.status}` },
  ]);
});

test("of 20 who ask for 20 things at once, 10 may, and the open ones are still found", async () => {
  const outcomes = await Promise.allSettled(twenty.map((_, n) => ask({ resourceUuid: otherResource(n) })));
  const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toHaveLength(10);
  for (const error of refused)
    expect(error).toMatchObject({
      name: "RuleError",
      code: "too_many_requests",
      remedy: expect.stringMatching(/\w/),
    });
  const place = outcomes.findIndex(({ status }) => status === "fulfilled");
  expect((await ask({ resourceUuid: otherResource(place) })).created).toBe(false);
  expect((await ask({ requesterUuid: decidedBy })).created).toBe(true);
  await database().pool.query(
    "UPDATE phoenix_kit_access_requests SET inserted_at = inserted_at - interval '10 minutes'",
  );
  expect((await ask()).created).toBe(true);
});

test("a request of an application that does not take our lock is found, not made again", async () => {
  const other = await database().pool.connect();
  try {
    await other.query("BEGIN");
    await other.query(
      `INSERT INTO phoenix_kit_access_requests (requester_uuid, resource_type, resource_uuid) VALUES ($1, 'project', $2)`,
      [requesterUuid, resourceUuid],
    );
    const asked = ask();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await other.query("COMMIT");
    expect(await asked).toMatchObject({ created: false, request: { status: "pending" } });
    expect(await db().$count(accessRequests)).toBe(1);
  } finally {
    other.release();
  }
});

test("who asked can withdraw, nobody else, and nobody is told", async () => {
  const { request } = await ask();
  const requestUuid = request.uuid;
  expect(await cancelAccessRequest(db(), { requestUuid, requesterUuid: decidedBy })).toBe(false);
  expect(await cancelAccessRequest(db(), { requestUuid, requesterUuid })).toBe(true);
  expect(await cancelAccessRequest(db(), { requestUuid, requesterUuid })).toBe(false);
  expect(await decideAccessRequest(db(), { requestUuid, status: "granted", decidedBy })).toBeUndefined();
  expect(await db().$count(activities)).toBe(0);
  expect((await ask()).created).toBe(true);
});

test("a decision goes with the caller's transaction", async () => {
  const { request } = await ask();
  const failing = db().transaction(async (tx) => {
    await decideAccessRequest(tx, { requestUuid: request.uuid, status: "granted", decidedBy });
    throw new Error("no access after all");
  });
  await expect(failing).rejects.toThrow("no access after all");
  expect(await db().select().from(accessRequests)).toEqual([request]);
  expect(await db().$count(activities)).toBe(0);
});

test.each<[string, string, object]>([
  ["an unknown user", "user_not_found", { requesterUuid: nobody }],
  ["a user that is no uuid", "invalid_input", { requesterUuid: "1" }],
  ["a type with a capital letter", "invalid_input", { resourceType: "Project" }],
  ["a type of 101 characters", "invalid_input", { resourceType: "x".repeat(101) }],
  ["a resource that is no uuid", "invalid_input", { resourceUuid: "1" }],
  ["a source that is no uuid", "invalid_input", { sourceUuid: "1" }],
  ["a note of 501 characters", "invalid_input", { note: "x".repeat(501) }],
  ["a note with NUL", "invalid_input", { note: "\0" }],
])("a request with %s is refused (%s)", async (_, code, wrong) => {
  await db().transaction(async (tx) => {
    const refused = requestAccess(tx, { ...wanted, ...wrong });
    await expect(refused).rejects.toMatchObject({
      name: "RuleError",
      code,
      remedy: expect.stringMatching(/\w/),
    });
    expect((await requestAccess(tx, { ...wanted, note: "x".repeat(500) })).created).toBe(true);
  });
});

test.each<[string, string, object]>([
  ["another status", "invalid_input", { status: "cancelled" }],
  ["a request that is no uuid", "invalid_input", { requestUuid: "1" }],
  ["an unknown user", "user_not_found", { decidedBy: nobody }],
])("a decision with %s is refused (%s)", async (_, code, wrong) => {
  const { request } = await ask();
  const decision = { requestUuid: request.uuid, status: "denied", decidedBy, ...wrong } as const;
  await expect(decideAccessRequest(db(), decision)).rejects.toMatchObject({ name: "RuleError", code });
  expect(await db().select().from(accessRequests)).toEqual([request]);
});
