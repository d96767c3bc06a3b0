import { expect, test } from "vitest";
import { down, migratedVersion, up } from "../../src/index.ts";
import { contentsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const sql = (text: string) => database().pool.query(text);

const buckets = async (prefix: string) => {
  const { rows } = await sql(
    `SELECT name, provider, endpoint, enabled, priority FROM ${prefix}.phoenix_kit_buckets ORDER BY priority`,
  );
  return rows;
};

const local = {
  name: "Local Storage",
  provider: "local",
  endpoint: "priv/media",
  enabled: true,
  priority: 0,
};

test("V20 brings one local bucket, three settings and eight dimensions, with ids that are UUIDv7", async () => {
  await up(database().pool, { prefix: "seeded", version: 20 });
  expect(await buckets("seeded")).toEqual([local]);
  const { rows: dimensions } = await sql(
    `SELECT format('%s %sx%s %s %s %s %s', "order", width, height, name, quality, format, applies_to) AS line
     FROM seeded.phoenix_kit_storage_dimensions WHERE enabled ORDER BY "order"`,
  );
  expect(dimensions.map(({ line }) => line)).toEqual([
    "1 150x150 thumbnail 85 jpg image",
    "2 300x300 small 85 jpg image",
    "3 800x600 medium 85 jpg image",
    "4 1920x1080 large 85 jpg image",
    "5 640x360 360p 28 mp4 video",
    "6 1280x720 720p 28 mp4 video",
    "7 1920x1080 1080p 28 mp4 video",
    "8 640x360 video_thumbnail 85 jpg video",
  ]);
  const { rows: settings } = await sql(
    "SELECT key, value, module FROM seeded.phoenix_kit_settings WHERE key ~ '^storage_' ORDER BY key",
  );
  expect(settings).toEqual([
    { key: "storage_auto_generate_variants", value: "true", module: null },
    { key: "storage_default_bucket_id", value: null, module: null },
    { key: "storage_redundancy_copies", value: "1", module: null },
  ]);
  const { rows: ids } = await sql(
    `SELECT id::text FROM seeded.phoenix_kit_buckets
     UNION SELECT id::text FROM seeded.phoenix_kit_storage_dimensions`,
  );
  expect(ids).toHaveLength(9);
  for (const { id } of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const milliseconds = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
    expect(Math.abs(milliseconds - Date.now())).toBeLessThan(60_000);
  }
});

test("V20 a second time brings no second bucket", async () => {
  const { pool } = database();
  await up(pool, { prefix: "repeated", version: 20 });
  await down(pool, { prefix: "repeated", version: 19 });
  expect(await buckets("repeated")).toEqual([]);
  await up(pool, { prefix: "repeated", version: 20 });
  expect(await buckets("repeated")).toEqual([local]);
});

test("a bucket that was changed survives down from V20, and is the only one after up", async () => {
  const { pool } = database();
  await up(pool, { prefix: "changed", version: 20 });
  await sql("UPDATE changed.phoenix_kit_buckets SET endpoint = '/srv/media', priority = 3");
  await down(pool, { prefix: "changed", version: 19 });
  expect(await buckets("changed")).toEqual([{ ...local, endpoint: "/srv/media", priority: 3 }]);
  await up(pool, { prefix: "changed", version: 20 });
  expect(await buckets("changed")).toEqual([{ ...local, endpoint: "/srv/media", priority: 3 }]);
});

test("buckets that were there at V19 stay, and a local one among them is not doubled", async () => {
  const { pool } = database();
  await up(pool, { prefix: "earlier", version: 19 });
  await sql(`INSERT INTO earlier.phoenix_kit_buckets (id, name, provider, endpoint, priority, inserted_at, updated_at)
    VALUES ('018f0000-0000-7000-8000-000000000001', 'Local Storage', 'local', 'priv/media', 0, '2020-01-01', '2020-01-01'),
           ('018f0000-0000-7000-8000-000000000002', 'Backup', 's3', NULL, 1, '2020-01-01', '2020-01-01')`);
  const before = await buckets("earlier");
  await up(pool, { prefix: "earlier", version: 20 });
  expect(await buckets("earlier")).toEqual(before);
  await down(pool, { prefix: "earlier", version: 19 });
  expect(await buckets("earlier")).toEqual(before);
});

test("a marker that was manually set to 19 makes up fail without changes", async () => {
  const { pool } = database();
  await up(pool, { prefix: "by_hand", version: 20 });
  await sql("COMMENT ON TABLE by_hand.phoenix_kit IS '19'");
  const before = await contentsOf(pool, "by_hand");
  await expect(up(pool, { prefix: "by_hand", version: 20 })).rejects.toMatchObject({
    code: "dependent_objects",
    version: 20,
    message: expect.stringMatching(/V20 creates the table .* but there is a table/),
    remedy: expect.stringContaining("adopt it with --at"),
  });
  expect(await contentsOf(pool, "by_hand")).toEqual(before);
  expect(await migratedVersion(pool, { prefix: "by_hand" })).toBe(19);
  await sql("COMMENT ON TABLE by_hand.phoenix_kit IS '20'");
  await up(pool, { prefix: "by_hand", version: 27 });
});

test("V25 keeps the aspect ratio of every dimension that is there", async () => {
  const { pool } = database();
  await up(pool, { prefix: "ratio", version: 24 });
  await up(pool, { prefix: "ratio", version: 25 });
  const { rows } = await sql(
    "SELECT maintain_aspect_ratio AS kept, count(*)::int FROM ratio.phoenix_kit_storage_dimensions GROUP BY 1",
  );
  expect(rows).toEqual([{ kept: true, count: 8 }]);
});
