import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { useDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";
import { phoenixKit } from "./phoenix-kit.ts";

const database = useDatabase();

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "phoenix-kit-docs-"));
});

afterAll(() => rm(parent, { recursive: true }));

const writeDocs = (...args: string[]) => phoenixKit(["docs", ...args], { cwd: parent });

describe("phoenix-kit docs", () => {
  it("writes a site, and a second run removes the pages that are no longer part of it", async () => {
    const first = await writeDocs("--out", "site", "--to", "9");
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain("index.html");
    expect(await readdir(join(parent, "site", "versions"))).toContain("v09.html");
    await writeFile(join(parent, "site", "CNAME"), "schema.example.com");
    expect(await writeDocs("--out", "site", "--to", "8")).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(parent, "site", "versions"))).not.toContain("v09.html");
    expect(await readdir(join(parent, "site"))).toContain("CNAME");
  });

  it("refuses a folder with other files, and leaves them alone", async () => {
    await mkdir(join(parent, "mine"));
    await writeFile(join(parent, "mine", "index.html"), "mine");
    const { exitCode, stderr } = await writeDocs("--out", "mine");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("is not empty");
    expect(await readFile(join(parent, "mine", "index.html"), "utf8")).toBe("mine");
  });

  it("writes diagrams that Graphviz can draw", async () => {
    expect(await writeDocs("--out", "dot", "--format", "dot")).toMatchObject({ exitCode: 0 });
    const graphviz = await Graphviz.load();
    expect(graphviz.dot(await readFile(join(parent, "dot", "people.dot"), "utf8"))).toContain(
      "hashed_password",
    );
  });

  it("writes diagrams for Mermaid with keys and the number of rows that a reference joins", async () => {
    const { exitCode, stdout } = await writeDocs("--out", "mermaid", "--format", "mermaid", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: "mermaid", files: 6 });
    const diagram = await readFile(join(parent, "mermaid", "schema.mmd"), "utf8");
    expect(diagram).toContain("uuid uuid PK");
    expect(diagram).toContain('users ||--o{ admin_notes : "author_uuid"');
  });

  it("refuses a file and a folder that cannot be created", async () => {
    await writeFile(join(parent, "file"), "mine");
    for (const out of ["file", "file/site", "/dev/null/site"]) {
      const { exitCode, stderr } = await writeDocs("--out", out, "--format", "dot");
      expect(exitCode, out).toBe(1);
      expect(stderr).toMatch(/Cannot write to .*: ENOTDIR/);
    }
    expect(await readFile(join(parent, "file"), "utf8")).toBe("mine");
  });

  it("refuses a version that is not there", async () => {
    expect(await writeDocs("--out", "none", "--to", "9999")).toMatchObject({ exitCode: 2 });
    expect(await writeDocs("--out", "none", "--to", "0")).toMatchObject({ exitCode: 2 });
    expect(await readdir(parent)).not.toContain("none");
  });
});

