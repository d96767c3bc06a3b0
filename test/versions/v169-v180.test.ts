import { describe, expect, test } from "vitest";
import { migratedVersion, up } from "../../src/index.ts";
import { prefix, s, useLaterVersions } from "./later-versions.ts";

const { database, upTo, downTo, query, column, lossesOf, refusal } = useLaterVersions();

describe("V169", () => {
  test("takes records without a creator, and down refuses them with their count and the marker as it was", async () => {
    await upTo(168);
    await query(`INSERT INTO ${s}.phoenix_kit_entities (name, display_name, created_by_uuid)
      VALUES ('form', 'Form', gen_random_uuid())`);
    const submit = (title: string, creator: string) =>
      query(`INSERT INTO ${s}.phoenix_kit_entity_data (entity_uuid, title, created_by_uuid)
        SELECT uuid, '${title}', ${creator} FROM ${s}.phoenix_kit_entities`);
    await expect(submit("anonymous", "NULL")).rejects.toMatchObject({ code: "23502" });
    await upTo(169);
    await submit("anonymous", "NULL");
    await submit("signed", "gen_random_uuid()");
    expect(await refusal(downTo(168))).toMatchObject({
      version: 169,
      message: expect.stringContaining("1 record(s) of entities have no creator"),
      rows: [{ title: "anonymous" }],
    });
    expect(await migratedVersion(database().pool, { prefix })).toBe(169);
    await query(`DELETE FROM ${s}.phoenix_kit_entity_data WHERE created_by_uuid IS NULL`);
    await downTo(168);
    expect(await column(`SELECT title FROM ${s}.phoenix_kit_entity_data`)).toEqual(["signed"]);
  });
});

describe("V172", () => {
  const settings = `SELECT key, value, value_json, module FROM ${s}.phoenix_kit_settings
    WHERE key ~ 'seo|crawlers' OR module ~ 'seo|crawlers' ORDER BY key`;
  const grants = `SELECT role.name || ' ' || module_key FROM ${s}.phoenix_kit_role_permissions
    JOIN ${s}.phoenix_kit_user_roles AS role ON role.uuid = role_uuid
    WHERE module_key ~ 'seo|crawlers' AND role.name <> 'Admin' ORDER BY 1`;
  const grant = (role: string, key: string) =>
    query(`INSERT INTO ${s}.phoenix_kit_role_permissions (role_uuid, module_key)
      SELECT uuid, '${key}' FROM ${s}.phoenix_kit_user_roles WHERE name = '${role}'`);

  test("renames the SEO settings; where both keys are there the old value wins, and plan says so", async () => {
    await upTo(171);
    await query(`INSERT INTO ${s}.phoenix_kit_settings (key, value, value_json, module) VALUES
      ('seo_module_enabled', 'true', NULL, 'seo'), ('crawlers_module_enabled', 'false', '1', 'mine'),
      ('seo_no_index', NULL, '{"a": 1}', NULL), ('seo_title', 'x', NULL, 'seo'), ('my_seo', 'y', NULL, NULL)`);
    expect(await lossesOf("up", 172)).toEqual([
      "1 values of crawlers settings that give way to those of the old SEO keys",
    ]);
    await upTo(172);
    const now = [
      { key: "crawlers_module_enabled", value: "true", value_json: null, module: "mine" },
      { key: "crawlers_no_index", value: null, value_json: { a: 1 }, module: "crawlers" },
      { key: "my_seo", value: "y", value_json: null, module: null },
      { key: "seo_title", value: "x", value_json: null, module: "crawlers" },
    ];
    expect(await query(settings)).toEqual(now);
    await query(
      `INSERT INTO ${s}.phoenix_kit_settings (key, value, module) VALUES ('crawlers_ai', 'z', 'crawlers')`,
    );
    await downTo(171);
    expect(await query(settings)).toEqual([
      { key: "crawlers_ai", value: "z", value_json: null, module: "crawlers" },
      { key: "my_seo", value: "y", value_json: null, module: null },
      { key: "seo_module_enabled", value: "true", value_json: null, module: "seo" },
      { key: "seo_no_index", value: null, value_json: { a: 1 }, module: "seo" },
      { key: "seo_title", value: "x", value_json: null, module: "seo" },
    ]);
  });

  test("grants Crawlers to every role that has SEO, and down takes back those grants alone", async () => {
    await upTo(171);
    await query(`INSERT INTO ${s}.phoenix_kit_user_roles (name, inserted_at, updated_at)
      VALUES ('Editor', now(), now()), ('Later', now(), now()), ('Other', now(), now())`);
    await grant("Editor", "seo");
    await grant("Editor", "crawlers");
    await grant("Later", "seo");
    const before = ["Editor crawlers", "Editor seo", "Later seo"];
    expect(await column(grants)).toEqual(before);
    await upTo(172);
    expect(await column(grants)).toEqual(["Editor crawlers", "Editor seo", "Later crawlers", "Later seo"]);
    await query(`DELETE FROM ${s}.phoenix_kit_role_permissions USING ${s}.phoenix_kit_user_roles AS role
      WHERE role.uuid = role_uuid AND name = 'Later' AND module_key = 'crawlers'`);
    await grant("Later", "crawlers");
    await grant("Other", "crawlers");
    await downTo(171);
    expect(await column(grants)).toEqual(
      [...before, "Later crawlers", "Other crawlers"].toSorted((a, b) => (a < b ? -1 : 1)),
    );
    await upTo(172);
    await downTo(171);
    expect(await column(grants)).toHaveLength(before.length + 2);
  });
});

