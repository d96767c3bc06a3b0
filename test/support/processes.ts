import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { readCatalog } from "../../src/catalog/read.ts";
import type { MigrateResult, Progress } from "../../src/migrate/types.ts";
import { readVersions } from "../../src/migrations/migrations.ts";
import { withClient } from "./admin.ts";
import { bundled } from "./bundle.ts";
import { root } from "./root.ts";

/** What a runner's process says last: what it did, or its error as plain data. */
export type Outcome =
  | { readonly type: "result"; readonly result: MigrateResult }
  | { readonly type: "error"; readonly error: { readonly code: string; readonly message: string } };

/** A process of its own that moves a schema. */
export interface Runner {
  /** Lets it begin; it waits for that once all its code is loaded. */
  go(): Promise<void>;
  /** Waits for something that it reports while it works; rejects when it ends without. */
  reported(wanted: (progress: Progress) => boolean): Promise<void>;
  /** Ends it with SIGKILL, and waits until the server has noticed. */
  kill(): Promise<void>;
  /** How it ended; undefined when it was killed before it could say. */
  readonly outcome: Promise<Outcome | undefined>;
}

const program = `
import { createInterface } from "node:readline";
const [direction, url, options, file] = process.argv.slice(1);
const move = await import(file);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
say({ type: "ready" });
createInterface(process.stdin).once("line", async () => {
  try {
    say({ type: "result", result: await move[direction](url, { ...JSON.parse(options), onProgress: say }) });
  } catch (error) {
    say({ type: "error", error: { code: String(error.code), message: error.message } });
  }
  process.exit();
});
`;

/**
 * Starts a process that runs `up` or `down`, as soon as it is told to.
 *
 * @example
 * const runner = startRunner(url, "up", { version: 5 });
 * await runner.go();
 * await runner.outcome;
 */
export function startRunner(
  url: string,
  direction: "up" | "down",
  options: { prefix?: string; version?: number; lockTimeoutMs?: number; online?: boolean } = {},
): Runner {
  const child = execa(
    process.execPath,
    ["--input-type=module", "-e", program, direction, url, JSON.stringify(options), bundled("up-down")],
    { cwd: root, reject: false, stdin: "pipe", maxBuffer: 10_000_000 },
  );
  const said: (Progress | Outcome | { type: "ready" })[] = [];
  const finished = (async () => {
    for await (const line of child) said.push(JSON.parse(line));
  })();
  let ended = false;
  const outcome = finished.then(() => {
    ended = true;
    return said.find((one): one is Outcome => one.type === "result" || one.type === "error");
  });
  const until = async (wanted: (one: (typeof said)[number]) => boolean) => {
    while (!said.some(wanted)) {
      if (ended) throw new Error(`The runner ended: ${JSON.stringify(said.at(-1))} ${(await child).stderr}`);
      await sleep(2);
    }
  };
  return {
    outcome,
    async go() {
      await until(({ type }) => type === "ready");
      child.stdin.write("go\n");
    },
    reported: (wanted) =>
      until((one) => !["ready", "result", "error"].includes(one.type) && wanted(one as Progress)),
    async kill() {
      child.kill("SIGKILL");
      await outcome;
      await waitUntilDisconnected(url);
    },
  };
}

/** A backend whose client is gone finishes its statement before it notices. */
async function waitUntilDisconnected(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const others = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'phoenix-kit'`;
    while ((await client.query(others)).rows.length > 0) await sleep(5);
  });
}

/**
 * Runs drizzle-kit with the repository's own configuration.
 *
 * @example
 * const { exitCode } = await drizzleKit(["migrate"], { url });
 */
export async function drizzleKit(
  command: string[],
  { url = "", folder = root }: { url?: string; folder?: string } = {},
): Promise<{ exitCode: number | undefined; output: string }> {
  const { exitCode, all } = await execa("drizzle-kit", command, {
    all: true,
    cwd: folder,
    env: { DATABASE_URL: url },
    localDir: root,
    preferLocal: true,
    reject: false,
    stdin: "ignore",
  });
  return { exitCode, output: all };
}

/** What the processes left in a schema. */
export interface State {
  /** What the marker says; 0 where there is none. */
  readonly version: number;
  /** The versions in the version table. */
  readonly history: readonly number[];
  /** The versions in drizzle-kit's journal. */
  readonly journal: readonly number[];
  /** Without the extensions and the schema's comment, which are no part of a version. */
  readonly catalog: Catalog;
}

/**
 * Reads what is in a schema, and where it stands according to each of those that keep count.
 *
 * @example
 * const { version } = await stateOf(url);
 */
export async function stateOf(url: string, prefix = "public"): Promise<State> {
  return withClient(url, async (client) => {
    const catalog = { ...(await readCatalog(client, prefix)), extensions: [], schemaComment: null };
    const numbers = async (table: string, column: string): Promise<number[]> => {
      const isTable = "SELECT FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'r'";
      if ((await client.query(isTable, [table])).rows.length === 0) return [];
      const { rows } = await client.query(`SELECT ${column} AS number FROM ${table} ORDER BY id`);
      return rows.map(({ number }) => Number(number));
    };
    const table = `${client.escapeIdentifier(prefix)}.phoenix_kit`;
    const whens = await numbers("drizzle.__phoenix_kit_migrations", "created_at");
    const { migrations } = readVersions();
    return {
      version: Number(catalog.tables.phoenix_kit?.comment ?? 0),
      history: await numbers(table, "version"),
      journal: whens.map((when) => migrations.find((one) => one.when === when)?.version ?? Number.NaN),
      catalog,
    };
  });
}
