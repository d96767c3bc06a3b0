import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { buildModel } from "../../src/site/model.ts";
import { renderSite } from "../../src/site/site.ts";

const newest = getNewestVersion();
const model = buildModel(newest);
const files = renderSite(model);
const pages = [...files].filter(([path]) => path.endsWith(".html"));

const readPage = (path: string): string => files.get(path) ?? "";
const listIds = (text: string): string[] => [...text.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);

describe("the site of the schema", () => {
  it("has a page for each table, each version and each domain", () => {
    for (const { name } of model.tables) expect(files.has(`tables/${name}.html`), name).toBe(true);
    expect(pages.filter(([path]) => /^versions\/v\d+\.html$/.test(path))).toHaveLength(model.versions.length);
    expect(pages.filter(([path]) => path.startsWith("domains/"))).toHaveLength(5);
  });

  it("has links that all lead to a file of the site, and to an id on that page", () => {
    const ids = new Map(pages.map(([path, text]) => [path, new Set(listIds(text))]));
    const broken = pages.flatMap(([path, text]) =>
      [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, link = ""]) => {
        const { protocol, pathname, hash } = new URL(link, `site:/${path}`);
        const target = decodeURIComponent(pathname.slice(1));
        const exists = protocol === "site:" && files.has(target);
        const hasId = hash === "" || /^#(key|end)-/.test(hash) || ids.get(target)?.has(hash.slice(1));
        return exists && hasId ? [] : [`${path}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("names no other host and no absolute path, so that it opens from a disk and below any path", () => {
    for (const [path, text] of pages) expect(text, path).not.toMatch(/(?:href|src)="(?:\/|https?:)/);
  });

  it("has each id once on a page", () => {
    for (const [path, text] of pages) {
      const ids = listIds(text);
      expect(ids.length, path).toBe(new Set(ids).size);
    }
  });

  it("gives every heading below the title an address", () => {
    for (const [path, text] of pages) expect(text, path).not.toMatch(/<h[2-6](?! id=")/);
  });

  it("says of each index what it is for", () => {
    const purposes = (path: string) =>
      [...(readPage(path).split('id="indexes"')[1] ?? "").matchAll(/<li><b>(.*?)<\/b>/g)].map(
        ([, text]) => text,
      );
    expect(purposes("tables/phoenix_kit_files.html")).toEqual(
      expect.arrayContaining([
        "finds rows by file_path",
        "finds what refers to a row of media_folders",
        "finds a span of inserted_at, and orders by it",
        "keeps parent_file_uuid and file_name unique together, of a part of the rows",
        "belongs to the primary key",
      ]),
    );
    expect(purposes("tables/phoenix_kit_email_logs.html")).toEqual(
      expect.arrayContaining(["finds parts of subject", "finds rows by status, in the order of sent_at"]),
    );
  });

  it("draws a table's reference to itself around the table, and lines between the same two tables apart", () => {
    const lines = [...readPage("index.html").matchAll(/data-from="([^"]*)" data-to="([^"]*)" d="([^"]*)"/g)];
    const paths = (from: string, to: string) =>
      lines.filter(([, one, other]) => one === from && other === to).map(([, , , path]) => path ?? "");
    for (const table of ["phoenix_kit_users", "phoenix_kit_files", "phoenix_kit_entity_data"]) {
      const [path = "", ...others] = paths(table, table);
      expect(others, table).toEqual([]);
      const places = [...path.matchAll(/(-?\d+) -?\d+/g)].map(([, x]) => Number(x));
      expect(Math.max(...places) - Math.min(...places), table).toBeGreaterThan(50);
    }
    const notes = paths("phoenix_kit_admin_notes", "phoenix_kit_users");
    expect(new Set(notes).size).toBe(2);
  });

  it.each([
    "index.html",
    "domains/people.html",
    "tables/phoenix_kit_users.html",
    "versions/index.html",
    "versions/v56.html",
    "versions/v29.html",
    "rules.html",
    "time-line.html",
    "compare.html",
  ])("is valid HTML on %s", async (path) => {
    const validator = new HtmlValidate({
      extends: ["html-validate:standard"],
      // a scrolling region has to take the keyboard
      rules: { "no-redundant-role": "off", "long-title": "off", "tel-non-breaking": "off" },
    });
    const { results } = await validator.validateString(readPage(path));
    expect(
      results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`)),
    ).toEqual([]);
  });

  it("is at most 3 MB", () => {
    const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThan(3_000_000);
  });

  it("tells of a column its type, its values, since when it is there, and how it changed", () => {
    const row = readPage("tables/phoenix_kit_users.html")
      .split('<tr id="account_type">')[1]
      ?.split("</tr>")[0];
    expect(row).toContain("character varying(20)");
    expect(row).toContain("<code>organization</code>");
    expect(row).toContain("versions/v92.html");
    const notes = readPage("tables/phoenix_kit_settings.html").split('<tr id="value">')[1]?.split("</tr>")[0];
    expect(notes).toContain("versions/v160.html");
  });

  it("follows a column through a rename: since when it is there, and what it was called", () => {
    const row = readPage("tables/phoenix_kit_files.html")
      .split('<tr id="file_checksum">')[1]
      ?.split("</tr>")[0];
    expect(row).toContain('href="../versions/v20.html">V20</a><ul class="changes">');
    expect(row).toContain("renamed from checksum");
    const version = readPage("versions/v26.html");
    expect(version).toContain("renamed from checksum");
    expect(version).not.toContain("<code>checksum</code>");
  });

  it("tells of a table its names in code, the rules that write it, and who refers to it", () => {
    const page = readPage("tables/phoenix_kit_users.html");
    expect(page).toContain("import { users } from &quot;phoenix-kit-schema&quot;;");
    expect(page).toContain("userInsertSchema");
    expect(page).toContain('rules.html#registerUser"');
    expect(page.split('id="referrers"')[1]).toContain("phoenix_kit_admin_notes.html");
  });

  it("tells of a version what came, what it deletes, which locks it takes, and its SQL in both directions", () => {
    const page = readPage("versions/v25.html");
    expect(page).toContain("Adds maintain_aspect_ratio to storage_dimensions.");
    expect(page).toContain("maintain_aspect_ratio");
    expect(page).toContain("values of phoenix_kit_storage_dimensions.maintain_aspect_ratio");
    expect(page.match(/<dt>Locks on the way (?:up|down)<\/dt><dd><ul><li>access exclusive/g)).toHaveLength(2);
    expect(page).toContain("ADD COLUMN &quot;maintain_aspect_ratio&quot;");
    expect(page).toContain("DROP COLUMN &quot;maintain_aspect_ratio&quot;");
  });

  it("draws each table once in the diagram of all, and each foreign key as a line", () => {
    const page = readPage("index.html");
    expect(page.match(/<a class="card /g)).toHaveLength(model.tables.length);
    expect(page.match(/<path class="edge" data-from/g)).toHaveLength(model.relations.length);
  });

  it("shows once what every version runs around its own SQL, in both directions", () => {
    const [, up = "", down = ""] = readPage("versions/frame.html").split(/<h2 id="(?:up|down)"/);
    expect(up).toContain("INSERT INTO &quot;public&quot;.phoenix_kit (id, version)");
    expect(down).toContain("DELETE FROM");
    for (const file of [up, down]) expect(file).toMatch(/-- preamble[\s\S]*-- marker/);
    expect(up + down).not.toContain("statement-breakpoint");
  });

  it("describes an earlier version with the tables and columns of that version", () => {
    const earlier = renderSite(buildModel(7));
    expect(earlier.has("tables/phoenix_kit_email_logs.html")).toBe(true);
    expect(earlier.has("tables/phoenix_kit_files.html")).toBe(false);
    expect(earlier.has("versions/v08.html")).toBe(false);
    expect(earlier.get("tables/phoenix_kit_users.html")).not.toContain('<tr id="uuid">');
    expect(earlier.get("index.html")?.match(/<a class="card /g)).toHaveLength(buildModel(7).tables.length);
  });

  it("says of each version that changes tables what it took, and how long writes waited", () => {
    for (const { version, migration } of model.versions) {
      if (!migration) continue;
      const page = readPage(`versions/v${String(version).padStart(2, "0")}.html`);
      expect(page, `V${version}: npm run bench:versions measures it`).toMatch(
        /<dt>Takes<\/dt><dd>[\d,]+ ms up/,
      );
      expect(page).toMatch(/<dt>Writes wait<\/dt><dd>(at most [\d,]+ ms|not noticeably)/);
      expect(page).toContain("with 2,000 rows in each table of V27, on PostgreSQL");
    }
  });

  it("says in a sentence what a version brings, and marks it in the diagram of its tables", () => {
    const v26 = readPage("versions/v26.html");
    expect(v26).toContain("renames files.checksum to file_checksum");
    expect(readPage("versions/v07.html")).toContain("Creates email_events and email_logs");
    expect(readPage("versions/v137.html")).toContain("Adds 8 indexes to email_events and email_logs.");
    expect(readPage("versions/v111.html")).toContain("Creates the extension pg_trgm where it is missing.");
    expect(readPage("versions/v111.html").split('id="up"')[1]).toContain(
      "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    );
    expect(v26).toMatch(/<a class="table changed domain-content" href="..\/tables\/phoenix_kit_files.html">/);
    expect(v26).toMatch(/<g class="table domain-people">/);
    expect(v26).not.toContain(">mentions</text>");
  });

  it("finds tables, columns, versions and rules by the search", () => {
    const index = files.get("assets/search.js") ?? "";
    for (const label of ["users.email", "registerUser", "V56 UUID references", "email_logs"]) {
      expect(index).toContain(`"${label}"`);
    }
  });
});
