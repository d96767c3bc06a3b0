import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyCatalog, type Table } from "../../src/catalog/catalog.ts";
import { compareCatalogs } from "../../src/catalog/compare.ts";
import { getNewestVersion, readVersions } from "../../src/migrations/migrations.ts";
import { groupByTable } from "../../src/site/changes.ts";
import { readHistory, renameColumns } from "../../src/site/history.ts";
import { buildModel } from "../../src/site/model.ts";
import { renderSite, type SiteDatabase } from "../../src/site/site.ts";
import { writeFiles } from "../../src/site/write-files.ts";
import { findChromium } from "../support/browser.ts";

const executablePath = findChromium();
const skipped = executablePath
  ? ""
  : " (skipped: no Chromium here; install it with apt-get install chromium)";

const paths = [
  "index.html",
  "domains/people.html",
  "tables/phoenix_kit_users.html",
  "versions/index.html",
  "versions/v56.html",
  "rules.html",
  "time-line.html",
  "compare.html",
  "of-a-database/index.html",
  "of-a-database/database.html",
  "of-a-database/fleet.html",
];
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const types: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** What a site of a database has beside the package's. */
const database: SiteDatabase = {
  live: {
    prefix: 'Käse "tenant" 1',
    version: getNewestVersion(),
    differences: [
      {
        kind: "index",
        table: "phoenix_kit_users",
        name: "phoenix_kit_users_email_index",
        outcome: "missing",
        isDrift: true,
      },
      { kind: "column", table: "phoenix_kit_files", name: "colour", outcome: "extra", isDrift: false },
    ],
    hostTables: { ...emptyCatalog(), tables: createHostTables(13) },
    sizes: new Map([
      ["phoenix_kit_users", { rows: 1200, isExact: false, bytes: 90_000, columns: 19 }],
      ["orders", { rows: null, isExact: false, bytes: null, columns: 2 }],
    ]),
    lockedTables: new Set(["orders"]),
  },
  fleet: [
    { prefix: "public", version: getNewestVersion(), pending: 0, drift: 0, error: undefined },
    { prefix: 'Käse "tenant" 1', version: 137, pending: 43, drift: 2, error: undefined },
    { prefix: "broken", version: undefined, pending: 0, drift: 0, error: "The marker has no number." },
  ],
};

/** Tables of a host that refer to users. */
function createHostTables(count: number): Record<string, Table> {
  const names = Array.from({ length: count }, (_, index) => `shop_${index + 1}`);
  const column = {
    type: "uuid",
    notNull: true,
    default: null,
    identity: null,
    generated: null,
    collation: null,
    comment: null,
  };
  const definition = "FOREIGN KEY (owner) REFERENCES phoenix_kit_users(uuid)";
  const table: Table = {
    kind: "table",
    persistence: "permanent",
    definition: null,
    rowSecurity: "off",
    comment: null,
    columns: { owner: column },
    constraints: { owner: { type: "foreign key", definition, validated: true, comment: null } },
    indexes: {},
    triggers: {},
  };
  return Object.fromEntries(names.map((name) => [name, table]));
}

