import { escapeIdentifier } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { down, migratedVersion, up, type VerifyResult, verify } from "../../src/index.ts";
import type { MigrateResult } from "../../src/migrate/types.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { verifyMany } from "../../src/tenants/check-many.ts";
import { downMany, type TenantProgress, upMany } from "../../src/tenants/migrate-many.ts";
import type { TenantResult } from "../../src/tenants/run-many.ts";
import { listPrefixes } from "../../src/tenants/select-prefixes.ts";
import { statusMany } from "../../src/tenants/status-many.ts";
import { withClient } from "../support/admin.ts";
import { useDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";

const newest = getNewestVersion();
const odd = 'Käse "x" 1';
const tenants = Array.from({ length: 12 }, (_, index) => `tenant_${String(index).padStart(2, "0")}`);

async function collect<T>(results: AsyncIterable<TenantResult<T>>): Promise<Map<string, TenantResult<T>>> {
  const byPrefix = new Map<string, TenantResult<T>>();
  for await (const result of results) byPrefix.set(result.prefix, result);
  return byPrefix;
}

function versionsOf(results: Map<string, TenantResult<MigrateResult>>): (number | string)[] {
  return [...results.values()].map((one) => (one.outcome === "done" ? one.result.to : one.error.code));
}

describe("a fleet with schemas behind, ahead, broken, locked and oddly named", () => {
  const database = useDatabase({ version: 6, prefixes: [...tenants, odd] });
  const [ahead, broken, unmarked, locked] = tenants as [string, string, string, string];

  beforeAll(async () => {
    const table = (prefix: string) => `${escapeIdentifier(prefix)}.phoenix_kit`;
    await database().pool.query(`COMMENT ON TABLE ${table(ahead)} IS '${newest + 50}'`);
    await database().pool.query(`COMMENT ON TABLE ${table(broken)} IS 'seven'`);
    await database().pool.query(`DROP TABLE ${table(unmarked)}`);
  });

  it("is listed by its markers, all of it or by a pattern", async () => {
    expect(await listPrefixes(database().pool)).toEqual([odd, ...tenants.filter((one) => one !== unmarked)]);
    expect(await listPrefixes(database().pool, { match: "tenant\\_0%" })).toHaveLength(9);
    await expect(listPrefixes(database().pool, { match: "tenant\\" })).rejects.toMatchObject({
      code: "invalid_option",
    });
  });

  it("has a status for every schema, an error among them where a marker cannot be read", async () => {
    const results = await statusMany(database().pool, { prefixes: [...tenants, "nowhere"], all: true });
    const found = new Map(results.map((one) => [one.prefix, one]));
    expect(results.map(({ prefix }) => prefix)).toEqual([...tenants, "nowhere", odd]);
    expect(found.get(ahead)).toMatchObject({ result: { version: newest + 50, newerThanPackage: true } });
    expect(found.get(broken)).toMatchObject({ outcome: "failed", error: { code: "marker_unreadable" } });
    expect(found.get(unmarked)).toMatchObject({ outcome: "failed", error: { code: "marker_missing" } });
    expect(found.get("nowhere")).toMatchObject({ result: { version: 0, history: [] } });
    expect(found.get(odd)).toMatchObject({ result: { version: 6, pending: expect.arrayContaining([7]) } });
    expect(found.get(odd)).toMatchObject({ result: { history: { length: 6 } } });
  });

  it("is migrated all but those that cannot be, and the same call goes on with what is left", async () => {
    await withClient(database().url, async (holder) => {
      await holder.query(`BEGIN; LOCK TABLE ${locked}.phoenix_kit_users`);
      const stop = new AbortController();
      const results = new Map<string, TenantResult<MigrateResult>>();
      const run = upMany(database().pool, {
        prefixes: [...tenants, odd],
        version: 8,
        lockTimeoutMs: 60_000,
        concurrency: 4,
        signal: stop.signal,
      });
      const aborted = (async () => {
        for await (const result of run) {
          results.set(result.prefix, result);
          if (results.size === tenants.length) stop.abort();
        }
      })();
      await expect(aborted).rejects.toMatchObject({ code: "aborted" });
      expect(results.get(locked)).toMatchObject({ error: { code: "aborted" } });
      expect(results.get(ahead)).toMatchObject({ result: { from: newest + 50, to: newest + 50, steps: [] } });
      expect(results.get(broken)).toMatchObject({ error: { code: "marker_unreadable" } });
      expect(results.get(unmarked)).toMatchObject({ error: { code: "marker_missing" } });
      expect([...results.values()].filter(({ outcome }) => outcome === "done")).toHaveLength(10);
      await holder.query("ROLLBACK");
    });
    const rest = { prefixes: [locked, odd, "new_tenant"], version: 8 };
    const again = await collect(upMany(database().pool, rest));
    expect(versionsOf(again)).toEqual([8, 8, 8]);
    const third = await collect(upMany(database().pool, rest));
    expect([...third.keys()]).toEqual(rest.prefixes);
    expect([...third.values()].map(({ durationMs }) => durationMs)).toEqual([0, 0, 0]);
    expect(again.get("new_tenant")).toMatchObject({ result: { from: 0 } });
  });

  it("stops at the first failure when it is told to", async () => {
    const results = await collect(
      upMany(database().pool, {
        prefixes: [broken, ...tenants.slice(4)],
        version: 9,
        onError: "stop",
        concurrency: 1,
      }),
    );
    expect([...results.keys()]).toEqual([broken]);
  });

  it("is tried on the first few that need it", async () => {
    const prefixes = tenants.slice(4);
    const first = await collect(upMany(database().pool, { prefixes, version: 9, first: 2, concurrency: 1 }));
    expect([...first.keys()]).toEqual(prefixes.slice(0, 2));
    const next = await collect(upMany(database().pool, { prefixes, version: 9, first: 2, concurrency: 1 }));
    expect([...next.values()].filter(({ durationMs }) => durationMs > 0).map(({ prefix }) => prefix)).toEqual(
      prefixes.slice(2, 4),
    );
  });

  it("goes down together", async () => {
    const prefixes = tenants.slice(4);
    expect(versionsOf(await collect(downMany(database().url, { prefixes, version: 5 })))).toEqual(
      prefixes.map(() => 5),
    );
  });
});

describe("options that make no sense", () => {
  it.each([
    [{}, "No schemas were selected"],
    [{ all: true, concurrency: 0 }, "concurrency"],
    [{ all: true, first: 1.5 }, "first"],
    [{ all: true, onError: "ignore" as "stop" }, "onError"],
    [{ prefixes: ["fine", ""] }, ""],
  ])("are refused before anybody connects: %j", async (options, message) => {
    const nowhere = "postgres://nobody@127.0.0.1:1/nothing";
    await expect(collect(upMany(nowhere, options))).rejects.toMatchObject({
      code: expect.stringMatching(/^invalid_/),
      message: expect.stringContaining(message),
    });
  });
});

describe("eight runs over the same schemas at once", () => {
  const database = useDatabase({ from: "empty" });

  it("make every schema once and have nothing fail", async () => {
    const prefixes = tenants.slice(0, 4);
    const runs = await Promise.all(
      Array.from({ length: 8 }, () =>
        collect(upMany(database().url, { prefixes, version: 7, concurrency: 2 })),
      ),
    );
    for (const run of runs) expect(versionsOf(run)).toEqual([7, 7, 7, 7]);
    const steps = runs.flatMap((run) =>
      [...run.values()].flatMap((one) => (one.outcome === "done" ? one.result.steps : [])),
    );
    expect(steps).toHaveLength(4 * 7);
    for (const prefix of prefixes) expect(await migratedVersion(database().pool, { prefix })).toBe(7);
  });
});

describe("a loop that its caller leaves early", () => {
  const database = useDatabase({ from: "empty" });

  it("begins no further schema, and leaves those under way at a whole version", async () => {
    const seen: string[] = [];
    for await (const { prefix } of upMany(database().url, {
      prefixes: tenants,
      version: 7,
      concurrency: 2,
    })) {
      seen.push(prefix);
      if (seen.length === 2) break;
    }
    const made = await listPrefixes(database().pool);
    expect(made.length).toBeLessThanOrEqual(5);
    for (const prefix of made) {
      expect((await up(database().pool, { prefix, version: 7 })).to).toBe(7);
    }
  });
});

describe("a fleet that lacks one index", () => {
  const prefixes = tenants.slice(0, 5);
  const database = useDatabase({ version: 92, prefixes });
  const [plain, exported, partitioned, taken, locked] = prefixes as [string, ...string[]] & string[];

  it("is given it with one message a schema, and by a whole run where there is more to find out", async () => {
    const { pool, url } = database();
    await pool.query(`CREATE TABLE ${exported}.__phoenix_kit_journal (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
      CREATE TABLE child () INHERITS (${partitioned}.phoenix_kit_settings);
      CREATE INDEX phoenix_kit_settings_key_prefix_idx ON ${taken}.phoenix_kit_settings (value)`);
    await withClient(url, async (holder) => {
      await holder.query(`BEGIN; LOCK TABLE ${locked}.phoenix_kit_settings`);
      const events: TenantProgress[] = [];
      const onProgress = (event: TenantProgress) => {
        events.push(event);
        if (event.type === "retrying") void holder.query("ROLLBACK");
      };
      const options = { prefixes, version: 93, concurrency: 5, lockTimeoutMs: 100, onProgress };
      const results = await collect(upMany(pool, options));
      expect(prefixes.map((prefix) => results.get(prefix))).toMatchObject([
        { outcome: "done", result: { from: 92, to: 93, steps: [{ version: 93, outcome: "applied" }] } },
        { outcome: "done" },
        { outcome: "failed", error: { code: "dependent_objects" } },
        {
          outcome: "failed",
          error: { code: "step_failed", file: expect.any(String), line: expect.any(Number) },
        },
        { outcome: "done", result: { to: 93, steps: [{ version: 93 }] } },
      ]);
      expect(events.filter(({ prefix }) => prefix === plain).map(({ type }) => type)).toEqual([
        "started",
        "finished",
      ]);
    });
    const { rows } = await pool.query(`SELECT count(*)::int FROM ${exported}.__phoenix_kit_journal`);
    expect(rows).toEqual([{ count: 1 }]);
    expect(await migratedVersion(pool, { prefix: taken })).toBe(92);
    for (const prefix of [plain, exported as string, locked as string])
      expect(await verify(pool, { prefix })).toMatchObject({ version: 93, ok: true });
  });
});

describe("a fleet in which some schemas have drift", () => {
  const prefixes = [...tenants.slice(0, 9), odd];
  const database = useDatabase({ version: 40, prefixes });
  const [index, row, body, marker, hidden, older] = prefixes as [string, ...string[]] & string[];

  beforeAll(async () => {
    await database().pool.query(`DROP INDEX ${index}.phoenix_kit_users_email_index;
      DELETE FROM ${row}.phoenix_kit_settings WHERE key = 'time_zone';
      ALTER TABLE ${escapeIdentifier(odd)}.phoenix_kit_settings DROP COLUMN key CASCADE;
      CREATE OR REPLACE FUNCTION ${body}.uuid_generate_v7() RETURNS uuid LANGUAGE plpgsql
        AS $$ BEGIN RAISE 'no uuid today'; END $$;
      COMMENT ON TABLE ${marker}.phoenix_kit IS 'seven';
      DROP INDEX ${hidden}.phoenix_kit_users_email_index`);
    await down(database().pool, { prefix: older as string, version: 38 });
  });

  it("is verified with the same result as schema by schema", async () => {
    // one connection takes them eight at a time
    const results = await collect(verifyMany(database().pool, { prefixes, concurrency: 1 }));
    for (const prefix of prefixes) {
      const { outcome, ...rest } = results.get(prefix) as TenantResult<VerifyResult>;
      const found = "result" in rest ? rest.result : rest.error;
      expect(found).toEqual(await verify(database().pool, { prefix }).catch((error) => error));
      const isFine = ![index, row, body, marker, hidden, odd].includes(prefix);
      expect({ prefix, outcome, ok: "result" in rest && rest.result.ok }).toEqual({
        prefix,
        outcome: prefix === marker ? "failed" : "done",
        ok: isFine,
      });
    }
  });

  it("has the schemas that a role may read verified although it may not read others", async () => {
    const reader = await createRole(database(), { createOnDatabase: false });
    const { name: role } = reader;
    await database().pool.query(`GRANT USAGE ON SCHEMA ${index}, ${older} TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA ${index}, ${older} TO ${role}`);
    const results = await collect(verifyMany(database().pool, { prefixes, concurrency: 1, role }));
    expect(results.get(older as string)).toMatchObject({ result: { ok: true } });
    expect(results.get(index)).toMatchObject({ result: { ok: false } });
    expect(results.get(row as string)).toMatchObject({ error: { code: "insufficient_privilege" } });
    await reader.drop();
  });
});
