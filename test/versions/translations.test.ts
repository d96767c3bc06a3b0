import { expect, test } from "vitest";
import { down, PhoenixKitError, plan, up } from "../../src/index.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });

const upTo = (prefix: string, version: number) => up(database().pool, { prefix, version });
const downTo = (prefix: string, version: number) => down(database().pool, { prefix, version });
const query = async (sql: string) => (await database().pool.query(sql)).rows;

const insert = (prefix: string, slug: string, texts: string) =>
  query(`INSERT INTO ${prefix}.phoenix_kit_email_templates
      (name, slug, display_name, description, subject, html_body, text_body, inserted_at, updated_at)
    VALUES ('${slug}', '${slug}', ${texts}, now(), now())`);

const texts = (prefix: string, slug: string) =>
  query(`SELECT display_name, description, subject, html_body, text_body
    FROM ${prefix}.phoenix_kit_email_templates WHERE slug = '${slug}'`);

const plain = {
  display_name: "Käse",
  description: null,
  subject: '{"en": "odd"}',
  html_body: '<p>"it\'s"</p>',
  text_body: "",
};

test("texts become English ones and come back as they were", async () => {
  await upTo("texts", 79);
  await insert("texts", "a", `'Käse', NULL, '{"en": "odd"}', '<p>"it''s"</p>', ''`);
  for (const _ of [1, 2]) {
    await upTo("texts", 80);
    expect(await texts("texts", "a")).toEqual([
      {
        display_name: { en: "Käse" },
        description: null,
        subject: { en: '{"en": "odd"}' },
        html_body: { en: '<p>"it\'s"</p>' },
        text_body: { en: "" },
      },
    ]);
    await downTo("texts", 79);
    expect(await texts("texts", "a")).toEqual([plain]);
  }
});

test("a database that is at V80 while its marker says 79 is not wrapped twice", async () => {
  await upTo("twice", 79);
  await insert("twice", "a", `'a', 'b', 'c', 'd', 'e'`);
  await upTo("twice", 80);
  const [before, catalog] = [await texts("twice", "a"), await catalogOf(database().pool, "twice")];
  await query(`COMMENT ON TABLE twice.phoenix_kit IS '79'; DELETE FROM twice.phoenix_kit WHERE version = 80`);
  await upTo("twice", 80);
  expect(await texts("twice", "a")).toEqual(before);
  expectSame(await catalogOf(database().pool, "twice"), catalog);
});

test("down says that other languages are deleted, and stops if there is no English text", async () => {
  await upTo("languages", 80);
  await insert(
    "languages",
    "a",
    `'{"en": "a", "de": "b"}', NULL, '{"en": "c"}', '{"en": "d"}', '{"en": "e"}'`,
  );
  const { steps } = await plan(database().pool, "down", { prefix: "languages", version: 79 });
  expect(steps.flatMap(({ losses }) => losses)).toContainEqual({
    what: "templates with texts in other languages than English",
    count: 1,
  });
  await insert("languages", "b", `'{"en": "a"}', NULL, '{"de": "c"}', '{"en": "d"}', '{"en": null}'`);
  const error = await downTo("languages", 79).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PhoenixKitError);
  expect(String(error)).toContain("2 text(s) of e-mail templates have no English form");
  const listed = await query((error as { cause: { detail: string } }).cause.detail);
  expect(listed.map(({ name }) => name)).toEqual(["b"]);
  await query(`UPDATE languages.phoenix_kit_email_templates
    SET subject = '{"en": "c"}', text_body = '"plain"' WHERE slug = 'b'`);
  await downTo("languages", 79);
  expect((await texts("languages", "b"))[0]).toMatchObject({ subject: "c", text_body: "plain" });
});

test("logs are English unless they say otherwise", async () => {
  await upTo("logs", 79);
  await query(`INSERT INTO logs.phoenix_kit_email_logs (message_id, "to", "from", inserted_at, updated_at)
    VALUES ('m', 't', 'f', now(), now())`);
  await upTo("logs", 80);
  expect(await query("SELECT locale FROM logs.phoenix_kit_email_logs")).toEqual([{ locale: "en" }]);
});
