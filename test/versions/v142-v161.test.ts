import { describe, expect, test } from "vitest";
import { migratedVersion } from "../../src/index.ts";
import { prefix, s, useLaterVersions } from "./later-versions.ts";

const { database, upTo, downTo, query, column, lossesOf, refusal } = useLaterVersions();

describe("V142", () => {
  test("widens permission keys, and down refuses keys that would not fit with their count", async () => {
    await upTo(141);
    const grant = (key: string) =>
      query(`INSERT INTO ${s}.phoenix_kit_role_permissions (role_uuid, module_key)
        SELECT uuid, '${key}' FROM ${s}.phoenix_kit_user_roles WHERE name = 'Admin'`);
    const fits = "c".repeat(50);
    const long = `calendar.${"v".repeat(50)}`;
    await grant(fits);
    await expect(grant(long)).rejects.toMatchObject({ code: "22001" });
    await upTo(142);
    await grant(long);
    await grant("calendar.view_others");
    expect(await refusal(downTo(141))).toMatchObject({
      version: 142,
      message: expect.stringContaining("1 permission(s) have a key of more than 50 characters"),
      remedy: expect.stringContaining("Revoke"),
      rows: [{ module_key: long }],
    });
    expect(await migratedVersion(database().pool, { prefix })).toBe(142);
    await query(`DELETE FROM ${s}.phoenix_kit_role_permissions WHERE module_key = '${long}'`);
    await downTo(141);
    const kept = `SELECT module_key FROM ${s}.phoenix_kit_role_permissions
      WHERE module_key IN ('${fits}', 'calendar.view_others') ORDER BY 1`;
    expect(await column(kept)).toEqual([fits, "calendar.view_others"].sort());
  });
});

describe("V150", () => {
  test("gives sessions a browser and a system, which down counts before it drops them", async () => {
    await upTo(149);
    await query(`INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, inserted_at, updated_at)
        VALUES ('a@b', 'x', now(), now());
      INSERT INTO ${s}.phoenix_kit_users_tokens (user_uuid, token, context, inserted_at)
        SELECT uuid, 'old', 'session', now() FROM ${s}.phoenix_kit_users`);
    await upTo(150);
    expect(await query(`SELECT browser, os FROM ${s}.phoenix_kit_users_tokens`)).toEqual([
      { browser: null, os: null },
    ]);
    await query(`UPDATE ${s}.phoenix_kit_users_tokens SET browser = 'Firefox', os = 'Linux'`);
    expect(await lossesOf("down", 149)).toEqual([
      "1 values of phoenix_kit_users_tokens.browser",
      "1 values of phoenix_kit_users_tokens.os",
    ]);
    await downTo(149);
    await upTo(150);
    expect(await column(`SELECT browser FROM ${s}.phoenix_kit_users_tokens`)).toEqual([null]);
  });
});

describe("V153", () => {
  test("makes medium folder headers small, which plan counts, and leaves their updated_at", async () => {
    await upTo(152);
    await query(`INSERT INTO ${s}.phoenix_kit_media_folders (name, header_size, updated_at) VALUES
      ('a', 'medium', '2020-01-01'), ('b', 'large', '2020-01-01'), ('c', 'small', '2020-01-01')`);
    expect(await lossesOf("up", 153)).toEqual(["1 medium headers of folders, which become small"]);
    await upTo(153);
    await query(`INSERT INTO ${s}.phoenix_kit_media_folders (name, updated_at) VALUES ('d', '2020-01-01')`);
    const sizes = `SELECT header_size FROM ${s}.phoenix_kit_media_folders ORDER BY name`;
    expect(await column(sizes)).toEqual(["small", "large", "small", "small"]);
    expect(await column(`SELECT DISTINCT updated_at::text FROM ${s}.phoenix_kit_media_folders`)).toEqual([
      "2020-01-01 00:00:00",
    ]);
    await downTo(152);
    await query(`INSERT INTO ${s}.phoenix_kit_media_folders (name) VALUES ('e')`);
    expect(await column(sizes)).toEqual(["small", "large", "small", "small", "medium"]);
  });
});

describe("V160", () => {
  test("takes settings of any length, and down refuses long ones with their keys", async () => {
    await upTo(160);
    await query(`INSERT INTO ${s}.phoenix_kit_settings (key, value) VALUES
      ('short', repeat('ä', 255)), ('b''s', repeat('x', 256)), ('a', repeat('x', 5000))`);
    expect(await refusal(downTo(159))).toMatchObject({
      version: 160,
      message: expect.stringContaining(
        "2 setting(s) are longer than 255 characters, which is not allowed below V160: a, b's",
      ),
      rows: [{ length: 256 }, { length: 5000 }],
    });
    expect(await migratedVersion(database().pool, { prefix })).toBe(160);
    await query(`UPDATE ${s}.phoenix_kit_settings SET value = left(value, 255)`);
    await downTo(159);
    expect(await column(`SELECT length(value) FROM ${s}.phoenix_kit_settings WHERE key = 'short'`)).toEqual([
      255,
    ]);
  });
});

describe("V161", () => {
  const register = (...names: (string | null)[]) =>
    database().pool.query(
      `INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at)
       SELECT gen_random_uuid() || '@b', 'x', name, now(), now() FROM unnest($1::text[]) AS name`,
      [names],
    );

  test("refuses usernames that differ in case alone, all of them listed, and changes nothing", async () => {
    await upTo(160);
    await register("Pavel", "pavel", "ÄDA", "äda", "ädA", "unique", null, null);
    expect(await refusal(upTo(161))).toMatchObject({
      version: 161,
      message: expect.stringContaining(
        "5 username(s) are the same as another but for upper and lower case, which is not allowed from V161 on: Pavel, pavel; ÄDA, ädA, äda",
      ),
      rows: [{ name: "pavel" }, { name: "äda" }],
    });
    expect(await migratedVersion(database().pool, { prefix })).toBe(160);
  });

  test("compares usernames without regard to case, keeps their spelling, and down takes both spellings", async () => {
    await upTo(160);
    await register("Pavel", null, null);
    await upTo(161);
    expect(await column(`SELECT username FROM ${s}.phoenix_kit_users WHERE username = 'PAVEL'`)).toEqual([
      "Pavel",
    ]);
    await expect(register("pAVEL")).rejects.toMatchObject({
      constraint: "phoenix_kit_users_username_uidx",
    });
    await downTo(160);
    await register("pAVEL");
    expect(await column(`SELECT username FROM ${s}.phoenix_kit_users WHERE username IS NOT NULL`)).toEqual([
      "Pavel",
      "pAVEL",
    ]);
  });

  test("down refuses usernames of more than 255 characters with their count", async () => {
    await upTo(161);
    await register("x".repeat(300), "fits");
    expect(await refusal(downTo(160))).toMatchObject({
      version: 161,
      message: expect.stringContaining("1 username(s) are longer than 255 characters"),
      rows: [{ username: "x".repeat(300) }],
    });
  });

  test("nobody can register a twin between the look and the change", async () => {
    await upTo(160);
    await register("Pavel");
    const other = await database().pool.connect();
    await other.query("BEGIN");
    await other.query(
      `INSERT INTO ${s}.phoenix_kit_users (email, hashed_password, username, inserted_at, updated_at)
       VALUES ('twin@b', 'x', 'pavel', now(), now())`,
    );
    const moved = refusal(upTo(161));
    await new Promise((done) => setTimeout(done, 300));
    await other.query("COMMIT");
    other.release();
    expect((await moved).message).toContain("2 username(s) are the same as another");
  });
});
