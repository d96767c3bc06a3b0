import { escapeIdentifier, type Pool } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { type Catalog, emptyCatalog } from "../../src/catalog/catalog.ts";
import { down, migratedVersion, up } from "../../src/index.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { useCopies, useDatabase } from "../support/database.ts";
import { fillPeople } from "../support/people.ts";

const newest = getNewestVersion();
const core = readVersions()
  .migrations.map(({ version }) => version)
  .filter((version) => version >= 27);

/** With every extension, because down migrations keep them. */
const database = useDatabase();
/** The catalog at each version that changes a table, as single steps up give it. */
const expected = new Map([[0, emptyCatalog()]]);

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const catalog = (prefix: string) => catalogOf(database().pool, prefix);

/** The catalog at a version; of one that changes no table, that of the one before, but for the marker. */
function at(version: number): Catalog {
  const found = expected.get(version) ?? expected.get(core.findLast((known) => known <= version) ?? 0);
  if (!found) throw new Error(`No catalog was read at V${version}.`);
  const { phoenix_kit: marker, ...tables } = found.tables;
  if (!marker) return found;
  return { ...found, tables: { ...tables, phoenix_kit: { ...marker, comment: String(version) } } };
}

/** Rows of the tables and columns that came after V27. */
async function fillNewest(pool: Pool, prefix: string): Promise<void> {
  const s = escapeIdentifier(prefix);
  await pool.query(`
    INSERT INTO ${s}.phoenix_kit_role_permissions (role_uuid, module_key, granted_by_uuid)
      SELECT role.uuid, 'calendar', person.uuid
      FROM ${s}.phoenix_kit_user_roles AS role, ${s}.phoenix_kit_users AS person
      WHERE role.name = 'Admin' AND person.username = 'u1';
    UPDATE ${s}.phoenix_kit_users SET account_type = 'organization', organization_name = 'Käse GmbH'
      WHERE username = 'u1';
    UPDATE ${s}.phoenix_kit_users SET organization_uuid = (
      SELECT uuid FROM ${s}.phoenix_kit_users WHERE username = 'u1') WHERE username = 'u2';
    INSERT INTO ${s}.phoenix_kit_organization_invitations (organization_uuid, email, token, expires_at)
      SELECT uuid, 'new@example.com', 'secret', now() FROM ${s}.phoenix_kit_users WHERE username = 'u1';
    INSERT INTO ${s}.phoenix_kit_media_folders (name) VALUES ('outer');
    INSERT INTO ${s}.phoenix_kit_media_folders (name, parent_uuid, cover_file_uuid, header_show_date)
      SELECT 'inner', folder.uuid, file.uuid, false
      FROM ${s}.phoenix_kit_media_folders AS folder, ${s}.phoenix_kit_files AS file
      WHERE file.original_file_name = 'f1';
    INSERT INTO ${s}.phoenix_kit_media_folder_links (folder_uuid, file_uuid)
      SELECT folder.uuid, file.uuid
      FROM ${s}.phoenix_kit_media_folders AS folder, ${s}.phoenix_kit_files AS file WHERE folder.name = 'outer';
    UPDATE ${s}.phoenix_kit_files SET trashed_at = now(), folder_uuid = (
      SELECT uuid FROM ${s}.phoenix_kit_media_folders WHERE name = 'inner');
    UPDATE ${s}.phoenix_kit_entity_data SET position = 1, parent_uuid = (
      SELECT uuid FROM ${s}.phoenix_kit_entity_data WHERE title = 'd1') WHERE title = 'd2';
    UPDATE ${s}.phoenix_kit_storage_dimensions SET alternative_formats = '{webp,avif}';
    UPDATE ${s}.phoenix_kit_email_templates SET subject = subject || '{"de": "Hallo"}';
    INSERT INTO ${s}.phoenix_kit_admin_notes (user_uuid, author_uuid, content, inserted_at, updated_at)
      SELECT about.uuid, author.uuid, 'Käse', now(), now()
      FROM ${s}.phoenix_kit_users AS about, ${s}.phoenix_kit_users AS author WHERE author.username = 'u1';
    INSERT INTO ${s}.phoenix_kit_user_known_devices (user_uuid, ip_address, user_agent_hash, location)
      SELECT uuid, '::1', repeat('0', 64), 'Pärnu' FROM ${s}.phoenix_kit_users;
    INSERT INTO ${s}.phoenix_kit_scheduled_jobs (job_type, handler_module, resource_type, resource_uuid, scheduled_at,
        created_by_uuid, inserted_at, updated_at)
      SELECT 'publish', 'A.B', 'post', gen_random_uuid(), now(), creator, now(), now()
      FROM unnest(ARRAY[NULL, (SELECT uuid FROM ${s}.phoenix_kit_users WHERE username = 'u2')]) AS creator;
    INSERT INTO ${s}.phoenix_kit_activities (action, actor_uuid, target_uuid)
      SELECT 'user.updated', uuid, gen_random_uuid() FROM ${s}.phoenix_kit_users;
    INSERT INTO ${s}.phoenix_kit_notifications (activity_uuid, recipient_uuid, metadata)
      SELECT uuid, actor_uuid, '{"dedupe_key": "a"}'::jsonb FROM ${s}.phoenix_kit_activities
      UNION ALL SELECT NULL, uuid, '{"notification_text": "b"}' FROM ${s}.phoenix_kit_users;
    INSERT INTO ${s}.phoenix_kit_annotations (file_uuid, creator_uuid, kind, geometry, title, inserted_at, updated_at)
      SELECT uuid, user_uuid, 'circle', '{}', 'x', now(), now() FROM ${s}.phoenix_kit_files;
    INSERT INTO ${s}.phoenix_kit_mentions (source_type, source_uuid, kind, target_type, target_uuid, actor_uuid)
      SELECT 'post', gen_random_uuid(), 'user', 'user', uuid, uuid FROM ${s}.phoenix_kit_users;
    INSERT INTO ${s}.phoenix_kit_access_requests (requester_uuid, resource_type, resource_uuid)
      SELECT uuid, 'post', gen_random_uuid() FROM ${s}.phoenix_kit_users;
    INSERT INTO ${s}.phoenix_kit_email_send_profiles (name, integration_uuid, provider_kind, is_default)
      VALUES ('a', gen_random_uuid(), 'smtp', true), ('b', gen_random_uuid(), 'smtp', false);
    INSERT INTO ${s}.phoenix_kit_email_metrics (metric_key, inserted_at, updated_at) VALUES ('sent', now(), now())`);
}

