import fc from "fast-check";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { doctor, status, undoPreparations, up, upMany, verify } from "../../src/index.ts";
import { prepareRows } from "../../src/migrate/prepare-batches.ts";
import type { Progress } from "../../src/migrate/types.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { listPreparableIndexes, readPreparations } from "../../src/migrations/preparations.ts";
import { awkward, listDrift } from "../drift/drift.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { type TestDatabase, useCopies, useDatabase, useDatabaseAt } from "../support/database.ts";
import { startRunner } from "../support/processes.ts";
import { anyEvents, anyLogs, expectedOf, loosenEvents, readRows, writeRows } from "../versions/v137-rows.ts";

const unique = "phoenix_kit_email_events_log_uuid_event_type_index";
const gin = "phoenix_kit_email_logs_to_trgm_index";
const v137 = readVersions().migrations.find(({ version }) => version === 137);
if (!v137) throw new Error("There is no V137.");
const names = listPreparableIndexes(v137).map(({ name }) => name);

/** 300 logs, each with 20 events of which 15 are copies: more than one batch. */
const fill = `
  INSERT INTO phoenix_kit_email_logs (message_id, "to", "from", headers, inserted_at, updated_at)
  SELECT n, 'b@x', 'a@x', jsonb_build_object('MessageId', 'aws-' || n / 2), now(), now() FROM generate_series(1, 300) n;
  INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
  SELECT uuid, 'type ' || n % 5, now(), now(), now() FROM phoenix_kit_email_logs, generate_series(1, 20) n`;

const copy = useCopies(({ pool }) => pool.query(fill), { version: 136 });
const plain = useDatabaseAt(137);
const atV136 = useDatabaseAt(136);
let database: TestDatabase;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  database = await copy();
});

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
  await database.drop();
});

async function openClient(sql: string): Promise<Client> {
  const client = new Client({ connectionString: database.url, application_name: "the application" });
  client.on("error", () => undefined);
  await client.connect();
  cleanups.push(() => client.end());
  await client.query(sql);
  return client;
}

/** Runs the preparations of V137, but not its step. */
async function prepare(onProgress: (progress: Progress) => void = () => undefined): Promise<void> {
  const stop = new Error("the step begins");
  const run = up(database.pool, {
    online: true,
    version: 137,
    onProgress: (progress) => {
      onProgress(progress);
      if (progress.type === "started") throw stop;
    },
  });
  await expect(run).rejects.toBe(stop);
}

async function expectV137(): Promise<void> {
  expectSame(await catalogOf(database.pool, "public"), await catalogOf(plain().pool, "public"));
  const { rows } = await database.pool.query(
    `SELECT (SELECT count(*)::int FROM phoenix_kit_email_events) AS events,
       (SELECT count(DISTINCT (email_log_uuid, event_type))::int FROM phoenix_kit_email_events) AS different,
       (SELECT count(aws_message_id)::int FROM phoenix_kit_email_logs) AS ids`,
  );
  expect(rows).toEqual([{ events: 1500, different: 1500, ids: 151 }]);
}

const addCopy = `INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
  SELECT email_log_uuid, event_type, now(), now(), now() FROM phoenix_kit_email_events LIMIT 1`;

