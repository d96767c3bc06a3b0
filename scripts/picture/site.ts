/**
 * Takes the pictures of the site in docs/pictures: `npm run docs:screenshots`. It needs a Chromium. The last pages are of
 * a database that it fills.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { up } from "../../src/migrate/up-down.ts";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { readFleet } from "../../src/site/fleet.ts";
import { readLiveSchema } from "../../src/site/live.ts";
import { buildModel } from "../../src/site/model.ts";
import { renderSite, type SiteDatabase } from "../../src/site/site.ts";
import { writeFiles } from "../../src/site/write-files.ts";
import { findChromium } from "../../test/support/browser.ts";
import { runAll, withFreshDatabase } from "../bench/database.ts";

/** The pages, each at both widths. */
const pages: readonly PicturePage[] = [
  { name: "diagram", path: "index.html", colorScheme: "light" },
  { name: "domain", path: "domains/people.html", colorScheme: "dark" },
  { name: "table", path: "tables/phoenix_kit_annotations.html", colorScheme: "light" },
  { name: "version", path: "versions/v56.html", colorScheme: "light" },
  { name: "versions", path: "versions/index.html", colorScheme: "dark" },
  { name: "time-line", path: "time-line.html#v62", colorScheme: "light" },
  { name: "compare", path: "compare.html#8-26", colorScheme: "dark" },
];
const sizes = [
  { suffix: "", viewport: { width: 1440, height: 1000 } },
  { suffix: "-phone", viewport: { width: 360, height: 720 } },
] as const;

interface PicturePage {
  readonly name: string;
  readonly path: string;
  readonly colorScheme: "light" | "dark";
}

const target = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-pictures-"));
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
try {
  await mkdir(target, { recursive: true });
  const model = buildModel(getNewestVersion());
  await writeFiles(folder, renderSite(model));
  for (const page of pages) await takePictures(page);
  const { live, fleet } = await withFreshDatabase(readExample);
  await writeFiles(folder, renderSite(model, { live }));
  await takePictures({ name: "database", path: "database.html", colorScheme: "light" });
  await writeFiles(folder, renderSite(model, { fleet }));
  await takePictures({ name: "fleet", path: "fleet.html", colorScheme: "light" });
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

async function takePictures({ name, path, colorScheme }: PicturePage): Promise<void> {
  for (const { suffix, viewport } of sizes) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
    const [file = "", hash] = path.split("#");
    await page.goto(`${pathToFileURL(join(folder, file)).href}${hash ? `#${hash}` : ""}`);
    await page.screenshot({ path: join(target, `${name}${suffix}.jpg`), type: "jpeg", quality: 68 });
    await page.close();
  }
}

/** A database with drift, a table of its host, and tenants at several versions. */
async function readExample(url: string): Promise<Required<SiteDatabase>> {
  await up(url);
  for (const [prefix, version] of [
    ["acme", getNewestVersion()],
    ["birch", 137],
    ["cedar", 137],
    ["delta", 96],
  ] as const) {
    await up(url, { prefix, version });
  }
  await runAll(
    url,
    "DROP INDEX phoenix_kit_users_email_index",
    "ALTER TABLE cedar.phoenix_kit_files ALTER COLUMN size DROP NOT NULL",
    "CREATE TABLE orders (id bigserial PRIMARY KEY, user_uuid uuid NOT NULL REFERENCES phoenix_kit_users (uuid))",
    "INSERT INTO phoenix_kit_users (email, hashed_password, inserted_at, updated_at) SELECT n || '@example.com', '-', now(), now() FROM generate_series(1, 12000) n",
    "INSERT INTO orders (user_uuid) SELECT uuid FROM phoenix_kit_users",
    "ANALYZE",
  );
  return {
    live: await readLiveSchema(url, { prefix: "public" }),
    fleet: await readFleet(url, { all: true }),
  };
}
