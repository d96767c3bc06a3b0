import { expect, test } from "vitest";
import { down, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const sql = (text: string) => database().pool.query(text);

/** A schema at V01 with these users: id, and whether active. */
async function atV01(prefix: string, users: [id: number, active: boolean][]): Promise<void> {
  await up(database().pool, { prefix, version: 1 });
  for (const [id, active] of users) {
    await sql(`INSERT INTO ${prefix}.phoenix_kit_users (id, email, hashed_password, is_active, inserted_at, updated_at)
               VALUES (${id}, 'user-${id}@example.com', '', ${active}, now() - ${id} * interval '1 day', now())`);
  }
}

async function assignments(prefix: string): Promise<unknown[]> {
  const { rows } = await sql(
    `SELECT user_id::int AS user, name AS role FROM ${prefix}.phoenix_kit_user_role_assignments
     JOIN ${prefix}.phoenix_kit_user_roles r ON r.id = role_id ORDER BY 1, 2`,
  );
  return rows;
}

test("V02 makes the user with the lowest id Owner, whoever is older, and nobody else anything", async () => {
  await atV01("owner", [
    [9, true],
    [4, false],
    [7, true],
  ]);
  await up(database().pool, { prefix: "owner", version: 2 });
  expect(await assignments("owner")).toEqual([{ user: 4, role: "Owner" }]);
});

test("V02 makes nobody Owner if there are no users, and no later version does once there are", async () => {
  await up(database().pool, { prefix: "nobody", version: 2 });
  await sql(`INSERT INTO nobody.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
             VALUES ('first@example.com', '', now(), now())`);
  await up(database().pool, { prefix: "nobody", version: 27 });
  expect(await assignments("nobody")).toEqual([]);
});

test("users who remain at V01 get one Owner again, the one with the lowest id", async () => {
  const { pool } = database();
  await atV01("again", [
    [1, true],
    [2, true],
  ]);
  await up(pool, { prefix: "again", version: 4 });
  await sql("UPDATE again.phoenix_kit_user_role_assignments SET user_id = 2");
  await up(pool, { prefix: "again", version: 27 });
  expect(await assignments("again")).toEqual([{ user: 2, role: "Owner" }]);
  await down(pool, { prefix: "again", version: 2 });
  expect(await assignments("again")).toEqual([{ user: 2, role: "Owner" }]);
  await down(pool, { prefix: "again", version: 1 });
  await up(pool, { prefix: "again", version: 3 });
  expect(await assignments("again")).toEqual([{ user: 1, role: "Owner" }]);
});

test("V04 dates an existing assignment by its own time, and down from V04 keeps it", async () => {
  const { pool } = database();
  await atV01("dated", [[1, true]]);
  await up(pool, { prefix: "dated", version: 2 });
  await sql("UPDATE dated.phoenix_kit_user_role_assignments SET inserted_at = '2001-02-03 04:05:06'");
  await up(pool, { prefix: "dated", version: 4 });
  const { rows } = await sql(
    `SELECT assigned_at::text, assigned_by, is_active FROM dated.phoenix_kit_user_role_assignments`,
  );
  expect(rows).toEqual([{ assigned_at: "2001-02-03 04:05:06", assigned_by: null, is_active: true }]);
  await down(pool, { prefix: "dated", version: 3 });
  expect(await assignments("dated")).toEqual([{ user: 1, role: "Owner" }]);
});

test("the user who assigned a role may be deleted; deleting its holder deletes the assignment", async () => {
  const { pool } = database();
  await atV01("gone", [
    [1, true],
    [2, true],
    [3, true],
  ]);
  await up(pool, { prefix: "gone", version: 4 });
  await sql(`INSERT INTO gone.phoenix_kit_user_role_assignments (user_id, role_id, assigned_by, inserted_at)
             SELECT 2, id, 3, now() FROM gone.phoenix_kit_user_roles WHERE name = 'Admin'`);
  await sql("DELETE FROM gone.phoenix_kit_users WHERE id IN (1, 3)");
  expect(await assignments("gone")).toEqual([{ user: 2, role: "Admin" }]);
  const { rows } = await sql("SELECT assigned_by FROM gone.phoenix_kit_user_role_assignments");
  expect(rows).toEqual([{ assigned_by: null }]);
});

test.each([2, 27])(
  "at V%i, a system role can't be deleted, renamed or unflagged, and the error says so",
  async (version) => {
    const prefix = `protected_${version}`;
    const roles = `${prefix}.phoenix_kit_user_roles`;
    await up(database().pool, { prefix, version });
    for (const name of ["Owner", "Admin", "User"]) {
      const role = `WHERE name = '${name}'`;
      await expect(sql(`DELETE FROM ${roles} ${role}`)).rejects.toThrow(
        `system role "${name}" cannot be deleted`,
      );
      await expect(sql(`UPDATE ${roles} SET name = 'owner' ${role}`)).rejects.toThrow(
        `system role "${name}" cannot be renamed`,
      );
      await expect(sql(`UPDATE ${roles} SET is_system_role = false ${role}`)).rejects.toThrow(
        `system role "${name}" cannot be turned into an ordinary role`,
      );
      await sql(`UPDATE ${roles} SET description = 'Eigene Worte', updated_at = now() ${role}`);
    }
    const { rows } = await sql(
      `SELECT name FROM ${roles} WHERE is_system_role AND description = 'Eigene Worte' ORDER BY name`,
    );
    expect(rows).toEqual([{ name: "Admin" }, { name: "Owner" }, { name: "User" }]);
  },
);

test("a statement that touches a system role among others changes none of them", async () => {
  await up(database().pool, { prefix: "among", version: 2 });
  await sql(`INSERT INTO among.phoenix_kit_user_roles (name, inserted_at, updated_at)
             VALUES ('Editor', now(), now())`);
  await expect(sql("DELETE FROM among.phoenix_kit_user_roles")).rejects.toMatchObject({ code: "23001" });
  const { rows } = await sql("SELECT count(*)::int FROM among.phoenix_kit_user_roles");
  expect(rows).toEqual([{ count: 4 }]);
});

test("the host's roles can be created, renamed, deleted, and turned into a system role", async () => {
  const roles = "own.phoenix_kit_user_roles";
  await up(database().pool, { prefix: "own", version: 2 });
  await sql(`INSERT INTO ${roles} (name, inserted_at, updated_at)
             VALUES ('Editor', now(), now()), ('Guest', now(), now()), ('owner', now(), now())`);
  await sql(`UPDATE ${roles} SET name = 'Author' WHERE name = 'Editor'`);
  await sql(`UPDATE ${roles} SET is_system_role = true WHERE name = 'Author'`);
  await sql(`DELETE FROM ${roles} WHERE name = 'Guest'`);
  await expect(sql(`DELETE FROM ${roles} WHERE name = 'Author'`)).rejects.toThrow(
    '"Author" cannot be deleted',
  );
  const { rows } = await sql(
    `SELECT name FROM ${roles} WHERE name IN ('Author', 'Guest', 'owner') ORDER BY name`,
  );
  expect(rows).toEqual([{ name: "Author" }, { name: "owner" }]);
});

test.each([
  ["in one run to V53", [53]],
  ["version by version", [52, 53, 142, 171, 172, 180]],
  ["in one run to the newest version", [180]],
])("V53 gives Admin every key, and nobody else any (%s)", async (name, versions) => {
  const prefix = `admin_${versions.length}_${name.length}`;
  for (const version of versions) await up(database().pool, { prefix, version });
  const last = versions.at(-1) ?? 0;
  const { rows } = await sql(`SELECT name AS role, array_agg(module_key::text ORDER BY module_key) AS keys
    FROM ${prefix}.phoenix_kit_role_permissions
    JOIN ${prefix}.phoenix_kit_user_roles r ON ${last < 74 ? "r.id = role_id" : "r.uuid = role_uuid"}
    GROUP BY 1`);
  const keys = [
    "ai",
    "billing",
    "connections",
    "dashboard",
    "db",
    "emails",
    "entities",
    "jobs",
    "languages",
    "legal",
  ];
  keys.push("maintenance", "media", "modules", "posts", "publishing", "referrals", "seo", "settings", "shop");
  keys.push("sitemap", "storage", "sync", "tickets", "users", ...(last < 172 ? [] : ["crawlers"]));
  expect(rows).toEqual([{ role: "Admin", keys: keys.sort() }]);
});
