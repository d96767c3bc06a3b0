import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { down, up } from "../../src/index.ts";
import { renderSql } from "../../src/migrations/render.ts";
import { catalogOf, expectSame, rowsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillRows } from "../support/rows.ts";

const database = useDatabase();
const sql = (text: string) => database().pool.query(text);

const templates = {
  magic_link: ["Magic Link Authentication", "Your secure login link", "user_email", "magic_link_url"],
  register: ["Account Confirmation", "Confirm your account", "user_email", "confirmation_url"],
  reset_password: ["Password Reset", "Reset your password", "user_email", "reset_url"],
  test_email: [
    ...["Test Email", "Test Tracking Email - {{timestamp}}"],
    ...["recipient_email", "timestamp", "test_link_url"],
  ],
  update_email: ["Email Change Confirmation", "Confirm your email change", "user_email", "update_url"],
};

async function templatesIn(prefix: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql(`SELECT * FROM ${prefix}.phoenix_kit_email_templates ORDER BY name`);
  return rows;
}

test("V15 brings five system templates, each with just the places that it declares", async () => {
  await up(database().pool, { prefix: "templates", version: 15 });
  const rows = await templatesIn("templates");
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(templates));
  for (const row of rows) {
    const name = row.name as keyof typeof templates;
    const [display_name, subject, ...places] = templates[name];
    expect(row).toMatchObject({ display_name, subject, slug: name.replaceAll("_", "-") });
    expect(row).toMatchObject({ category: "system", status: "active", is_system: true, version: 1 });
    expect(row).toMatchObject({ usage_count: 0, metadata: {}, last_used_at: null });
    expect(Object.keys(row.variables as object).toSorted()).toEqual(places.toSorted());
    expect(placesIn(`${row.html_body}`)).toEqual(new Set([...places, ...placesIn(subject)]));
    expect(placesIn(`${row.text_body}`)).toEqual(new Set(places));
  }
});

function placesIn(text = ""): Set<string> {
  return new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, place = ""]) => place));
}

test("templates go into the prefix that is migrated, with public's or without, and only there", async () => {
  const { pool } = database();
  await up(pool, { prefix: "alone", version: 16 });
  expect(await templatesIn("alone")).toHaveLength(5);
  await down(pool, { version: 15 });
  await sql("UPDATE phoenix_kit_email_templates SET subject = 'Own words'");
  await sql("DELETE FROM phoenix_kit_email_templates WHERE name = 'register'");
  const before = await rowsOf(pool, "public");
  await up(pool, { prefix: "beside", version: 27 });
  expect(await templatesIn("beside")).toHaveLength(5);
  expect(await rowsOf(pool, "public")).toEqual(before);
});

test("seeding again leaves a template of the same name as it is", async () => {
  await up(database().pool, { prefix: "reseeded", version: 15 });
  await sql("UPDATE reseeded.phoenix_kit_email_templates SET html_body = 'mine', is_system = false");
  await sql("DELETE FROM reseeded.phoenix_kit_email_templates WHERE name IN ('register', 'test_email')");
  const mine = await templatesIn("reseeded");
  await sql(renderSql(readFileSync("drizzle/patches/v15.after.sql", "utf8"), "reseeded"));
  const rows = await templatesIn("reseeded");
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(templates));
  expect(rows.filter(({ html_body }) => html_body === "mine")).toEqual(mine);
});

test("down from V22 keeps what V13 and V21 brought, values included", async () => {
  const { pool } = database();
  await up(pool, { prefix: "whole", version: 21 });
  await fillRows(pool, "whole", 21);
  const before = { catalog: await catalogOf(pool, "whole"), rows: await rowsOf(pool, "whole") };
  await up(pool, { prefix: "whole", version: 22 });
  await fillRows(pool, "whole", 22);
  await down(pool, { prefix: "whole", version: 21 });
  expectSame(await catalogOf(pool, "whole"), before.catalog);
  const { phoenix_kit: history, ...rows } = await rowsOf(pool, "whole");
  expect(history).toHaveLength(21);
  expect({ phoenix_kit: before.rows.phoenix_kit, ...rows }).toEqual(before.rows);
  const columns = Object.keys(before.catalog.tables.phoenix_kit_email_logs?.columns ?? {});
  expect(columns).toEqual(
    expect.arrayContaining(["aws_message_id", "bounced_at", "complained_at", "opened_at", "clicked_at"]),
  );
});

test("a rollback through V13 keeps going after V22", async () => {
  const { pool } = database();
  await up(pool, { prefix: "through", version: 27 });
  await fillRows(pool, "through", 27);
  await down(pool, { prefix: "through", version: 21 });
  await down(pool, { prefix: "through", version: 20 });
  await up(pool, { prefix: "through", version: 22 });
  await down(pool, { prefix: "through", version: 12 });
  await down(pool, { prefix: "through", version: 0 });
});

test("an AWS id is refused twice by both of its indexes from V22 on, by V13's alone below", async () => {
  const { pool } = database();
  const uniques = async () => {
    const { tables } = await catalogOf(pool, "twice");
    return Object.entries(tables.phoenix_kit_email_logs?.indexes ?? {})
      .filter(([, { definition }]) => /UNIQUE.*\(aws_message_id\)/.test(definition))
      .map(([name]) => name);
  };
  await up(pool, { prefix: "twice", version: 22 });
  expect(await uniques()).toEqual([
    "phoenix_kit_email_logs_aws_message_id_index",
    "phoenix_kit_email_logs_aws_message_id_uidx",
  ]);
  await down(pool, { prefix: "twice", version: 21 });
  expect(await uniques()).toEqual(["phoenix_kit_email_logs_aws_message_id_index"]);
});
