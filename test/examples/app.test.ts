import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { down, up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { printed } from "../cli/phoenix-kit.ts";
import { findChromium } from "../support/browser.ts";
import { useDatabase } from "../support/database.ts";
import { root } from "../support/root.ts";
import { type App, copyOfApp } from "./app.ts";

const database = useDatabase({ from: "empty" });
const prefix = "phoenix_kit";
const newest = getNewestVersion();
let app: App;

/** One pixel. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const executablePath = findChromium();
const skipped = executablePath ? "" : " (skipped: no Chromium here)";

beforeAll(async () => {
  app = await copyOfApp();
}, 600_000);

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
  }, 300_000);

  it("does not start on a database that nobody has migrated", async () => {
    const { exitCode, all } = await app.run("tsx", ["src/main.ts"], database().url);
    expect(exitCode).toBe(1);
    expect(all).toContain(`The schema is at V0, the app needs V${newest}: npm run migrate`);
    expect((await app.run("npm", ["run", "health"], database().url)).exitCode).toBe(3);
  });

  describe("that runs", () => {
    let server: ReturnType<App["run"]>;
    let origin = "";

    beforeAll(async () => {
      // what npm start does, without npm: it passes no signal on to the app
      await expectDone("npm", ["run", "prestart"]);
      server = app.run("tsx", ["src/main.ts"], database().url);
      if (!server.stdout) throw new Error("it has no stdout");
      const [, port] = /on port (\d+)/.exec(await printed(server.stdout, "Listening on port")) ?? [];
      origin = `http://localhost:${port}`;
    }, 300_000);

    afterAll(async () => {
      server.kill("SIGTERM");
      const { exitCode, all } = await server;
      expect(exitCode, all).toBe(0);
    }, 60_000);

    it("signs a user up over HTTP", async () => {
      const body = JSON.stringify({ email: "Grace@example.com", password: "rear admiral" });
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${origin}/users`, { method: "POST", headers, body });
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ email: "Grace@example.com", role: "Owner" });
      await expectDone("npm", ["run", "health"]);
    });

    it("has a picture made smaller by a worker, whose jobs are in a schema of their own", async () => {
      const request = (path: string, init: RequestInit) => fetch(`${origin}${path}`, init);
      const headers = { "content-type": "application/json", cookie: "" };
      const post = async (path: string, body: object) => {
        const response = await request(path, { method: "POST", headers, body: JSON.stringify(body) });
        expect(response.status).toBe(201);
        headers.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? headers.cookie;
      };
      const credentials = { email: "Grace@example.com", password: "rear admiral" };
      await post("/session", credentials);
      await post("/tenants", { name: "navy" });
      await post("/t/navy/session", credentials);
      const form = new FormData();
      form.set("file", new File([picture], "sea.png"));
      const { cookie } = headers;
      const sent = { method: "POST", headers: { cookie, origin }, body: form };
      const { file } = (await (await request("/t/navy/files", sent)).json()) as { file: { uuid: string } };
      const path = `/t/navy/files/${file.uuid}/thumbnail`;
      await expect
        .poll(async () => (await request(path, { headers: { cookie } })).headers.get("content-type"), {
          timeout: 60_000,
        })
        .toBe("image/jpeg");
      const { rows } = await database().pool.query(
        `SELECT (SELECT count(*) FROM tenant_navy.oban_jobs) AS oban,
           (SELECT string_agg(identifier, ' ' ORDER BY identifier) FROM graphile_worker._private_tasks) AS own`,
      );
      expect(rows).toEqual([{ oban: "0", own: "process_file purge_trash" }]);
    }, 120_000);

    it.skipIf(!executablePath)(`makes a site for somebody with a browser${skipped}`, async () => {
      const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
      try {
        const page = await browser.newPage();
        const fill = async (label: string) => {
          await page.getByLabel(`E-mail, ${label}`).fill("ada@example.com");
          await page.getByLabel(`Password, ${label}`).fill("countess of lovelace");
          await page.getByRole("button", { name: label }).click();
        };
        await page.goto(origin);
        await fill("Sign up");
        await page.getByText("Signed in as ada@example.com").waitFor();
        await page.getByLabel("Name").fill("acme");
        await page.getByRole("button", { name: "Create a site" }).click();
        await page.getByRole("link", { name: "acme" }).click();
        await fill("Sign in");
        await page.getByLabel("Site name").fill("Ada & Co <b>");
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByRole("heading", { name: "Ada & Co <b>" }).waitFor();
        for (const name of ["first.txt", "again.txt"]) {
          const file = { name, mimeType: "text/plain", buffer: Buffer.from("Note G") };
          await page.getByLabel("File").setInputFiles(file);
          await page.getByRole("button", { name: "Upload" }).click();
          await page.getByRole("link", { name: "first.txt" }).waitFor();
        }
        expect(await page.locator("#files li").count()).toBe(1);
        await page.getByRole("button", { name: "Trash" }).click();
        await page.getByRole("button", { name: "Restore" }).click();
        await page.getByRole("link", { name: "first.txt" }).waitFor();
        await page
          .getByLabel("File")
          .setInputFiles({ name: "sea.png", mimeType: "image/png", buffer: picture });
        await page.getByRole("button", { name: "Upload" }).click();
        const seeThumbnail = async () => {
          await page.reload();
          return page.evaluate("document.querySelector('#files img').naturalWidth");
        };
        await expect.poll(seeThumbnail, { timeout: 60_000 }).toBe(1);
        const sent = await page.request.post(`${origin}/t/acme/emails`, {
          data: { to: "charles@example.com", subject: "On engines", body: "…" },
        });
        expect(sent.status()).toBe(201);
        await page.getByLabel("Search e-mails").fill("engines");
        await page.getByRole("button", { name: "Search" }).click();
        await page.getByText("charles@example.com: On engines (").waitFor();
        await page.getByRole("button", { name: "Sign out" }).click();
        await page.getByLabel("E-mail, Sign in").waitFor();
      } finally {
        await browser.close();
      }
      const { rows } = await database().pool.query("SELECT name FROM tenants WHERE ready_at IS NOT NULL");
      expect(rows).toContainEqual({ name: "acme" });
    });
  });

  it("has its own table in public, PhoenixKit's in the prefix and in tenants, its jobs, and its own journal", async () => {
    const {
      phoenix_kit: ours,
      tenant_acme: acme,
      tenant_navy: navy,
      graphile_worker: jobs,
      ...others
    } = await tables();
    expect(ours).toContain("phoenix_kit_users");
    expect([acme ?? ours, navy]).toEqual([ours, ours]);
    expect(jobs).toContain("_private_jobs");
    expect(others).toEqual({ public: ["tenants"], drizzle: ["__app_migrations"] });
  });

  it("migrates a second time without a change", async () => {
    const before = await tables();
    await expectDone("npm", ["run", "migrate"]);
    expect(await tables()).toEqual(before);
  });

  it("gets an error if its own table blocks a rollback, and nothing is cascaded to it", async () => {
    const back = down(database().pool, { prefix, version: 0 });
    await expect(back).rejects.toMatchObject({ code: "dependent_objects" });
    const { rows } = await database().pool.query("SELECT to_regclass('public.tenants') IS NOT NULL AS there");
    expect(rows).toEqual([{ there: true }]);
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
