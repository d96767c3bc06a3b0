import { foreignKey, index, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import { utcSecondsNow } from "./timestamp-columns.ts";
import type { UserTables } from "./users.ts";

/** What users have signed in from. */
export function defineKnownDeviceTables({ table, newUuid }: Namespace, { users }: Pick<UserTables, "users">) {
  /** One row per user, address and SHA-256 of the browser's name: a sign-in from elsewhere is a new one. */
  const userKnownDevices = table(
    "phoenix_kit_user_known_devices",
    {
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      ipAddress: varchar("ip_address", { length: 45 }).notNull(),
      userAgentHash: varchar("user_agent_hash", { length: 64 }).notNull(),
      browser: varchar("browser", { length: 100 }),
      os: varchar("os", { length: 100 }),
      firstSeenAt: utcSecondsNow("first_seen_at"),
      lastSeenAt: utcSecondsNow("last_seen_at"),
      location: varchar255("location"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_user_known_devices_user_uuid_fkey",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_known_devices_user_ip_ua_index").on(t.userUuid, t.ipAddress, t.userAgentHash),
      index("phoenix_kit_user_known_devices_user_uuid_index").on(t.userUuid),
    ],
  );

  return { userKnownDevices };
}
