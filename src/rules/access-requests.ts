import { and, count, eq, getTableColumns, gt, sql } from "drizzle-orm";
import { type AccessRequest, limits, type Tables } from "../../schema/index.ts";
import { type ActivityTableNames, recordActivity } from "./activities.ts";
import { assertText, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError, userNotFoundError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { assertResourceType } from "./resource-types.ts";
import { runRule, runStatement } from "./run-rule.ts";
import { computeTimeAgo, serverNow } from "./server-time.ts";

/** A request of a user to see a resource. */
export interface NewAccessRequest {
  /** The user who asks. */
  readonly requesterUuid: string;
  /** The type of the resource: up to 100 small letters, digits and underscores, such as `project`. */
  readonly resourceType: string;
  /** The resource. No foreign key checks it. */
  readonly resourceUuid: string;
  /** The type of the text that led the user there, such as `comment`. Default: unknown. */
  readonly sourceType?: string | undefined;
  /** The uuid of that text's source. Default: unknown. */
  readonly sourceUuid?: string | undefined;
  /** What the user says about it, in at most 500 characters. Default: nothing. */
  readonly note?: string | undefined;
}

/** A decision about a request. */
export interface AccessDecision {
  /** The request. */
  readonly requestUuid: string;
  /** Whether the user may see the resource. */
  readonly status: "granted" | "denied";
  /** The user who decides. */
  readonly decidedBy: string;
}

const maxRequests = 10;
const minutes = 10;

/**
 * Asks to see a resource. Asking again returns the open request; after a decision, a user may ask again. A user can
 * make 10 requests within 10 minutes.
 *
 * @param db a Drizzle database or transaction
 * @param wanted who asks, for what, and why
 * @param options the tables of another prefix
 * @returns the open request, and whether it is new
 * @throws RuleError `invalid_input`, `user_not_found`, `too_many_requests`
 * @example
 * import { requestAccess } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const requesterUuid = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * const resource = { resourceType: "project", resourceUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61" };
 * const { created } = await requestAccess(db, { requesterUuid, ...resource, note: "I review it." });
 * if (created) console.log("tell the owner");
 */
export async function requestAccess(
  db: Db,
  wanted: NewAccessRequest,
  options: InTables<"accessRequests" | "users"> = {},
): Promise<{ request: AccessRequest; created: boolean }> {
  const tables = chooseTables(options, wanted);
  checkRequest(wanted);
  const { accessRequests: table } = tables;
  const { requesterUuid, resourceType, resourceUuid } = wanted;
  const isOpen = and(
    eq(table.requesterUuid, requesterUuid),
    eq(table.resourceType, resourceType),
    eq(table.resourceUuid, resourceUuid),
    eq(table.status, "pending"),
  );
  return runRule(db, async (tx) => {
    await lockRequester(tx, requesterUuid, tables);
    const [open] = await tx.select().from(table).where(isOpen);
    if (open) return { request: open, created: false };
    await assertFewRequests(tx, requesterUuid, tables);
    // PhoenixKit's own application does not lock the user, so its request may have been stored in between. Only a new
    // row has no xmax.
    const [stored] = await tx
      .insert(table)
      .values(wanted)
      .onConflictDoUpdate({
        target: [table.requesterUuid, table.resourceType, table.resourceUuid],
        targetWhere: sql`status = 'pending'`,
        set: { status: "pending" },
      })
      .returning({ ...getTableColumns(table), created: sql<boolean>`xmax = 0` });
    const { created, ...request } = stored as AccessRequest & { created: boolean };
    return { request, created };
  });
}

/**
 * Grants or denies a request, once, and adds the activity `access_request.granted` or `access_request.denied`, of which
 * the user who asked is notified. It does not give access: the application does that, in the same transaction.
 *
 * @param db a Drizzle database or transaction
 * @param decision the request, what is decided, and by whom
 * @param options the tables of another prefix
 * @returns the decided request; undefined if there is none or it is not pending any more
 * @throws RuleError `invalid_input`, `user_not_found`
 * @example
 * import { decideAccessRequest } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const requestUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const decidedBy = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * const decided = await decideAccessRequest(db, { requestUuid, status: "granted", decidedBy });
 * if (!decided) console.log("Somebody else decided.");
 */
export async function decideAccessRequest(
  db: Db,
  decision: AccessDecision,
  options: InTables<"accessRequests" | ActivityTableNames> = {},
): Promise<AccessRequest | undefined> {
  const tables = chooseTables(options, decision);
  const { accessRequests: table } = tables;
  const { requestUuid, status, decidedBy } = decision;
  assertUuid("request", requestUuid);
  if (status !== "granted" && status !== "denied") {
    throw invalidInputError(`A request can't be decided as ${quote(status)}.`, "Give granted or denied.");
  }
  return runRule(db, async (tx) => {
    await lockUser(tx, decidedBy, tables);
    const [decided] = await tx
      .update(table)
      .set({ status, decidedByUuid: decidedBy, decidedAt: serverNow, updatedAt: serverNow })
      .where(and(eq(table.uuid, requestUuid), eq(table.status, "pending")))
      .returning();
    if (!decided) return undefined;
    const { uuid, requesterUuid, resourceType, resourceUuid } = decided;
    const activity = {
      action: `access_request.${status}`,
      mode: "manual",
      actorUuid: decidedBy,
      resourceType: "access_request",
      resourceUuid: uuid,
      targetUuid: requesterUuid,
      metadata: { resource_type: resourceType, resource_uuid: resourceUuid },
    };
    await recordActivity(tx, activity, { tables });
    return decided;
  });
}

/**
 * Withdraws a request that is not decided yet. Nobody is told.
 *
 * @param db a Drizzle database or transaction
 * @param request the request, and the user who made it and withdraws it
 * @param options the tables of another prefix
 * @returns whether that user had such a request and it was pending
 * @throws RuleError `invalid_input`
 * @example
 * import { cancelAccessRequest } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const requesterUuid = "0195a2f4-6c1f-7d20-8b11-5e9d3c2a4f70";
 * await cancelAccessRequest(db, { requestUuid: "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", requesterUuid });
 */
export async function cancelAccessRequest(
  db: Db,
  request: Pick<AccessDecision, "requestUuid"> & Pick<NewAccessRequest, "requesterUuid">,
  options: InTables<"accessRequests"> = {},
): Promise<boolean> {
  const { accessRequests: table } = chooseTables(options, request);
  const { requestUuid, requesterUuid } = request;
  assertUuid("request", requestUuid);
  assertUuid("requester", requesterUuid);
  const isOwn = and(eq(table.uuid, requestUuid), eq(table.requesterUuid, requesterUuid));
  const cancelled = await runStatement(db, (on) =>
    on
      .update(table)
      .set({ status: "cancelled", updatedAt: serverNow })
      .where(and(isOwn, eq(table.status, "pending")))
      .returning({ uuid: table.uuid }),
  );
  return cancelled.length > 0;
}

function checkRequest(request: NewAccessRequest): void {
  const { requesterUuid, resourceType, resourceUuid, sourceType, sourceUuid, note } = request;
  assertUuid("requester", requesterUuid);
  assertResourceType(resourceType);
  assertUuid("resource", resourceUuid);
  if (sourceType !== undefined) assertText("type of the source", sourceType, { min: 1, max: 100 });
  if (sourceUuid !== undefined) assertUuid("source", sourceUuid);
  if (note !== undefined) assertText("note", note, limits.accessRequests.note);
}

/** Makes requests of one user wait for each other, so that each sees those before it. */
async function lockRequester(tx: Db, uuid: string, { users }: Pick<Tables, "users">): Promise<void> {
  const [found] = await tx
    .select({ uuid: users.uuid })
    .from(users)
    .where(eq(users.uuid, uuid))
    .for("no key update");
  if (!found) throw userNotFoundError(uuid);
}

async function assertFewRequests(
  tx: Db,
  requesterUuid: string,
  { accessRequests: table }: Pick<Tables, "accessRequests">,
): Promise<void> {
  const since = computeTimeAgo("the time of a limit", minutes * 60 * 1000);
  const [recent] = await tx
    .select({ requests: count() })
    .from(table)
    .where(and(eq(table.requesterUuid, requesterUuid), gt(table.insertedAt, since)));
  if (!recent || recent.requests < maxRequests) return;
  throw new RuleError(`The user has made ${maxRequests} requests within ${minutes} minutes.`, {
    code: "too_many_requests",
    remedy: "Ask again in some minutes, or wait for the answers.",
  });
}
