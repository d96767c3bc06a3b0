import { expect, test } from "vitest";
import { down, plan, up } from "../../src/index.ts";
import { catalogOf, contentsOf, rowsOf } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";
import { fillRows } from "../support/rows.ts";

const database = useDatabase();
const sql = (text: string) => database().pool.query(text);

/** Oban's tables as an application of some years ago brought them, with a job and a peer. */
const hosts = (schema: string) => `
  CREATE TYPE ${schema}.oban_job_state AS ENUM ('available', 'executing', 'completed');
  CREATE TABLE ${schema}.oban_jobs (
    id bigserial PRIMARY KEY, state ${schema}.oban_job_state NOT NULL DEFAULT 'available', worker text NOT NULL);
  COMMENT ON TABLE ${schema}.oban_jobs IS '10';
  CREATE TABLE ${schema}.oban_peers (name text PRIMARY KEY, node text NOT NULL);
  INSERT INTO ${schema}.oban_jobs (worker) VALUES ('Host.Worker');
  INSERT INTO ${schema}.oban_peers VALUES ('Oban', 'host')`;

async function obanOf(schema: string): Promise<unknown> {
  const { tables, enums, sequences } = await catalogOf(database().pool, schema);
  const { oban_jobs, oban_peers } = await rowsOf(database().pool, schema);
  const objects = { jobs: tables.oban_jobs, peers: tables.oban_peers, states: enums.oban_job_state };
  return { ...objects, sequence: sequences.oban_jobs_id_seq, rows: { oban_jobs, oban_peers } };
}

test("Oban's tables are those of its schema 14: its comment, its states, peers that are unlogged", async () => {
  const { pool } = database();
  await up(pool, { prefix: "made", version: 27 });
  const { tables, enums } = await catalogOf(pool, "made");
  expect(tables.oban_jobs).toMatchObject({ comment: "14", persistence: "permanent" });
  expect(tables.oban_peers).toMatchObject({ persistence: "unlogged" });
  expect(enums.oban_job_state?.labels).toEqual([
    ...["available", "suspended", "scheduled", "executing"],
    ...["retryable", "completed", "discarded", "cancelled"],
  ]);
  expect(tables.oban_jobs?.constraints.non_negative_priority).toMatchObject({ validated: false });
  await fillRows(pool, "made", 27);
  const refused = sql("INSERT INTO made.oban_jobs (worker, priority) VALUES ('W', -1)");
  await expect(refused).rejects.toMatchObject({ constraint: "non_negative_priority" });
});

test("the host's own Oban is left alone by up, by down to 26, by down to 0, and beside a managed one", async () => {
  const { pool } = database();
  await sql(`CREATE SCHEMA host; ${hosts("host")}`);
  const before = await obanOf("host");
  const whole = await contentsOf(pool, "host");
  await up(pool, { prefix: "host", version: 27 });
  expect(await obanOf("host")).toEqual(before);
  await up(pool, { prefix: "other", version: 27 });
  expect((await catalogOf(pool, "other")).tables.oban_jobs?.comment).toBe("14");
  await down(pool, { prefix: "host", version: 26 });
  expect(await obanOf("host")).toEqual(before);
  await up(pool, { prefix: "host", version: 27 });
  await down(pool, { prefix: "host", version: 0 });
  expect(await contentsOf(pool, "host")).toEqual(whole);
  await down(pool, { prefix: "other", version: 26 });
  expect((await catalogOf(pool, "other")).enums).toEqual({});
});

test.each([
  ["jobs alone, of before it had peers", "DROP TABLE jobs_only.oban_peers", "jobs_only"],
  ["its type alone", "DROP TABLE type_only.oban_jobs, type_only.oban_peers", "type_only"],
])("where the host's Oban has %s, nothing is added to it or taken from it", async (_, drop, prefix) => {
  const { pool } = database();
  await sql(`CREATE SCHEMA ${prefix}; ${hosts(prefix)}; ${drop}`);
  const before = await contentsOf(pool, prefix);
  await up(pool, { prefix, version: 27 });
  await down(pool, { prefix, version: 0 });
  expect(await contentsOf(pool, prefix)).toEqual(before);
});

test("a plan of down from V27 counts the managed jobs as lost, and none of the host's", async () => {
  const { pool } = database();
  const lost = async (prefix: string) => {
    const { steps } = await plan(pool, "down", { prefix, version: 26 });
    return steps.flatMap((step) => step.losses);
  };
  await up(pool, { prefix: "counted", version: 27 });
  expect(await lost("counted")).toEqual([]);
  await sql("INSERT INTO counted.oban_jobs (worker) VALUES ('A'), ('B'), ('C')");
  expect(await lost("counted")).toEqual([{ what: "rows of oban_jobs", count: 3 }]);
  await sql(`CREATE SCHEMA spared; ${hosts("spared")}`);
  await up(pool, { prefix: "spared", version: 27 });
  expect(await lost("spared")).toEqual([]);
});
