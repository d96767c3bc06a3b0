import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { printed } from "../cli/phoenix-kit.ts";
import { useDatabase } from "../support/database.ts";
import { root } from "../support/root.ts";
import { type App, copyOfApp } from "./app.ts";

const database = useDatabase({ from: "empty" });
const prefix = "phoenix_kit";
const newest = getNewestVersion();
let app: App;

beforeAll(async () => {
  app = await copyOfApp();
}, 240_000);

afterAll(() => app?.remove());

async function expectDone(program: string, args: string[]): Promise<string> {
  const { exitCode, all } = await app.run(program, args, database().url);
  expect(exitCode, all).toBe(0);
  return all;
}

/** The tables of each schema that has any. */
async function tables(): Promise<Record<string, string[]>> {
  const { rows } = await database().pool.query(
    `SELECT schemaname AS schema, array_agg(tablename::text ORDER BY tablename) AS names FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ schema, names }) => [schema, names]));
}

describe("the example app", () => {
  it("has types without an error", async () => {
    await expectDone("tsc", []);
  });

  it("passes its own tests, which need no server", async () => {
    const { exitCode, all } = await app.run("npm", ["test"]);
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/pass [1-9]/);
  }, 120_000);

  it("does not start on a database that nobody has migrated", async () => {
    const { exitCode, all } = await app.run("tsx", ["src/main.ts"], database().url);
    expect(exitCode).toBe(1);
    expect(all).toContain(`The schema is at V0, the app needs V${newest}: npm run migrate`);
    expect((await app.run("npm", ["run", "health"], database().url)).exitCode).toBe(3);
  });

  it("migrates both halves when it starts, registers a user, stores a post, and ends on SIGTERM", async () => {
    const server = app.run("npm", ["start"], database().url);
    if (!server.stdout) throw new Error("it has no stdout");
    const [, port] = /on port (\d+)/.exec(await printed(server.stdout, "Listening on port")) ?? [];
    const call = async (path: string, body: object) => {
      const response = await fetch(`http://localhost:${port}${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      return response.status;
    };
    expect(await call("/users", { email: "Ada@example.com", password: "countess" })).toBe(201);
    expect(await call("/posts", { author: "ada@example.com", title: "On engines" })).toBe(201);
    const posts = await fetch(`http://localhost:${port}/posts`);
    expect(await posts.json()).toEqual([{ title: "On engines", author: "Ada@example.com" }]);
    server.kill("SIGTERM");
    await once(server, "exit");
    await expectDone("npm", ["run", "health"]);
  });

  it("has its own table in public, PhoenixKit's in the prefix, and its own journal", async () => {
    const { phoenix_kit: ours, ...others } = await tables();
    expect(ours).toContain("phoenix_kit_users");
    expect(others).toEqual({ public: ["posts"], drizzle: ["__app_migrations"] });
  });

  it("migrates a second time without a change", async () => {
    const before = await tables();
    await expectDone("npm", ["run", "migrate"]);
    expect(await tables()).toEqual(before);
  });

  it("gets an error if posts block a rollback, and nothing is cascaded to them", async () => {
    const back = down(database().pool, { prefix, version: 0 });
    await expect(back).rejects.toMatchObject({ code: "dependent_objects" });
    expect((await database().pool.query("SELECT title FROM posts")).rows).toEqual([{ title: "On engines" }]);
    expect((await app.run("npm", ["run", "health"], database().url)).exitCode).toBe(3);
    expect(await up(database().pool, { prefix })).toMatchObject({ to: newest });
  });
});

describe("drizzle-kit in the example app", () => {
  const files = () => readdir(join(app.folder, "drizzle"), { recursive: true });

  it("has nothing to generate", async () => {
    const before = await files();
    expect(await expectDone("npm", ["run", "generate"])).toContain("No schema changes");
    expect(await files()).toEqual(before);
    expect(await expectDone("drizzle-kit", ["check"])).toContain("Everything's fine");
  });

  it("sees nothing of PhoenixKit's in the database that it would create, change or drop", async () => {
    const before = await tables();
    expect(await expectDone("drizzle-kit", ["push", "--strict"])).toContain("No changes detected");
    expect(await tables()).toEqual(before);
  });
});

describe("docs/in-an-app.md", async () => {
  const guide = await readFile(join(root, "docs/in-an-app.md"), "utf8");
  const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language = "", text = ""]) => ({
    language,
    lines: text.split("\n").filter((line) => line.trim() !== ""),
  }));
  const linesOf = (language: string) =>
    blocks.flatMap((block) => (block.language === language ? block.lines : []));

  it("shows code that is in the example", async () => {
    const names = (await readdir(join(root, "examples/app"), { recursive: true })).filter((name) =>
      /\.(ts|json)$/.test(name),
    );
    const texts = await Promise.all(names.map((name) => readFile(join(root, "examples/app", name), "utf8")));
    const known = new Set(texts.flatMap((text) => text.split("\n")).map((line) => line.trim()));
    const shown = [...linesOf("ts"), ...linesOf("json")].map((line) => line.trim());
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((line) => !known.has(line))).toEqual([]);
  });

  it("gives commands that are scripts of the example", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "examples/app/package.json"), "utf8"));
    const commands = linesOf("sh").map((line) => line.split("#")[0]?.trim() ?? "");
    const known = [
      "npm install",
      "npm start",
      "npm test",
      ...Object.keys(scripts).map((name) => `npm run ${name}`),
    ];
    expect(commands.filter((command) => !known.includes(command.replace(/^DATABASE_URL=\S+ /, "")))).toEqual(
      [],
    );
  });
});