describe("up with online", () => {
  it("deletes copies in batches, also those that come meanwhile, and reports rows and rate", async () => {
    const application = await openClient(`BEGIN; ${addCopy}`);
    const told: Progress[] = [];
    let committed: Promise<unknown> | undefined;
    const result = await up(database.pool, {
      online: true,
      version: 137,
      onProgress: (progress) => {
        told.push(progress);
        if (progress.type === "preparing" && progress.what === unique)
          committed ??= application.query("COMMIT");
      },
    });
    await committed;
    expect(result).toMatchObject({ from: 136, to: 137, steps: [{ version: 137 }] });
    const prepared = told.flatMap((one) => (one.type === "prepared" ? [one] : []));
    expect(prepared.map(({ what }) => what)).toEqual(expect.arrayContaining(names));
    const events = prepared.find(({ what }) => what === "phoenix_kit_email_events");
    expect(events).toMatchObject({ version: 137, rows: 6000, changedRows: 4500 });
    expect(events?.rowsPerSecond).toBeGreaterThan(0);
    expect(told).toContainEqual({
      type: "preparation-waiting",
      version: 137,
      what: unique,
      reason: expect.stringContaining("removed, too"),
    });
    await expectV137();
  });

  it("goes on after a kill in the middle of an index, and the next run is a plain one that says what to do", async () => {
    const application = await openClient(`BEGIN; ${addCopy}`);
    const runner = startRunner(database.url, "up", { online: true, version: 137 });
    await runner.go();
    await runner.reported(
      (one) => one.type === "preparation-waiting" && one.reason.includes("the application"),
    );
    const killed = runner.kill();
    // a backend that waits does not notice that its client is gone
    await application.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'phoenix-kit'`,
    );
    await killed;
    await application.query("ROLLBACK");
    await expect(up(database.pool, { version: 137 })).rejects.toMatchObject({
      code: "refused",
      version: 137,
      remedy: expect.stringContaining("--online"),
    });
    await up(database.pool, { online: true, version: 137 });
    await expectV137();
  });

  it("by several runners at once prepares and takes the step once", async () => {
    const runs = [1, 2, 3].map(() => up(database.url, { online: true, version: 137 }));
    const steps = (await Promise.all(runs)).flatMap((run) => run.steps);
    expect(steps).toHaveLength(1);
    await expectV137();
  });

  it("names who holds a table from a batch, and goes on when it is free", async () => {
    const application = await openClient("BEGIN; LOCK TABLE phoenix_kit_email_events");
    const told: string[] = [];
    await prepare((progress) => {
      if (progress.type !== "preparation-waiting") return;
      told.push(progress.reason);
      void application.query("COMMIT");
    });
    expect(told[0]).toMatch(
      /^Held by process \d+ \(role \w+, application "the application".*phoenix_kit_email_events/,
    );
  });

  it("refuses an index of the host under a name of the step, and leaves it", async () => {
    await database.pool.query(`CREATE INDEX ${gin} ON phoenix_kit_email_logs ("to")`);
    const refusal = { code: "refused", message: expect.stringContaining(gin) };
    await expect(up(database.pool, { online: true, version: 137 })).rejects.toMatchObject(refusal);
    await expect(up(database.pool, { version: 137 })).rejects.toMatchObject(refusal);
    expect((await undoPreparations(database.pool)).dropped).not.toContain(gin);
    expect(await status(database.pool)).toMatchObject({ version: 136 });
  });

  it("does not disable the host's triggers", async () => {
    const run = up(database.pool, { online: true, disableHostTriggers: true });
    await expect(run).rejects.toMatchObject({ code: "invalid_option" });
  });
});

describe("a prepared schema", () => {
  it("is at the version before, without drift, and status shows what is prepared", async () => {
    await prepare();
    expect(await verify(database.pool)).toMatchObject({ version: 136, ok: true });
    expect(await listDrift(database.pool, "public")).toEqual([]);
    expect((await doctor(database.pool)).findings).toContainEqual({
      check: "names",
      level: "ok",
      message: expect.any(String),
    });
    const prepared = names.map((name) => ({ version: 137, name, valid: true }));
    expect(await status(database.pool)).toMatchObject({ version: 136, prepared });
  });

  it("goes up without online, to the catalog and the rows of the plain way", async () => {
    await prepare();
    await up(database.pool, { version: 137 });
    await expectV137();
    expect(await status(database.pool)).toMatchObject({ version: 137, prepared: [] });
  });

  it("is as it was without its indexes, INVALID ones too, when the preparations are undone", async () => {
    await prepare();
    await database.pool.query(`DROP INDEX ${unique}; ${addCopy}`);
    const definition = `${unique} ON phoenix_kit_email_events (email_log_uuid, event_type) WHERE event_type NOT IN ('open', 'click')`;
    await expect(database.pool.query(`CREATE UNIQUE INDEX CONCURRENTLY ${definition}`)).rejects.toThrow();
    expect((await status(database.pool)).prepared).toContainEqual({
      version: 137,
      name: unique,
      valid: false,
    });
    const undone = await undoPreparations(database.pool);
    expect(undone).toEqual({ prefix: "public", version: 136, dropped: names });
    expectSame(await catalogOf(database.pool, "public"), await catalogOf(atV136().pool, "public"));
    await up(database.pool, { online: true, version: 137 });
    await expectV137();
  });
});

describe("many schemas", () => {
  const tenants = useDatabase({ version: 136, prefixes: ["public", awkward] });
  const newest = useDatabase();

  it("are prepared with online, and reach the catalog of the plain way", async () => {
    const steps = new Set<string>();
    const runs = upMany(tenants().pool, {
      all: true,
      online: true,
      onProgress: (progress) => {
        if (progress.type === "prepared") steps.add(`${progress.prefix} ${progress.version}`);
      },
    });
    for await (const { outcome } of runs) expect(outcome).toBe("done");
    expect([...steps].sort()).toEqual(
      ["public", awkward]
        .flatMap((prefix) => [137, 153, 170, 174].map((version) => `${prefix} ${version}`))
        .sort(),
    );
    for (const prefix of ["public", awkward])
      expectSame(await catalogOf(tenants().pool, prefix), await catalogOf(newest().pool, "public"));
  });
});

describe("batches of any size", () => {
  test("leave of any events and logs what the step would leave", async () => {
    const { pool } = atV136();
    await loosenEvents(pool);
    const client = await pool.connect();
    const move = {
      direction: "up",
      prefix: "public",
      target: 137,
      install: false,
      createSchema: false,
      onConflict: "refuse",
      disableHostTriggers: false,
      memory: undefined,
      lockTimeoutMs: 500,
      maxAttempts: 8,
      onProgress: () => undefined,
      signal: undefined,
    } as const;
    try {
      await fc.assert(
        fc.asyncProperty(anyEvents, anyLogs, fc.integer({ min: 1, max: 4 }), async (events, logs, size) => {
          await writeRows(pool, events, logs);
          for (const batch of readPreparations(v137).batches) {
            const request = { batch: { ...batch, size }, version: 137, move, before: 134 };
            const anew = { helper: undefined, after: undefined, recordSql: () => undefined };
            expect(await prepareRows(client, { ...request, ...anew })).toBe(true);
          }
          expect(await readRows(pool)).toEqual(expectedOf(events, logs));
        }),
        { numRuns: 30 },
      );
    } finally {
      client.release();
    }
  });
});