describe("V174", () => {
  test("repairs MIME types of audio files and kinds of files in any case, and nothing else", async () => {
    await upTo(173);
    const rows = [
      ["mp3", "application/octet-stream", "image", "audio/mpeg", "audio"],
      [".MP3", "", "document", "audio/mpeg", "audio"],
      ["m4a", "Application/Octet-Stream", "other", "audio/mp4", "audio"],
      ["mp4", "application/octet-stream", "image", "application/octet-stream", "image"],
      ["png", "IMAGE/PNG", "document", "IMAGE/PNG", "image"],
      ["webp", "text/html", "image", "text/html", "document"],
      ["gz", "application/gzip", "other", "application/gzip", "archive"],
      ["svg", "image/svg+xml", "tile", "image/svg+xml", "tile"],
      ["svg", "image/svg+xml", "mine", "image/svg+xml", "mine"],
      ["xlsx", "application/vnd.ms-excel", "document", "application/vnd.ms-excel", "document"],
      ["mp3", "  ", "other", "  ", "other"],
    ] as const;
    for (const [place, [ext, mime, type]] of rows.entries()) {
      await query(`INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
          VALUES ('owner@b', 'x', now(), now()) ON CONFLICT DO NOTHING;
        INSERT INTO ${s}.phoenix_kit_files (original_file_name, file_name, mime_type, file_type, ext, file_checksum,
            user_file_checksum, size, user_uuid, inserted_at, updated_at)
          SELECT 'f', lpad('${place}', 2, '0'), '${mime}', '${type}', '${ext}', 'c', '${place}', 1, uuid, '2020-01-01',
            '2020-01-01' FROM ${s}.phoenix_kit_users;
        INSERT INTO ${s}.phoenix_kit_file_instances (variant_name, file_name, mime_type, ext, checksum, size,
            file_uuid, inserted_at, updated_at)
          SELECT 'v', lpad('${place}', 2, '0'), '${mime}', '${ext}', 'c', 1, uuid, now(), now()
          FROM ${s}.phoenix_kit_files WHERE user_file_checksum = '${place}'`);
    }
    const files = `SELECT mime_type, file_type FROM ${s}.phoenix_kit_files ORDER BY file_name`;
    const expected = rows.map(([, , , mime_type, file_type]) => ({ mime_type, file_type }));
    await upTo(174);
    expect(await query(files)).toEqual(expected);
    expect(await column(`SELECT mime_type FROM ${s}.phoenix_kit_file_instances ORDER BY file_name`)).toEqual(
      expected.map(({ mime_type }) => mime_type),
    );
    expect(await column(`SELECT DISTINCT updated_at::date::text FROM ${s}.phoenix_kit_files`)).toEqual([
      "2020-01-01",
    ]);
    await downTo(173);
    await upTo(174);
    expect(await query(files)).toEqual(expected);
  });
});

describe("V175", () => {
  test("takes secrets of any length and integrations, and down refuses secrets that would not fit", async () => {
    await upTo(175);
    await query(`INSERT INTO ${s}.phoenix_kit_buckets
        (name, provider, secret_access_key, integration_uuid, inserted_at, updated_at) VALUES
      ('encrypted', 's3', 'enc:v1:' || repeat('x', 500), NULL, now(), now()),
      ('plain', 's3', 'secret', NULL, now(), now()),
      ('linked', 'r2', NULL, gen_random_uuid(), now(), now())`);
    const refused = await refusal(downTo(174));
    expect(refused).toMatchObject({
      version: 175,
      message: expect.stringContaining("1 bucket(s) have a secret of more than 255 characters"),
      rows: [{ name: "encrypted", length: 507 }],
    });
    expect(JSON.stringify(refused)).not.toContain("enc:v1:x");
    expect(await lossesOf("down", 174)).toEqual(["1 values of phoenix_kit_buckets.integration_uuid"]);
    await query(`UPDATE ${s}.phoenix_kit_buckets SET secret_access_key = NULL WHERE name = 'encrypted'`);
    await downTo(174);
    await upTo(180);
    expect(
      await column(`SELECT secret_access_key FROM ${s}.phoenix_kit_buckets WHERE name = 'plain'`),
    ).toEqual(["secret"]);
  });
});

test("the versions from V138 to V180 that change no table of ours have no file", async () => {
  const { steps } = await up(database().pool, { prefix, version: 180 });
  const later = steps.filter(({ version }) => version > 137 && version <= 180);
  const applied = later.filter(({ outcome }) => outcome !== "marker-only").map(({ version }) => version);
  expect(applied).toEqual([142, 143, 147, 150, 152, 153, 157, 160, 161, 165, 169, 170, 172, 174, 175]);
  expect(await migratedVersion(database().pool, { prefix })).toBe(180);
});
