import { getTableName, is, Table } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { escapeIdentifier } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { defineSchema, type Schema, schema, type Tables } from "../../schema/index.ts";
import { useDatabase } from "../support/database.ts";
import { quotedPrefix } from "../support/prefixes.ts";
import { fillRelations } from "./relation-rows.ts";

const database = useDatabase({ prefixes: ["public", quotedPrefix] });
const prefix = quotedPrefix;

/** Column → column that it refers to, and the names of the relation at either end. */
const references = `
users.organization_uuid users.uuid users.organization users.members
users_tokens.user_uuid users.uuid usersTokens.user users.tokens
user_oauth_providers.user_uuid users.uuid userOauthProviders.user users.oauthProviders
user_role_assignments.user_uuid users.uuid userRoleAssignments.user users.roleAssignments
user_role_assignments.role_uuid user_roles.uuid userRoleAssignments.role userRoles.assignments
user_role_assignments.assigned_by_uuid users.uuid userRoleAssignments.assignedBy users.assignmentsMade
role_permissions.role_uuid user_roles.uuid rolePermissions.role userRoles.permissions
role_permissions.granted_by_uuid users.uuid rolePermissions.grantedBy users.permissionsGranted
organization_invitations.organization_uuid users.uuid organizationInvitations.organization users.invitations
organization_invitations.invited_by_uuid users.uuid organizationInvitations.invitedBy users.invitationsSent
referral_codes.created_by_uuid users.uuid referralCodes.createdBy users.referralCodes
referral_codes.beneficiary_uuid users.uuid referralCodes.beneficiary users.beneficiaryReferralCodes
referral_code_usage.code_uuid referral_codes.uuid referralCodeUsage.code referralCodes.uses
referral_code_usage.used_by_uuid users.uuid referralCodeUsage.usedBy users.referralCodeUses
audit_logs.target_user_uuid users.uuid auditLogs.targetUser users.auditLogs
audit_logs.admin_user_uuid users.uuid auditLogs.adminUser users.auditLogsAsAdmin
email_logs.user_uuid users.uuid emailLogs.user users.emailLogs
email_logs.template_name email_templates.name emailLogs.template emailTemplates.emailLogs
email_events.email_log_uuid email_logs.uuid emailEvents.emailLog emailLogs.events
email_orphaned_events.matched_email_log_uuid email_logs.uuid emailOrphanedEvents.matchedEmailLog emailLogs.matchedEvents
email_blocklist.user_uuid users.uuid emailBlocklist.user users.blocklistEntries
email_templates.created_by_user_uuid users.uuid emailTemplates.createdBy users.templatesCreated
email_templates.updated_by_user_uuid users.uuid emailTemplates.updatedBy users.templatesUpdated
entities.created_by_uuid users.uuid entities.createdBy users.entitiesCreated
entity_data.entity_uuid entities.uuid entityData.entity entities.records
entity_data.created_by_uuid users.uuid entityData.createdBy users.entityDataCreated
entity_data.parent_uuid entity_data.uuid entityData.parent entityData.children
files.user_uuid users.uuid files.user users.files
files.folder_uuid media_folders.uuid files.folder mediaFolders.files
files.parent_file_uuid files.uuid files.parent files.children
media_folders.parent_uuid media_folders.uuid mediaFolders.parent mediaFolders.children
media_folders.user_uuid users.uuid mediaFolders.user users.mediaFolders
media_folders.cover_file_uuid files.uuid mediaFolders.coverFile files.coverOf
media_folders.logo_file_uuid files.uuid mediaFolders.logoFile files.logoOf
media_folder_links.folder_uuid media_folders.uuid mediaFolderLinks.folder mediaFolders.fileLinks
media_folder_links.file_uuid files.uuid mediaFolderLinks.file files.folderLinks
file_instances.file_uuid files.uuid fileInstances.file files.instances
file_locations.file_instance_uuid file_instances.uuid fileLocations.instance fileInstances.locations
file_locations.bucket_uuid buckets.uuid fileLocations.bucket buckets.locations
user_known_devices.user_uuid users.uuid userKnownDevices.user users.knownDevices
admin_notes.user_uuid users.uuid adminNotes.user users.notes
admin_notes.author_uuid users.uuid adminNotes.author users.notesWritten
activities.actor_uuid users.uuid activities.actor users.activities
activities.target_uuid users.uuid activities.target users.activitiesAsTarget
notifications.activity_uuid activities.uuid notifications.activity activities.notifications
notifications.recipient_uuid users.uuid notifications.recipient users.notifications
annotations.file_uuid files.uuid annotations.file files.annotations
annotations.creator_uuid users.uuid annotations.creator users.annotations
mentions.actor_uuid users.uuid mentions.actor users.mentionsMade
access_requests.requester_uuid users.uuid accessRequests.requester users.accessRequests
access_requests.decided_by_uuid users.uuid accessRequests.decidedBy users.accessRequestsDecided
scheduled_jobs.created_by_uuid users.uuid scheduledJobs.createdBy users.scheduledJobs`
  .trim()
  .split("\n")
  .map((line) => {
    const [from = "", to = "", one = "", many = ""] = line.split(/\s+/);
    return { from, to, one, many };
  });

