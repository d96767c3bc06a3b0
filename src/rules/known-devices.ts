import { and, eq, sql } from "drizzle-orm";
import type { KnownDevice, NewKnownDevice } from "../../schema/index.ts";
import { type ActivityTableNames, recordActivity } from "./activities.ts";
import { assertText } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { lockUser } from "./lock-user.ts";
import { notify } from "./notifications.ts";
import { assertRow } from "./row.ts";
import { runRule } from "./run-rule.ts";
import { createSessionFingerprint } from "./sessions.ts";
import { readFlag } from "./settings.ts";

/** A sign-in: the user, the address and the client. */
export interface SignIn {
  /** The user who signed in. */
  readonly userUuid: string;
  /** The IPv4 or IPv6 address. */
  readonly ip: string;
  /** The header `User-Agent`. Default: unknown. */
  readonly userAgent?: string | null | undefined;
  /** The name of the browser, at most 100 characters. Default: unknown. */
  readonly browser?: string | undefined;
  /** The name of the operating system, at most 100 characters. Default: unknown. */
  readonly os?: string | undefined;
  /** The city and country, at most 255 characters. Default: unknown. */
  readonly location?: string | undefined;
}

/** A device, and whether the user was never seen with it before. */
export interface DeviceSighting {
  /** The stored device. */
  readonly device: KnownDevice;
  /** Whether it was added just now, so that the application may also send a mail. */
  readonly isNew: boolean;
}

/**
 * Remembers the device of a sign-in, if the setting `new_login_alert_enabled` is true. A device is a user, an address
 * and a browser's name. A new one is recorded as the activity `user.new_login_detected`, and the user gets a
 * notification of the type `security`; for a known one, only `lastSeenAt` changes. If several sign-ins with a new
 * device happen at once, one of them is new.
 *
 * @param db a Drizzle database or transaction
 * @param signIn the user, the address and the client
 * @param options the tables of another prefix
 * @returns the device, and whether it is new; undefined if the setting is not true
 * @throws RuleError `invalid_input`, `user_not_found`; `rows_hidden` if a policy may hide the user or the setting
 * @example
 * import { recordKnownDevice } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const seen = await recordKnownDevice(db, { userUuid, ip: "203.0.113.7", userAgent: "Mozilla/5.0" });
 * if (seen?.isNew) console.log("send a mail");
 */
export async function recordKnownDevice(
  db: Db,
  signIn: SignIn,
  options: InTables<"userKnownDevices" | ActivityTableNames> = {},
): Promise<DeviceSighting | undefined> {
  const tables = chooseTables(options, signIn);
  const row = toDevice(signIn);
  const { userUuid } = row;
  assertText("IP address", row.ipAddress, { min: 1, max: 45 });
  assertRow(tables.userKnownDevices, row);
  return runRule(db, async (tx) => {
    if (!(await readFlag(tx, "new_login_alert_enabled", { whenMissing: false, tables }))) return undefined;
    await lockUser(tx, userUuid, tables);
    const sighting = await insertOrTouch(tx, row, tables);
    if (!sighting.isNew) return sighting;
    const { ipAddress: ip_address, browser, os, location } = sighting.device;
    const metadata = { ip_address, browser, os, location };
    const parties = { actorUuid: userUuid, targetUuid: userUuid };
    const resource = { resourceType: "user", resourceUuid: userUuid };
    const action = "user.new_login_detected";
    await recordActivity(tx, { action, mode: "auto", ...parties, ...resource, metadata }, { tables });
    const text = `Your account was used from a new device: ${describeDevice(sighting.device)}.`;
    await notify(tx, { recipientUuid: userUuid, type: "security", text, metadata }, { tables });
    return sighting;
  });
}

/** PhoenixKit's application stores the hash of `unknown` for a client that does not say what it is. */
function toDevice({ userUuid, ip, userAgent, browser, os, location }: SignIn): NewKnownDevice {
  const print = createSessionFingerprint({ ip, userAgent: userAgent || "unknown" });
  const { ipAddress, userAgentHash } = print;
  return { userUuid, ipAddress: ipAddress ?? "", userAgentHash: userAgentHash ?? "", browser, os, location };
}

function describeDevice({ browser, os, location, ipAddress }: KnownDevice): string {
  return [browser, os, location, ipAddress].filter(Boolean).join(", ");
}

async function insertOrTouch(
  tx: Db,
  row: NewKnownDevice,
  { userKnownDevices: devices }: NonNullable<InTables<"userKnownDevices">["tables"]>,
): Promise<DeviceSighting> {
  const touch = async () => {
    const seconds = sql.param(new Date(Math.floor(Date.now() / 1000) * 1000), devices.lastSeenAt);
    const [device] = await tx
      .update(devices)
      .set({ lastSeenAt: sql`greatest(${devices.lastSeenAt}, ${seconds})` })
      .where(
        and(
          eq(devices.userUuid, row.userUuid),
          eq(devices.ipAddress, row.ipAddress),
          eq(devices.userAgentHash, row.userAgentHash),
        ),
      )
      .returning();
    return device;
  };
  const known = await touch();
  if (known) return { device: known, isNew: false };
  const [added] = await tx.insert(devices).values(row).onConflictDoNothing().returning();
  if (added) return { device: added, isNew: true };
  // Another sign-in has just added it.
  const raced = await touch();
  if (raced) return { device: raced, isNew: false };
  throw new RuleError("Another session deleted the device at the same moment.", {
    code: "conflict",
    remedy: "Call the function again; nothing was stored.",
  });
}
