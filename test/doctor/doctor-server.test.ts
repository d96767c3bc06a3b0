import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctor } from "../../src/doctor/doctor.ts";
import {
  removeEmbedded,
  startEmbedded,
  startThrowaway,
  type ThrowawayServer,
} from "../../src/embedded/embedded.ts";
import { locateData } from "../../src/embedded/location.ts";
import { up } from "../../src/migrate/up-down.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { listRewrittenTables } from "../../src/migrations/table-changes.ts";

let server: ThrowawayServer;
let admin: Client;

beforeAll(async () => {
  server = await startThrowaway({ fsync: "off", max_prepared_transactions: "5" });
  admin = new Client({ connectionString: server.url });
  await admin.connect();
  await up(server.url, { version: 7 });
});

afterAll(async () => {
  await admin.end();
  await server.remove();
});

const problems = async (prefix = "public") =>
  (await doctor(server.url, { prefix })).findings.filter(({ level }) => level !== "ok");

describe("doctor on the form of dates", () => {
  it.each(["SQL, DMY", "German", "Postgres, MDY"])(
    "warns of DateStyle %s, and of ISO never",
    async (style) => {
      await admin.query(`ALTER DATABASE phoenix_kit SET datestyle = '${style}'`);
      expect(await problems()).toMatchObject([
        { check: "dates", level: "warning", remedy: expect.stringContaining("SET datestyle = 'ISO'") },
      ]);
      await admin.query("ALTER DATABASE phoenix_kit SET datestyle = 'ISO, DMY'");
      expect(await problems()).toEqual([]);
      await admin.query("ALTER DATABASE phoenix_kit RESET datestyle");
    },
  );
});

describe("doctor on a prepared transaction", () => {
  it("names one that holds locks on managed tables, with a remedy that ends it", async () => {
    await admin.query(
      `BEGIN; UPDATE phoenix_kit_users SET is_active = true; PREPARE TRANSACTION 'it''s lost'`,
    );
    await admin.query("CREATE TABLE other (); BEGIN; LOCK TABLE other; PREPARE TRANSACTION 'other'");
    const [finding, ...others] = await problems();
    expect([finding, others]).toEqual([
      {
        check: "prepared",
        level: "error",
        message: expect.stringMatching(
          /^Prepared transaction 'it''s lost' \(postgres\) .* phoenix_kit_users for \d second/,
        ),
        remedy: expect.stringContaining("COMMIT PREPARED 'it''s lost';"),
      },
      [],
    ]);
    await expect(
      up(server.url, { version: 8, lockTimeoutMs: 1, signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow();
    await admin.query(/ROLLBACK PREPARED [^;]+/.exec(finding?.remedy ?? "")?.[0] ?? "");
    expect(await problems()).toEqual([]);
    await admin.query("ROLLBACK PREPARED 'other'");
  });
});

describe("doctor on a server without contrib modules", () => {
  it("names the extensions that a pending version needs", async () => {
    const { rows } = await admin.query("SELECT current_setting('extension_control_path', true) AS path");
    expect(rows[0].path, "PostgreSQL 18 or newer").not.toBeNull();
    await admin.query("ALTER DATABASE phoenix_kit SET extension_control_path = '/nowhere'");
    expect(await problems("fresh")).toEqual([
      {
        check: "extensions",
        level: "error",
        message: "Extension pg_trgm (from V111 on) is not available on the server.",
        remedy: expect.stringContaining("contrib"),
      },
    ]);
    await admin.query("ALTER DATABASE phoenix_kit RESET extension_control_path");
  });
});

describe("doctor on the disk space that a step needs", () => {
  it("reports the largest pending step, and warns if temp_file_limit is below it", async () => {
    await admin.query(`INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", body_full, inserted_at, updated_at)
      SELECT n, 'a', 'b', repeat(n::text, 200), now(), now() FROM generate_series(1, 5000) n`);
    const disk = (await doctor(server.url)).findings.filter(({ check }) => check === "disk");
    expect(disk).toEqual([
      {
        check: "disk",
        level: "ok",
        message: expect.stringMatching(/^The .+, V\d+, rewrites tables of at most \d+ (kB|MB)/),
      },
    ]);
    await admin.query("ALTER DATABASE phoenix_kit SET temp_file_limit = '1MB'");
    expect(await problems()).toEqual([
      {
        check: "disk",
        level: "warning",
        message: expect.stringContaining("temp_file_limit is 1MB"),
        remedy: expect.stringContaining("temp_file_limit = -1"),
      },
    ]);
    await admin.query("ALTER DATABASE phoenix_kit RESET temp_file_limit; DELETE FROM phoenix_kit_email_logs");
  });

  it("counts every table that a version rewrites", async () => {
    for (const migration of readVersions().migrations) {
      const before = await files();
      await up(server.url, { prefix: "rewritten", version: migration.version });
      const after = await files();
      const anew = [...before].filter(([table, file]) => after.has(table) && after.get(table) !== file);
      const counted = listRewrittenTables(migration);
      const forgotten = anew.map(([table]) => table).filter((table) => !counted.includes(table));
      expect(forgotten, `V${migration.version}`).toEqual([]);
    }
  });

  async function files(): Promise<Map<string, string>> {
    const { rows } = await admin.query(
      `SELECT c.relname, c.relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname = 'rewritten' AND c.relname <> 'phoenix_kit'`,
    );
    return new Map(rows.map(({ relname, relfilenode }) => [relname, relfilenode]));
  }
});

describe("doctor on an extension", () => {
  it("reports one that was dropped although the schema needs it", async () => {
    await up(server.url, { prefix: "dropped", version: 111 });
    await admin.query("DROP EXTENSION pg_trgm CASCADE");
    expect(await problems("dropped")).toEqual([
      {
        check: "extensions",
        level: "error",
        message: expect.stringContaining("was dropped"),
        remedy: expect.stringContaining("CREATE EXTENSION pg_trgm;"),
      },
    ]);
  });
});

describe("doctor on a standby", () => {
  it("reports an error instead of throwing one", async () => {
    const directory = await mkdtemp(join(tmpdir(), "phoenix-kit-standby-"));
    const primary = await startEmbedded({ directory });
    await up(primary.url, { version: 2 });
    await primary.stop();
    const { data } = await locateData(primary.directory);
    await writeFile(join(data, "standby.signal"), "");
    const standby = await startEmbedded({ directory });
    const report = await doctor(standby.url);
    expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([
      {
        check: "writes",
        level: "error",
        message: expect.stringContaining("standby"),
        remedy: "Connect to the primary server.",
      },
    ]);
    await expect(up(standby.url)).rejects.toMatchObject({ name: "PhoenixKitError" });
    await standby.stop({ force: true });
    await removeEmbedded(directory);
  });
});
