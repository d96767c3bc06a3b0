import { expect, test } from "vitest";
import { down, up } from "../../src/index.ts";
import { useDatabase } from "../support/database.ts";

const prefix = "tokens";
const database = useDatabase();
const sql = (text: string, values: unknown[] = []) => database().pool.query(text, values);

const insert = (user: number | null, context: string) =>
  sql(
    `INSERT INTO ${prefix}.phoenix_kit_users_tokens (user_id, token, context, inserted_at)
     VALUES ($1, convert_to($2, 'UTF8'), $2, now())`,
    [user, context],
  );

const contexts = async () => {
  const { rows } = await sql(`SELECT context FROM ${prefix}.phoenix_kit_users_tokens ORDER BY context`);
  return rows.map(({ context }) => context);
};

test("below V16 every token needs a user, and from V16 on all but registration links do, up and down", async () => {
  const { pool } = database();
  await up(pool, { prefix, version: 15 });
  await sql(`INSERT INTO ${prefix}.phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
             VALUES (1, 'a@example.com', '', now(), now())`);
  await insert(1, "session");
  await expect(insert(null, "magic_link_registration")).rejects.toMatchObject({ code: "23502" });

  await up(pool, { prefix, version: 16 });
  await insert(null, "magic_link_registration");
  await insert(1, "magic_link");
  for (const context of [
    "session",
    "magic_link",
    "magic_link_registration ",
    "",
    "MAGIC_LINK_REGISTRATION",
  ]) {
    await expect(insert(null, context)).rejects.toMatchObject({
      code: "23514",
      constraint: "user_id_required_for_non_registration_tokens",
    });
  }
  await expect(sql(`UPDATE ${prefix}.phoenix_kit_users_tokens SET user_id = NULL`)).rejects.toMatchObject({
    code: "23514",
  });

  await down(pool, { prefix, version: 15 });
  expect(await contexts()).toEqual(["magic_link", "session"]);
  await expect(insert(null, "magic_link_registration")).rejects.toMatchObject({ code: "23502" });
  await up(pool, { prefix, version: 27 });
  expect(await contexts()).toEqual(["magic_link", "session"]);
});

test("down from V16 keeps a registration link that has a user", async () => {
  const { pool } = database();
  await up(pool, { prefix, version: 16 });
  await sql(`DELETE FROM ${prefix}.phoenix_kit_users_tokens`);
  await insert(1, "magic_link_registration");
  await down(pool, { prefix, version: 15 });
  expect(await contexts()).toEqual(["magic_link_registration"]);
});

test("a registration link without a user goes up to the newest version and back, and no other token does", async () => {
  const { pool } = database();
  await up(pool, { prefix, version: 16 });
  await sql(`DELETE FROM ${prefix}.phoenix_kit_users_tokens`);
  await insert(null, "magic_link_registration");
  await up(pool, { prefix });
  expect((await sql(`SELECT user_uuid, context FROM ${prefix}.phoenix_kit_users_tokens`)).rows).toEqual([
    { user_uuid: null, context: "magic_link_registration" },
  ]);
  await expect(
    sql(`UPDATE ${prefix}.phoenix_kit_users_tokens SET context = 'session'`),
  ).rejects.toMatchObject({
    constraint: "user_uuid_required_for_non_registration_tokens",
  });
  await down(pool, { prefix, version: 16 });
  expect((await sql(`SELECT user_id, context FROM ${prefix}.phoenix_kit_users_tokens`)).rows).toEqual([
    { user_id: null, context: "magic_link_registration" },
  ]);
});

test("V57 stops on a session whose user is gone, however that came about", async () => {
  const { pool } = database();
  await up(pool, { prefix, version: 56 });
  await sql(`DELETE FROM ${prefix}.phoenix_kit_users_tokens;
    ALTER TABLE ${prefix}.phoenix_kit_users_tokens DROP CONSTRAINT phoenix_kit_users_tokens_user_id_fkey`);
  await insert(4711, "session");
  await insert(4711, "magic_link_registration");
  const stopped = up(pool, { prefix, version: 57 });
  await expect(stopped).rejects.toMatchObject({
    version: 57,
    message: expect.stringContaining("1 reference(s) have no parent"),
  });
  const { detail } = (await stopped.catch((error) => error.cause)) as { detail: string };
  expect((await sql(detail)).rows).toMatchObject([{ context: "session", user_id: "4711" }]);
  await sql(`DELETE FROM ${prefix}.phoenix_kit_users_tokens;
    ALTER TABLE ${prefix}.phoenix_kit_users_tokens ADD CONSTRAINT phoenix_kit_users_tokens_user_id_fkey
      FOREIGN KEY (user_id) REFERENCES ${prefix}.phoenix_kit_users ON DELETE CASCADE`);
  await down(pool, { prefix, version: 16 });
});

test("an OAuth account belongs to one user, follows a change of the user's id, and goes with the user", async () => {
  const { pool } = database();
  await up(pool, { prefix, version: 16 });
  const link = (user: number, uid: string) =>
    sql(
      `INSERT INTO ${prefix}.phoenix_kit_user_oauth_providers
         (user_id, provider, provider_uid, inserted_at, updated_at) VALUES ($1, 'github', $2, now(), now())`,
      [user, uid],
    );
  await sql(`INSERT INTO ${prefix}.phoenix_kit_users (id, email, hashed_password, inserted_at, updated_at)
             VALUES (2, 'b@example.com', '', now(), now())`);
  await link(1, "one");
  await expect(link(2, "one")).rejects.toMatchObject({ code: "23505" });
  await expect(link(1, "two")).rejects.toMatchObject({ code: "23505" });
  await sql(`DELETE FROM ${prefix}.phoenix_kit_users_tokens`);
  await sql(`UPDATE ${prefix}.phoenix_kit_users SET id = 10 WHERE id = 1`);
  const owners = `SELECT user_id FROM ${prefix}.phoenix_kit_user_oauth_providers`;
  expect((await sql(owners)).rows).toEqual([{ user_id: "10" }]);
  await sql(`DELETE FROM ${prefix}.phoenix_kit_users WHERE id = 10`);
  expect((await sql(owners)).rows).toEqual([]);
});
