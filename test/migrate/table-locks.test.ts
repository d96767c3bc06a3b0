import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { expect, it } from "vitest";
import { up } from "../../src/migrate/up-down.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: database().url });
  await client.connect();
  return client;
}

const token = (name: string) =>
  `INSERT INTO phoenix_kit_users_tokens (user_id, token, context, inserted_at)
   SELECT id, '${name}', 'session', now() FROM phoenix_kit_users`;

it("a row that an application writes while V57 begins is not taken for one without a parent", async () => {
  const { pool } = database();
  await up(pool, { version: 56 });
  await pool.query(`INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
    VALUES ('a@b.c', '', now(), now())`);
  await pool.query(token("first"));
  const [holder, writer] = [await connected(), await connected()];
  await holder.query("BEGIN");
  await holder.query("SELECT FROM phoenix_kit_users_tokens FOR UPDATE");
  const run = up(pool, { version: 57 });
  await sleep(300);
  // it waits for the run, and comes too late for the reference, or comes before and is given one
  const written = writer.query(token("second")).then(
    () => true,
    ({ code }: { code?: string }) => code,
  );
  await sleep(300);
  await holder.query("ROLLBACK");
  expect(await run).toMatchObject({ from: 56, to: 57 });
  expect(await written).toBe(true);
  // V64 gives the reference to those that came after V57
  await up(pool, { version: 64 });
  const { rows } = await pool.query("SELECT FROM phoenix_kit_users_tokens WHERE user_uuid IS NULL");
  expect(rows).toEqual([]);
  await Promise.all([holder.end(), writer.end()]);
});

it("every step that alters a table of before has locked it first", () => {
  const altered = /^\s*ALTER TABLE "public"\."?(\w+)/gm;
  for (const { version, up, down } of readVersions().migrations) {
    for (const { path, statements } of [up, down]) {
      const made = new Set<string>();
      const locked = new Set<string>();
      for (const { sql } of statements) {
        for (const [, name = ""] of sql.matchAll(/CREATE (?:UNLOGGED )?TABLE "public"\."(\w+)"/g))
          made.add(name);
        for (const [list] of sql.matchAll(/LOCK TABLE[^;]+IN ACCESS EXCLUSIVE MODE/g)) {
          for (const [, name = ""] of list.matchAll(/"public"\."(\w+)"/g)) locked.add(name);
        }
        for (const [, name = ""] of sql.matchAll(altered)) {
          expect([path, version, name, made.has(name) || locked.has(name)]).toEqual([
            path,
            version,
            name,
            true,
          ]);
        }
      }
    }
  }
});
