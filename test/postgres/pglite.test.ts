import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Extensions, PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineTables, users } from "../../schema/index.ts";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { readCatalog } from "../../src/catalog/read.ts";
import { migratedVersion } from "../../src/migrate/migrated-version.ts";
import { plan } from "../../src/migrate/plan.ts";
import { status } from "../../src/migrate/status.ts";
import type { Progress } from "../../src/migrate/types.ts";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { withConnection } from "../../src/postgres/connect.ts";
import { catalogOf, expectSame } from "../support/catalogs.ts";
import { useDatabase } from "../support/database.ts";

const server = useDatabase();
const instances: PGlite[] = [];

async function instance(extensions: Extensions): Promise<PGlite> {
  const pglite = await PGlite.create({ extensions });
  instances.push(pglite);
  return pglite;
}

const both = { citext, pg_trgm };
let pglite: PGlite;

beforeAll(async () => {
  pglite = await instance(both);
});

afterAll(() => Promise.all(instances.filter(({ closed }) => !closed).map((one) => one.close())));

async function catalog(schema: string): Promise<Catalog> {
  const found = await withConnection(pglite, (connection) => readCatalog(connection, schema));
  return { ...found, schemaComment: null };
}

/** The relations of a schema, ours or not. */
async function relations(schema: string): Promise<unknown[]> {
  const query = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace($1)";
  return (await pglite.query(query, [`"${schema.replaceAll('"', '""')}"`])).rows;
}

describe("a PGlite instance", () => {
  it("migrates to the newest version step by step, and then has the catalog of a real server", async () => {
    expect(await migratedVersion(pglite)).toBe(0);
    const finished: number[] = [];
    const { from, to, steps } = await up(pglite, {
      version: getNewestVersion(),
      onProgress: (progress) => {
        if (progress.type === "finished") finished.push(progress.version);
      },
    });
    expect({ from, to }).toEqual({ from: 0, to: getNewestVersion() });
    expect(finished).toEqual(steps.map(({ version }) => version));
    expect(await migratedVersion(pglite)).toBe(getNewestVersion());
    expect(await status(pglite)).toMatchObject({
      version: getNewestVersion(),
      pending: [],
      distributed: false,
    });
    expectSame(await catalog("public"), await catalogOf(server().pool, "public"));
    expect((await up(pglite)).steps).toEqual([]);
  });

  it("is queried by Drizzle", async () => {
    const db = drizzle({ client: pglite });
    await db.insert(users).values({ email: "Ada@Example.com", hashedPassword: "…" });
    const found = await db.select().from(users).where(eq(users.email, "ada@example.COM"));
    expect(found).toMatchObject([{ email: "Ada@Example.com", isActive: true, customFields: {} }]);
    const twice = db.insert(users).values({ email: "ada@example.com", hashedPassword: "…" });
    await expect(twice).rejects.toThrow();
  });

  it("plans what down destroys, then migrates down and leaves nothing", async () => {
    const { steps } = await plan(pglite, "down", { version: 0 });
    expect(steps.at(-1)?.losses).toContainEqual({ what: "rows of phoenix_kit_users", count: 1 });
    expect(await down(pglite, { version: 0 })).toMatchObject({ to: 0 });
    expect(await relations("public")).toEqual([]);
    expect(await relations("drizzle")).toEqual([]);
    expect(await migratedVersion(pglite)).toBe(0);
  });

  it("goes up and down in any prefix", async () => {
    const prefix = 'Käse "tenant" 1';
    await up(pglite, { prefix });
    expectSame(await catalog(prefix), await catalogOf(server().pool, "public"));
    const { settings } = defineTables(prefix);
    expect(await drizzle({ client: pglite }).select().from(settings)).not.toEqual([]);
    await down(pglite, { prefix, version: 30 });
    expect(await migratedVersion(pglite, { prefix })).toBe(30);
    await up(pglite, { prefix });
    expectSame(await catalog(prefix), await catalogOf(server().pool, "public"));
    await down(pglite, { prefix, version: 0 });
    const { rows } = await pglite.query("SELECT FROM pg_namespace WHERE nspname = $1", [prefix]);
    expect(rows).toEqual([]);
  });

  it("lets an app's queries and other runs wait until a run is done", async () => {
    const prefix = "busy";
    const waiting: Promise<unknown>[] = [];
    const query = `SELECT obj_description('busy.phoenix_kit'::regclass) AS version`;
    const onProgress = ({ type }: Progress) => {
      if (type !== "started" || waiting.length > 0) return;
      waiting.push(pglite.query(query).then(({ rows }) => rows));
      waiting.push(up(pglite, { prefix }).then(({ steps }) => steps));
    };
    await up(pglite, { prefix, onProgress });
    expect(await Promise.all(waiting)).toEqual([[{ version: String(getNewestVersion()) }], []]);
    await down(pglite, { prefix, version: 0 });
  });
});