beforeAll(async () => {
  for (const version of core) {
    await upTo("steps", version);
    expected.set(version, await catalog("steps"));
  }
});

test("the newest version has 38 tables in one run, and the same as in single steps", async () => {
  await upTo("one run", newest);
  expectSame(await catalog("one run"), at(newest));
  expect(Object.keys(at(newest).tables)).toHaveLength(38);
});

test("rows of V27 go up to the newest version in one run to the same catalog", async () => {
  await upTo("from 27", 27);
  await fillPeople(database().pool, "from 27", 5);
  await upTo("from 27", newest);
  expectSame(await catalog("from 27"), at(newest));
});

test("single steps down from the newest version and up again, with rows in the tables, pass through the same catalogs", async () => {
  const { pool } = database();
  const prefix = 'way "back" 1';
  await upTo(prefix, 27);
  await fillPeople(pool, prefix, 10);
  await upTo(prefix, newest);
  await fillNewest(pool, prefix);
  for (let version = newest - 1; version >= 27; version--) {
    await downTo(prefix, version);
    expect(await migratedVersion(pool, { prefix })).toBe(version);
    if (expected.has(version) || expected.has(version + 1)) expectSame(await catalog(prefix), at(version));
  }
  for (const version of core) {
    await upTo(prefix, version);
    expectSame(await catalog(prefix), at(version));
  }
});

describe("the newest version with rows in the tables", () => {
  const prefix = "down from the newest";
  const copy = useCopies(async ({ pool }) => {
    await up(pool, { prefix, version: 27 });
    await fillPeople(pool, prefix, 5);
    await up(pool, { prefix, version: newest });
    await fillNewest(pool, prefix);
  });

  test.each([...core.slice(0, -1), 0])("goes down to V%i in one run", async (version) => {
    const { pool, drop } = await copy();
    await down(pool, { prefix, version });
    expectSame(await catalogOf(pool, prefix), at(version));
    await drop();
  });
});

test("a version that changes no managed table only changes the marker, up and down", async () => {
  const { pool } = database();
  await upTo("marker", 28);
  const { steps } = await upTo("marker", 29);
  expect(steps.map(({ version, outcome }) => [version, outcome])).toEqual([[29, "marker-only"]]);
  expect(await migratedVersion(pool, { prefix: "marker" })).toBe(29);
  expectSame(await catalog("marker"), at(29));
  await upTo("marker", 38);
  await downTo("marker", 31);
  expectSame(await catalog("marker"), at(31));
  await upTo("marker", 40);
  expectSame(await catalog("marker"), at(40));
});
