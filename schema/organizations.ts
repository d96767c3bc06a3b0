import { sql } from "drizzle-orm";
import { check, foreignKey, index, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import type { InvitationStatus } from "./allowed-values.ts";
import { bytea, instant, instantNow, instantRenewed, uuidKey } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { UserTables } from "./users.ts";

/** Who is asked to join which organization. */
export function defineOrganizationTables(
  { table, newUuid }: Namespace,
  { users }: Pick<UserTables, "users">,
) {
  /** One row per invitation; of those to one address, an organization has one that is pending at most. */
  const organizationInvitations = table(
    "phoenix_kit_organization_invitations",
    {
      uuid: uuidKey(newUuid),
      organizationUuid: uuid("organization_uuid").notNull(),
      email: varchar("email", { length: 160 }).notNull(),
      invitedByUuid: uuid("invited_by_uuid"),
      token: bytea("token").notNull(),
      status: varchar("status", { length: 20 }).$type<InvitationStatus>().notNull().default("pending"),
      expiresAt: instant("expires_at").notNull(),
      acceptedAt: instant("accepted_at"),
      insertedAt: instantNow("inserted_at"),
      updatedAt: instantRenewed("updated_at"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_organization_invitations_organization_uuid_fkey",
        columns: [t.organizationUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_organization_invitations_invited_by_uuid_fkey",
        columns: [t.invitedByUuid],
        foreignColumns: [users.uuid],
      }).onDelete("set null"),
      check(
        "phoenix_kit_org_invitations_status_check",
        sql`status IN ('pending', 'accepted', 'declined', 'cancelled')`,
      ),
      uniqueIndex("phoenix_kit_org_invitations_pending_unique_idx")
        .on(t.organizationUuid, t.email)
        .where(sql`status = 'pending'`),
      uniqueIndex("phoenix_kit_organization_invitations_token_index").on(t.token),
      index("phoenix_kit_organization_invitations_email_index").on(t.email),
      index("phoenix_kit_organization_invitations_organization_uuid_index").on(t.organizationUuid),
      index("phoenix_kit_organization_invitations_status_index").on(t.status),
    ],
  );

  return { organizationInvitations };
}
