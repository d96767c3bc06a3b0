/**
 * `npm run bench:online [-- --scale 0.1 --seconds 20]`: what an application of 8 connections, which stores, changes and
 * reads e-mail logs and events all the time, feels of V137: with `up --online`, with plain `up`, with the plain statements
 * in one transaction, and of no migration at all. At scale 1 there are 1,000,000 logs and 5,000,000 events, 500,000 of
 * which are copies, 20,000 of them of one event. Uses databases of its own at DATABASE_URL.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client } from "pg";
import type { Progress } from "../../src/migrate/types.ts";
import { up } from "../../src/migrate/up-down.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { readPreparations } from "../../src/migrations/preparations.ts";
import { runAll, withFreshDatabase } from "./database.ts";
import { type EmailApplication, startEmailApplication } from "./online-application.ts";
import { pairwiseDeletes, plainFill } from "./v137-plain.ts";

const connections = 8;
const copyEveryMs = 20_000;
const settleMs = 2_000;

const { values: options } = parseArgs({
  options: { scale: { type: "string", default: "0.1" }, seconds: { type: "string", default: "20" } },
});
const scale = Number(options.scale);
const seconds = Number(options.seconds);
if (!(scale >= 0.001 && seconds >= 1)) {
  console.error("usage: npm run bench:online [-- --scale 0.001 or more] [--seconds 1 or more]");
  process.exit(2);
}

const logs = Math.round(1_000_000 * scale);
const copiesOfOne = Math.round(20_000 * scale);

/** 4.52 events a log, and copies of the deliveries of 48 % of them, and of one event. */
const fill = `
  INSERT INTO phoenix_kit_email_logs
    (message_id, "to", "from", subject, headers, aws_message_id, body_full, template_name, campaign_id, opened_at, sent_at,
     inserted_at, updated_at)
  SELECT n, 'user' || n || '@example.com', 'a@example.com', 'Your order ' || n || ' of ' || md5(n::text),
    CASE WHEN n % 10 < 6 THEN jsonb_build_object('MessageId', 'aws-' || n, 'Date', n) END,
    CASE WHEN n % 10 = 9 THEN 'known-' || n END, repeat(md5(n::text), 10), 'template ' || n % 20, 'campaign ' || n % 300,
    CASE WHEN n % 3 = 0 THEN now() END, now(), now(), now()
  FROM generate_series(1, ${logs}) AS n;
  INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, event_data, inserted_at, updated_at)
  SELECT uuid, (ARRAY['send', 'delivery', 'open', 'click', 'open', 'delivery'])[n], now() + n * interval '1 s',
    '{"source": "a@example.com"}', now(), now()
  FROM phoenix_kit_email_logs, generate_series(1, 6) AS n
  WHERE n <= 4 OR message_id::integer % 25 < CASE n WHEN 5 THEN 12.5 ELSE 12 END;
  INSERT INTO phoenix_kit_email_events (email_log_uuid, event_type, occurred_at, inserted_at, updated_at)
  SELECT (SELECT uuid FROM phoenix_kit_email_logs WHERE message_id = '1'), 'send', now(), now(), now()
  FROM generate_series(1, ${copiesOfOne})`;

const v137 = readVersions().migrations.find(({ version }) => version === 137);
if (!v137) throw new Error("There is no V137.");
const creations = readPreparations(v137).indexes.map(
  ({ isUnique, name, table, definition }) =>
    `CREATE ${isUnique ? "UNIQUE " : ""}INDEX ${name} ON ${table} ${definition}`,
);

/** What happens beside the application; `waits` counts what a migration waited for. */
type Work = (url: string, waits: string[]) => Promise<unknown>;

const works: Readonly<Record<string, Work>> = {
  "no migration": () => pause(seconds * 1000),
  "up --online": (url, waits) =>
    up(url, { version: 137, online: true, onProgress: (one) => note(one, waits) }),
  up: (url, waits) => up(url, { version: 137, onProgress: (one) => note(one, waits) }),
  "plain statements": (url) => runAll(url, "BEGIN", ...pairwiseDeletes, plainFill, ...creations, "COMMIT"),
};

function note(progress: Progress, waits: string[]): void {
  if (progress.type === "retrying" || progress.type === "preparation-waiting") waits.push(progress.reason);
  if (progress.type === "prepared" || progress.type === "finished")
    console.error(`  ${JSON.stringify(progress)}`);
}

await withFreshDatabase(async (url, template) => {
  console.error(`filling ${logs} logs …`);
  await up(url, { version: 136 });
  await runAll(url, fill, "VACUUM (ANALYZE)");
  const rows: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [name, work] of Object.entries(works)) {
    console.error(name);
    rows[name] = await withFreshDatabase((copy) => measureWork(copy, work), template);
    console.error(`  ${JSON.stringify(rows[name])}`);
  }
  console.log(`\n${logs} logs, ${connections} connections`);
  console.table(rows);
});

async function measureWork(url: string, work: Work): Promise<Readonly<Record<string, unknown>>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    "SELECT uuid FROM phoenix_kit_email_logs TABLESAMPLE SYSTEM (10) LIMIT 20000",
  );
  const application = await startEmailApplication(url, connections, {
    logs: rows.map(({ uuid }) => uuid),
    copyEveryMs,
  });
  await pause(settleMs);
  const waits: string[] = [];
  const began = performance.now();
  const failure = await work(url, waits).then(
    () => undefined,
    (error: unknown) => error,
  );
  const ended = performance.now();
  await pause(settleMs);
  await application.stop();
  if (failure) console.error(`  failed: ${failure instanceof Error ? failure.message : String(failure)}`);
  for (const reason of waits) console.error(`  ${reason}`);
  const during = application.acts.filter((act) => act.ended > began && act.began < ended);
  const result = {
    "longest stall (ms)": Math.round(Math.max(...during.map((act) => act.ended - act.began))),
    "acts a second": Math.round(during.length / ((ended - began) / 1000)),
    seconds: Number(((ended - began) / 1000).toFixed(1)),
    waits: waits.length,
    lost: await countLost(client, application),
    "copies stored, refused": `${application.copies.stored}, ${application.copies.refused}`,
    "copies left": await countCopies(client),
    done: failure === undefined,
  };
  await client.end();
  return result;
}

/** Counts the writes of the application that are gone. Its copies of events, which V137 deletes, are not among these writes. */
async function countLost(client: Client, { acts }: EmailApplication): Promise<number> {
  let lost = 0;
  for (const table of ["logs", "events"] as const) {
    const uuids = acts.flatMap(({ wrote }) => (wrote?.table === table ? [wrote.uuid] : []));
    const { rows } = await client.query(
      `SELECT count(*)::int FROM unnest($1::uuid[]) AS wrote (uuid)
       WHERE NOT EXISTS (SELECT FROM phoenix_kit_email_${table} AS one WHERE one.uuid = wrote.uuid)`,
      [uuids],
    );
    lost += rows[0].count;
  }
  return lost;
}

async function countCopies(client: Client): Promise<number> {
  const { rows } = await client.query(
    `SELECT count(*)::int - count(DISTINCT (email_log_uuid, event_type,
       CASE WHEN event_type IN ('open', 'click') THEN occurred_at END))::int AS copies
     FROM phoenix_kit_email_events`,
  );
  return rows[0].copies;
}