describe("a step that fails in PGlite", () => {
  it("is rolled back, with an error that says where and why", async () => {
    await up(pglite, { version: 6 });
    await pglite.exec("CREATE SEQUENCE phoenix_kit_email_events_email_log_id_idx");
    const before = await catalog("public");
    await expect(up(pglite)).rejects.toMatchObject({
      name: "PhoenixKitError",
      code: "step_failed",
      version: 7,
      file: "0006_v07_email_system.sql",
      line: expect.any(Number),
      cause: expect.objectContaining({ code: "42P07" }),
    });
    expect(await catalog("public")).toEqual(before);
    expect(pglite.isInTransaction()).toBe(false);
    await pglite.exec("DROP SEQUENCE phoenix_kit_email_events_email_log_id_idx");
    expect(await up(pglite, { version: 7 })).toMatchObject({ from: 6, to: 7 });
    await down(pglite, { version: 0 });
  });

  it("is stopped by a signal between two statements", async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const stopped = up(pglite, { onProgress, signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(await migratedVersion(pglite)).toBe(0);
    expect(pglite.isInTransaction()).toBe(false);
  });
});

describe("an extension that the instance was made without", () => {
  const cases: { name: string; extensions: Extensions; at: number; version: number }[] = [
    { name: "citext", extensions: {}, at: 0, version: 1 },
    { name: "pg_trgm", extensions: { citext }, at: 108, version: 111 },
  ];
  it.each(cases)(
    "is named with the import that brings it: $name",
    async ({ name, extensions, at, version }) => {
      const bare = await instance(extensions);
      await expect(up(bare, { version: getNewestVersion() })).rejects.toMatchObject({
        name: "PhoenixKitError",
        version,
        message: expect.stringContaining(`extension "${name}" is not available`),
        remedy: expect.stringContaining(`@electric-sql/pglite/contrib/${name}`),
      });
      expect(await migratedVersion(bare)).toBe(at);
    },
  );
});

describe("another caller's transaction in PGlite", () => {
  it.each(["BEGIN", "BEGIN; SELECT 1/0"])("is refused, and stays as it is: %s", async (begin) => {
    await pglite.exec(begin).catch(() => undefined);
    for (const run of [() => up(pglite), () => status(pglite), () => plan(pglite, "up")]) {
      await expect(run()).rejects.toMatchObject({ code: "in_transaction" });
    }
    expect(pglite.isInTransaction()).toBe(true);
    await pglite.exec("ROLLBACK");
  });

  it("is refused from within, too", async () => {
    await pglite.transaction(async (transaction) => {
      await expect(up(transaction)).rejects.toMatchObject({ code: "in_transaction" });
    });
  });
});

describe("an instance with its data in a folder", () => {
  it("is at the version that was reached before", async () => {
    const parent = await mkdtemp(join(tmpdir(), "phoenix-kit-pglite-"));
    const open = () => PGlite.create(join(parent, "data"), { extensions: both });
    const first = await open();
    await up(first, { version: 3 });
    await first.close();
    const second = await open();
    expect(await migratedVersion(second)).toBe(3);
    await second.close();
    await rm(parent, { recursive: true });
  });
});

describe("an instance that is closed", () => {
  it("is an error, never version 0", async () => {
    const closed = await instance(both);
    await closed.close();
    await expect(migratedVersion(closed)).rejects.toMatchObject({
      code: "database_unreachable",
      message: expect.stringContaining("closed"),
    });
  });
});