describe.skipIf(!executablePath)(`the site in a browser${skipped}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "phoenix-kit-site-"));
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    const model = buildModel(getNewestVersion());
    await writeFiles(folder, renderSite(model));
    await writeFiles(join(folder, "of-a-database"), renderSite(model, database));
    server = createServer(async ({ url = "" }, response) => {
      const path = new URL(url, "http://localhost").pathname.replace(/^\/kit\/docs\//, "");
      const text = await readFile(join(folder, path)).catch(() => undefined);
      response
        .writeHead(text ? 200 : 404, { "content-type": types[extname(path)] ?? "text/plain" })
        .end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  const fromDisk = (path: string) => pathToFileURL(join(folder, path)).href;
  const fromServer = (path: string) =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/kit/docs/${path}`;

  /** Opens a page for some work. Errors of the page, and files that it does not get, make the test fail. */
  async function withPage(
    url: string,
    work: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("requestfailed", (request) => {
      // leaving a page stops what it still loads
      if (request.failure()?.errorText !== "net::ERR_ABORTED") errors.push(request.url());
    });
    try {
      await page.goto(url);
      await work(page);
      expect(errors).toEqual([]);
    } finally {
      await context.close();
    }
  }

  const isAt = (page: Page, path: string) => page.waitForURL((url) => url.href.endsWith(path));

  it("loads each page from a disk and below a path, and it fits a phone and a laptop", async () => {
    for (const locate of [fromDisk, fromServer]) {
      await withPage(locate("index.html"), async (page) => {
        for (const path of paths) {
          await page.goto(locate(path));
          expect(await page.locator("h1").count(), path).toBe(1);
          for (const width of [360, 1440]) {
            await page.setViewportSize({ width, height: 800 });
            const scrollWidth = await page.evaluate<number>("document.documentElement.scrollWidth");
            expect(scrollWidth, `${path} at ${width}`).toBeLessThanOrEqual(width);
          }
        }
      });
    }
  });

  describe.each([
    ["light", '{ resultTypes: ["violations"] }'],
    ["dark", '{ runOnly: ["color-contrast"] }'],
  ] as const)("in %s colors", (colorScheme, options) => {
    it.each(paths)("has nothing that axe finds serious on %s", async (path) => {
      // axe reads the stylesheet, which a page from a disk may not
      await withPage(
        fromServer(path),
        async (page) => {
          await page.addScriptTag({ path: axe });
          const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`);
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          const found = serious.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]);
          expect(found).toEqual([]);
        },
        { colorScheme },
      );
    });
  });

  it("prints in light colors, and wide tables and maps as a whole", async () => {
    const sheet = { viewport: { width: 720, height: 1000 }, colorScheme: "dark" } as const;
    for (const path of [
      "tables/phoenix_kit_users.html",
      "versions/v56.html",
      "of-a-database/database.html",
    ]) {
      await withPage(
        fromDisk(path),
        async (page) => {
          await page.emulateMedia({ media: "print", colorScheme: "dark" });
          const ground = await page.evaluate<string>(
            "getComputedStyle(document.querySelector('.scroll')).backgroundColor",
          );
          expect(ground, path).toBe("rgb(255, 255, 255)");
          const scrollWidth = await page.evaluate<number>("document.documentElement.scrollWidth");
          expect(scrollWidth, path).toBeLessThanOrEqual(720);
        },
        sheet,
      );
    }
  });

  it("prints a diagram without the buttons around it", async () => {
    await withPage(fromDisk("index.html"), async (page) => {
      const zoom = page.getByRole("button", { name: "Zoom in" });
      expect(await zoom.isVisible()).toBe(true);
      await page.emulateMedia({ media: "print" });
      expect(await zoom.isVisible()).toBe(false);
      expect(await page.locator(".canvas svg").first().isVisible()).toBe(true);
    });
  });

  it("zooms a diagram by its buttons and by keys", async () => {
    await withPage(fromDisk("index.html"), async (page) => {
      const measureWidth = async () => (await page.locator(".canvas svg").first().boundingBox())?.width ?? 0;
      const before = await measureWidth();
      await page.getByRole("button", { name: "Zoom in" }).click();
      const larger = await measureWidth();
      expect(larger).toBeGreaterThan(before * 1.2);
      await page.locator(".canvas").focus();
      await page.keyboard.press("-");
      expect(await measureWidth()).toBeLessThan(larger);
      await page.getByRole("button", { name: "1:1, full size" }).click();
      expect(await measureWidth()).toBeGreaterThan(2000);
      await page.getByRole("button", { name: "Fit to the width" }).click();
      expect(await measureWidth()).toBeLessThanOrEqual(1440);
    });
  });

  it("zooms a diagram by two fingers, and moves it by one, without zooming the page", async () => {
    const phone = { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true };
    await withPage(
      fromDisk("index.html"),
      async (page) => {
        const canvas = page.locator(".canvas");
        await canvas.evaluate((element) => element.scrollIntoView({ block: "center" }));
        const session = await page.context().newCDPSession(page);
        const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...points: [x: number, y: number][]) =>
          session.send("Input.dispatchTouchEvent", {
            type,
            touchPoints: points.map(([x, y], id) => ({ x, y, id })),
          });
        const measureWidth = async () => (await canvas.locator("svg").boundingBox())?.width ?? 0;
        const before = await measureWidth();
        await touch("touchStart", [150, 360], [210, 360]);
        for (let step = 1; step <= 6; step += 1) {
          await touch("touchMove", [150 - step * 5, 360], [210 + step * 5, 360]);
        }
        await touch("touchEnd");
        expect(await measureWidth()).toBeGreaterThan(before * 1.5);
        expect(await page.evaluate("visualViewport.scale")).toBe(1);
        const readScroll = () => canvas.evaluate((element) => element.scrollLeft);
        const left = await readScroll();
        await touch("touchStart", [280, 360]);
        for (let step = 1; step <= 12; step += 1) await touch("touchMove", [280 - step * 10, 360]);
        await touch("touchEnd");
        expect(await readScroll()).toBeGreaterThan(left + 50);
      },
      phone,
    );
  });

  it("shows the lines of many host tables only at the one under the pointer", async () => {
    await withPage(fromDisk("of-a-database/index.html"), async (page) => {
      const lines = page.locator(".edge.far");
      expect(await lines.count()).toBe(13);
      const readOpacities = () =>
        page.evaluate<string[]>(
          '[...document.querySelectorAll(".edge.far")].map((line) => getComputedStyle(line).opacity)',
        );
      expect(new Set(await readOpacities())).toEqual(new Set(["0"]));
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.locator('.card[data-table="shop_7"]').hover();
      expect((await readOpacities()).filter((opacity) => opacity === "1")).toHaveLength(1);
    });
  });

  it("shows the tables around the one under the pointer, and a click leads to its page", async () => {
    await withPage(fromServer("index.html"), async (page) => {
      const card = page.locator('.card[data-table="phoenix_kit_annotations"]');
      await card.hover();
      const near = await page
        .locator(".card.near")
        .evaluateAll((cards) => cards.map((one) => one.getAttribute("data-table")).sort());
      expect(near).toEqual(["phoenix_kit_annotations", "phoenix_kit_files", "phoenix_kit_users"]);
      await card.click();
      await isAt(page, "tables/phoenix_kit_annotations.html");
    });
  });

  it("shows the schema of each version on the time line, and stays there when the page is opened again", async () => {
    await withPage(fromDisk("time-line.html"), async (page) => {
      const countTables = () => page.locator(".map .table:not(.absent)").count();
      expect(await countTables()).toBe(38);
      await page.getByRole("slider", { name: "Version" }).focus();
      await page.keyboard.press("Home");
      expect(await countTables()).toBe(3);
      await page.keyboard.press("ArrowRight");
      expect(await countTables()).toBe(5);
      expect(await page.locator(".map .table.came").count()).toBe(2);
      expect(await page.locator(".now").textContent()).toContain("V02 Role system");
      await page.reload();
      expect(await countTables()).toBe(5);
    });
  });

  it("compares two versions as the catalogs do, in both directions", async () => {
    const catalogs = new Map(
      readHistory(getNewestVersion()).map(({ version, catalog }) => [version, catalog]),
    );
    const listRenames = (from: number, to: number) => {
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      const renames = readVersions()
        .all.filter(({ version }) => version > low && version <= high)
        .flatMap((known) => known.renames);
      if (from < to) return renames;
      return renames.reverse().map(({ table, from: old, to: now }) => ({ table, from: now, to: old }));
    };
    const listParts = (page: Page) =>
      page
        .locator(".differences .change")
        .evaluateAll((cards) => cards.map((card) => card.textContent ?? ""));
    for (const [from, to] of [
      [8, 26],
      [72, 40],
    ] as const) {
      const [before, after] = [catalogs.get(from), catalogs.get(to)];
      if (!before || !after) throw new Error("These versions change tables.");
      const expected = groupByTable(compareCatalogs(after, renameColumns(before, listRenames(from, to))));
      await withPage(`${fromDisk("compare.html")}#${from}-${to}`, async (page) => {
        const cards = (await listParts(page)).filter((text) => !text.includes("Beside the tables"));
        expect(cards).toHaveLength(expected.length);
        for (const [index, { table, parts }] of expected.entries()) {
          expect(cards[index]).toContain(table.replace(/^phoenix_kit_(?=.)/, ""));
          for (const { kind, name } of parts) expect(cards[index], table).toContain(`${kind} ${name}`);
        }
      });
    }
  });

  it("opens a comparison at the heading of a table, whose address it has", async () => {
    await withPage(`${fromDisk("compare.html")}#8-26/phoenix_kit_users`, async (page) => {
      const heading = page.locator(".differences h2", { hasText: "users #" }).first();
      expect((await heading.boundingBox())?.y).toBeLessThan(900);
      expect(await heading.locator(".anchor").getAttribute("href")).toBe("#8-26/phoenix_kit_users");
      expect(page.url()).toContain("#8-26/phoenix_kit_users");
    });
  });

  it("compares a renamed column under its name in the second version, with what else changed in it", async () => {
    const readCard = async (page: Page, table: string) =>
      (await page.locator(".differences .change", { hasText: table }).first().textContent()) ?? "";
    await withPage(`${fromDisk("compare.html")}#25-26`, async (page) => {
      const card = await readCard(page, "files");
      expect(card).toContain("column file_checksumrenamed from checksum");
      expect(card).not.toContain("removed: column checksum");
    });
    await withPage(`${fromDisk("compare.html")}#26-25`, async (page) => {
      expect(await readCard(page, "files")).toContain("column checksumrenamed from file_checksum");
    });
    await withPage(`${fromDisk("compare.html")}#19-26`, async (page) => {
      const card = await readCard(page, "files");
      expect(card).toContain("new: ");
      expect(card).not.toContain("renamed from");
    });
  });

  it("finds a column by the search with the keyboard alone", async () => {
    await withPage(fromDisk("versions/v56.html"), async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("users.email");
      expect(await page.getByRole("option").first().textContent()).toContain("users.email");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await isAt(page, "tables/phoenix_kit_users.html#email");
      expect(await page.locator("tr:target").count()).toBe(1);
    });
  });

  it("follows the color scheme of the system until the button chooses another, also on the next page", async () => {
    const readGround = (page: Page) =>
      page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await withPage(
      fromServer("index.html"),
      async (page) => {
        const dark = await readGround(page);
        await page.getByRole("button", { name: "Light colors" }).click();
        const light = await readGround(page);
        expect(light).not.toBe(dark);
        await page.goto(fromServer("rules.html"));
        expect(await readGround(page)).toBe(light);
      },
      { colorScheme: "dark" },
    );
  });

  it("can be read without scripts", async () => {
    await withPage(
      fromDisk("index.html"),
      async (page) => {
        await page.locator('.card[data-table="phoenix_kit_buckets"]').click();
        await isAt(page, "tables/phoenix_kit_buckets.html");
      },
      { javaScriptEnabled: false },
    );
  });
});
