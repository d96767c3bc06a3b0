import { readFileSync } from "node:fs";
import { drizzle } from "drizzle-orm/node-postgres";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { defineTables } from "../../schema/index.ts";
import { verify } from "../../src/drift/verify.ts";
import { useDatabase } from "../support/database.ts";
import { prepareScene, type Scene, scenarios } from "./each-rule.ts";

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

const database = useDatabase();
const statements: Statement[] = [];
let client: Client;
let scene: Scene;

beforeAll(async () => {
  client = new Client({ connectionString: database().url });
  await client.connect();
  // indexes of ours alone: a database that PhoenixKit migrated does without them
  await client.query(
    "DROP INDEX idx_user_role_assignments_user_active, idx_user_role_assignments_role_active",
  );
  const logger = { logQuery: (text: string, values: unknown[]) => void statements.push({ text, values }) };
  scene = await prepareScene(drizzle({ client, logger }), defineTables());
});
afterAll(() => client.end());

/** Tables that have few rows in any installation, and the partial index that holds one row. */
const small =
  /_(?:buckets|media_folders|user_roles|role_permissions|settings|storage_dimensions|send_profiles(?:_default)?|templates|access_requests)$/;

/** Whether there is a user at all: the first row answers. */
const firstRows = /^select "uuid" from "public"."phoenix_kit_users" limit/;

function findWholeReads(node: PlanNode): string[] {
  const { "Relation Name": table = "", "Node Type": type, "Index Cond": condition } = node;
  const readsAll = type === "Seq Scan" || (/Index.* Scan$/.test(type) && condition === undefined);
  const name = table || (node["Index Name"] ?? "");
  const own = readsAll && !small.test(name) ? [`${type} of ${name}`] : [];
  return [...own, ...(node.Plans ?? []).flatMap(findWholeReads)];
}

/** Which of a rule's statements would read a whole table although it could use an index. */
async function explainAll(): Promise<string[]> {
  await client.query("BEGIN; SET LOCAL enable_seqscan = off");
  const found: string[] = [];
  for (const { text, values } of statements) {
    if (!/^(?:select|with|update|delete)/i.test(text) || firstRows.test(text)) continue;
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
    const reads = findWholeReads(rows[0]["QUERY PLAN"][0].Plan);
    if (reads.length > 0) found.push(`${reads.join(", ")}: ${text}`);
  }
  await client.query("ROLLBACK");
  return found;
}

/**
 * `listUsers`, which has a test of its own, and jobs that run now and then and read tables as a whole: most tokens are sessions, so that an index of contexts would spare
 * nothing, and references to files are looked for in all data.
 */
const {
  deleteExpiredTokens: _1,
  listFileReferences: _2,
  listUsers: _3,
  purgeTrashedFiles: _4,
  ...indexed
} = scenarios;

it.each(Object.entries(indexed))("the rule %s reads no large table as a whole", async (_rule, run) => {
  statements.length = 0;
  await run(scene);
  expect(await explainAll()).toEqual([]);
});

it("the rule isEmailBlocked searches by the address, and not by the end of the block", async () => {
  statements.length = 0;
  await scenarios.isEmailBlocked(scene);
  const [{ text, values } = { text: "", values: [] }] = statements.filter((one) =>
    /^select "uuid"/.test(one.text),
  );
  const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
  expect(JSON.stringify(rows)).toMatch(/phoenix_kit_email_blocklist_email(?:_expires_idx|_uidx)/);
});

it("users are found by parts of their addresses and names by the index of docs/rules.md, which is no drift", async () => {
  const [, index = ""] = /```sql\n(CREATE INDEX[^`]*)```/.exec(readFileSync("docs/rules.md", "utf8")) ?? [];
  await client.query(`INSERT INTO phoenix_kit_users (email, username, hashed_password, inserted_at, updated_at)
    SELECT md5(n::text) || '@example.com', 'u' || left(md5(n::text), 20), 'x', now(), now()
    FROM generate_series(1, 5000) AS n`);
  await client.query(index);
  const { differences } = await verify(client);
  expect(differences).toContainEqual(
    expect.objectContaining({ name: "app_users_search_idx", isDrift: false }),
  );
  statements.length = 0;
  await scene.rules.listUsers({ search: "countess" });
  // a new index on rows that were updated is not used while older transactions are open, those of other tests among them
  await vi.waitFor(async () => expect(await explainAll()).toEqual([]), { timeout: 50_000, interval: 200 });
});