describe("phoenix-kit docs of a database", () => {
  beforeAll(async () => {
    await database().pool.query(`
      CREATE TABLE invoices (
        id integer PRIMARY KEY, total numeric, owner uuid REFERENCES phoenix_kit_users (uuid));
      INSERT INTO invoices SELECT n, n FROM generate_series(1, 1500) AS n;
      CREATE TABLE "<i>orders, ""all""" (id integer PRIMARY KEY, "the ""owner""" uuid REFERENCES phoenix_kit_users);
      COMMENT ON TABLE "<i>orders, ""all""" IS '<img src=x onerror=alert(1)>';
      DROP INDEX phoenix_kit_buckets_enabled_index;
      ANALYZE`);
    await up(database().pool, { prefix: "tenant <1>", version: 3 });
  });

  it("shows the drift that verify finds, the sizes of tables, and the host's tables", async () => {
    const { exitCode } = await writeDocs("--out", "live", "--url", database().url);
    expect(exitCode).toBe(0);
    const page = await readFile(join(parent, "live", "database.html"), "utf8");
    expect(page).toContain("1 difference.");
    expect(page).toContain("index phoenix_kit_buckets.phoenix_kit_buckets_enabled_index is missing");
    expect(page).toMatch(/<code>invoices<\/code>.*<td>1,500<\/td><td>[\d.]+ kB<\/td><td>3<\/td>/);
    expect(await readFile(join(parent, "live", "tables", "phoenix_kit_user_roles.html"), "utf8")).toContain(
      "<dt>Rows</dt><dd>3</dd>",
    );
    expect(await readFile(join(parent, "live", "index.html"), "utf8")).toContain('href="database.html"');
  });

  it("draws rows, drift and the host's tables with their foreign keys in the diagram of all tables", async () => {
    const index = await readFile(join(parent, "live", "index.html"), "utf8");
    expect(index).toMatch(/<a class="card domain-storage drifted" [^>]*data-table="phoenix_kit_buckets"/);
    expect(index).toMatch(/<a class="card domain-host" href="database.html#host-\d" data-table="invoices"/);
    expect(index).toContain("+ 1 column · 1,500 rows");
    expect(index).toContain('data-from="invoices" data-to="phoenix_kit_users"');
    const users = await readFile(join(parent, "live", "tables", "phoenix_kit_users.html"), "utf8");
    expect(users).toMatch(/Host tables that refer to it[\s\S]*>invoices<\/a> <code>owner<\/code>/);
  });

  it("prints names and comments as text, whatever they contain", async () => {
    const live = join(parent, "live");
    const pages = await Promise.all(
      ["index.html", "database.html", "tables/phoenix_kit_users.html"].map((name) =>
        readFile(join(live, name), "utf8"),
      ),
    );
    for (const page of pages) {
      expect(page).toContain("&lt;i&gt;orders");
      expect(page).not.toContain("<i>orders");
      expect(page).not.toContain("<img");
    }
    expect(pages[1]).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(pages[2]).toContain("<code>the &quot;owner&quot;</code>");
  });

  it("describes a schema at the version that it is at", async () => {
    await writeDocs("--out", "early", "--url", database().url, "--prefix", "tenant <1>");
    expect(await readdir(join(parent, "early", "versions"))).not.toContain("v04.html");
    const page = await readFile(join(parent, "early", "database.html"), "utf8");
    expect(page).toContain("<code>tenant &lt;1&gt;</code>");
    expect(page).toContain("It matches V03.");
  });

  it("estimates the rows of a table that the role may not read", async () => {
    const role = await createRole(database(), { createOnDatabase: false });
    try {
      await database().pool.query(`
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO "${role.name}"; REVOKE SELECT ON invoices FROM "${role.name}"`);
      expect(await writeDocs("--out", "reader", "--url", role.url)).toMatchObject({ exitCode: 0 });
      const index = await readFile(join(parent, "reader", "index.html"), "utf8");
      expect(index).toContain("+ 1 column · ~1,500 rows");
      const page = await readFile(join(parent, "reader", "database.html"), "utf8");
      expect(page).toMatch(/<code>invoices<\/code>.*<td>about 1,500<\/td>/);
    } finally {
      await role.drop();
    }
  });

  it("leaves out what another session has locked, and says so", async () => {
    const holder = await database().pool.connect();
    try {
      await holder.query(`
        CREATE VIEW open_invoices AS SELECT * FROM invoices;
        COMMIT;
        BEGIN;
        LOCK TABLE invoices, phoenix_kit_files, phoenix_kit_settings IN ACCESS EXCLUSIVE MODE`);
      expect(await writeDocs("--out", "locked", "--url", database().url)).toMatchObject({ exitCode: 0 });
      const page = await readFile(join(parent, "locked", "database.html"), "utf8");
      expect(page).toContain("1 difference.");
      for (const name of ["invoices", "open_invoices", "phoenix_kit_files", "phoenix_kit_settings"]) {
        expect(page.match(/Another session has locked .*/)?.[0]).toContain(`<code>${name}</code>`);
      }
      expect(page).toMatch(/<code>invoices<\/code>.*<td>about 1,500<\/td><td>not read<\/td>/);
      expect(page).toMatch(/>files<\/a><\/th><td>about 0<\/td><td>not read<\/td>/);
    } finally {
      await holder.query("ROLLBACK; DROP VIEW IF EXISTS open_invoices");
      holder.release();
    }
  });

  it("describes a database that is newer than the package as the newest version it knows, and says so", async () => {
    await database().pool.query("COMMENT ON TABLE phoenix_kit IS '999'");
    try {
      expect(await writeDocs("--out", "newer", "--url", database().url)).toMatchObject({ exitCode: 0 });
      for (const name of ["index.html", "database.html"]) {
        const page = await readFile(join(parent, "newer", name), "utf8");
        expect(page).toMatch(/at V999/i);
        expect(page).toContain("the database was compared with it.");
      }
    } finally {
      await database().pool.query(`COMMENT ON TABLE phoenix_kit IS '${getNewestVersion()}'`);
    }
  });

  it("lists many schemas by version and drift", async () => {
    expect(await writeDocs("--out", "fleet", "--url", database().url, "--all")).toMatchObject({
      exitCode: 0,
    });
    const page = await readFile(join(parent, "fleet", "fleet.html"), "utf8");
    expect(page).toContain("2 schemas, 1 of them with drift.");
    const row = page.split("tenant &lt;1&gt;")[1]?.split("</tr>")[0];
    expect(row).toContain('href="versions/v03.html"');
    expect(row).toContain("<td>177</td>");
    expect(row).toContain("none");
  });

  it("lists the schemas that cannot be compared with the others, and says why", async () => {
    const { pool, url } = database();
    await up(pool, { prefix: "broken", version: 3 });
    await pool.query("COMMENT ON TABLE broken.phoenix_kit IS 'v3'");
    const holder = await pool.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE "tenant <1>".phoenix_kit_users IN ACCESS EXCLUSIVE MODE');
      expect(await writeDocs("--out", "fleet", "--url", url, "--all")).toMatchObject({ exitCode: 0 });
      const page = await readFile(join(parent, "fleet", "fleet.html"), "utf8");
      expect(page).toContain("3 schemas, 1 of them with drift, 2 not compared.");
      expect(page).toMatch(/broken<\/code><\/th><td>unknown<\/td>.*is &quot;v3&quot;, not a version/);
      expect(page).toMatch(/tenant &lt;1&gt;<\/code>.*>V03<.*another session has locked its tables/);
    } finally {
      await holder.query("ROLLBACK");
      holder.release();
      await pool.query("DROP SCHEMA broken CASCADE");
    }
  });

  it("refuses a schema without tables, and options for the package's schema", async () => {
    const none = await writeDocs("--out", "nothing", "--url", database().url, "--prefix", "nobody");
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("has no managed tables") });
    const both = await writeDocs("--out", "nothing", "--url", database().url, "--to", "9");
    expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("not a database") });
    const nobody = await writeDocs("--out", "nothing", "--url", database().url, "--match", "nobody%");
    expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("No schema was found") });
    expect(await readdir(parent)).not.toContain("nothing");
  });
});
