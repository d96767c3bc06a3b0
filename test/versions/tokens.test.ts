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