describe.each([
  ["public", schema],
  [prefix, defineSchema(prefix)],
])("the relations of %s", (name: string, tenant: Schema) => {
  const connect = () => drizzle({ client: database().pool, schema: tenant });
  const sqlName = (table: string) => `${escapeIdentifier(name)}.phoenix_kit_${table}`;

  /** All rows of a table, with those that a relation leads to. */
  async function related(relation: string): Promise<{ row: Row; others: Row[] }[]> {
    const [table, property = ""] = relation.split(".") as ["users", string];
    const rows: Row[] = await connect().query[table].findMany({
      with: { [property]: true } as { tokens: true },
    });
    return rows.map(({ [property]: others, ...row }) => ({ row, others: [others ?? []].flat() as Row[] }));
  }

  beforeAll(async () => {
    await fillRelations(connect(), tenant);
  });

  it.each(references)("$from → $to is $one and $many", async ({ from, to, one, many }) => {
    const [child = "", column = ""] = from.split(".");
    const [parent = "", key = ""] = to.split(".");
    const { rows } = await database().pool.query(
      `SELECT child.uuid AS child, parent.uuid AS parent
       FROM ${sqlName(child)} child JOIN ${sqlName(parent)} parent ON child.${column} = parent.${key}`,
    );
    const pairs = rows.map((row) => `${row.child} ${row.parent}`).sort();
    expect(pairs).not.toEqual([]);

    const ones = (await related(one)).flatMap(({ row, others }) => others.map((it) => [row, it] as const));
    const manys = (await related(many)).flatMap(({ row, others }) => others.map((it) => [it, row] as const));
    for (const found of [ones, manys]) {
      expect(found.map(([below, above]) => `${below.uuid} ${above.uuid}`).sort()).toEqual(pairs);
    }
  });

  it.each(references)("what $one and $many bring is as it is read by itself", async ({ one, many }) => {
    for (const [from, to] of [
      [one, many],
      [many, one],
    ] as const) {
      const [table] = to.split(".") as [keyof Tables];
      const plain: Row[] = await connect()
        .select()
        .from(tenant[table] as Tables["users"]);
      const nested = (await related(from)).flatMap(({ others }) => others);
      for (const row of nested) {
        expect(bytesAsArrays(row)).toEqual(bytesAsArrays(plain.find(({ uuid }) => uuid === row.uuid)));
      }
    }
  });

  it("lead on, through several tables", async () => {
    const [bob] = await connect().query.users.findMany({
      columns: { email: true },
      with: { roleAssignments: { with: { role: { with: { permissions: true } }, assignedBy: true } } },
      where: (users, { eq }) => eq(users.email, "BOB@x.y"),
    });
    const [assignment] = bob?.roleAssignments ?? [];
    expect(assignment?.assignedBy?.email).toBe("ada@x.y");
    expect(assignment?.role.permissions.map(({ moduleKey }) => moduleKey).sort()).toEqual(["media", "users"]);
  });
});

describe("the list of relations", () => {
  it("is of all that the schema has, and each is there once", () => {
    const listed = references.flatMap(({ one, many }) => [one, many]);
    expect(new Set(listed).size).toBe(listed.length);
    const { _ } = drizzle.mock({ schema });
    const there = Object.entries(_.schema ?? {}).flatMap(([table, { relations }]) =>
      Object.keys(relations).map((relation) => `${table}.${relation}`),
    );
    expect(there.sort()).toEqual(listed.sort());
  });

  it("has every foreign key, under its table", async () => {
    const { rows } = await database().pool.query<{ from: string }>(
      `SELECT replace(conrelid::regclass::text, 'phoenix_kit_', '') || '.' || attname AS from
       FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
       WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
    );
    expect(rows.map(({ from }) => from)).toHaveLength(37);
    expect(references.map(({ from }) => from)).toEqual(expect.arrayContaining(rows.map(({ from }) => from)));
    for (const { from, one } of references) {
      const [table] = one.split(".") as [keyof Tables];
      const found = schema[table];
      expect(is(found, Table) && getTableName(found)).toBe(`phoenix_kit_${from.split(".")[0]}`);
    }
  });
});

type Row = Record<string, unknown>;

/** node-postgres gives bytes as a Buffer. */
function bytesAsArrays(row: Row | undefined): Row {
  const bytes = (value: unknown) => (value instanceof Uint8Array ? [...value] : value);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, bytes(value)]));
}
