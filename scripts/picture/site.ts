/**
 * Takes the pictures of the site in docs/pictures: `npm run docs:screenshots`. It needs a Chromium.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { buildModel } from "../../src/site/model.ts";
import { renderSite } from "../../src/site/site.ts";
import { writeFiles } from "../../src/site/write-files.ts";
import { findChromium } from "../../test/support/browser.ts";

/** The pages, each at both widths. */
const pages = [
  { name: "diagram", path: "index.html", colorScheme: "light" },
  { name: "domain", path: "domains/people.html", colorScheme: "dark" },
  { name: "table", path: "tables/phoenix_kit_annotations.html", colorScheme: "light" },
  { name: "version", path: "versions/v56.html", colorScheme: "light" },
  { name: "versions", path: "versions/index.html", colorScheme: "dark" },
  { name: "time-line", path: "time-line.html#v62", colorScheme: "light" },
] as const;
const sizes = [
  { suffix: "", viewport: { width: 1440, height: 1000 } },
  { suffix: "-phone", viewport: { width: 360, height: 720 } },
] as const;

const target = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-pictures-"));
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
try {
  await mkdir(target, { recursive: true });
  await writeFiles(folder, renderSite(buildModel(getNewestVersion())));
  for (const { name, path, colorScheme } of pages) {
    for (const { suffix, viewport } of sizes) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
      const [file = "", hash] = path.split("#");
      await page.goto(`${pathToFileURL(join(folder, file)).href}${hash ? `#${hash}` : ""}`);
      await page.screenshot({ path: join(target, `${name}${suffix}.jpg`), type: "jpeg", quality: 68 });
      await page.close();
    }
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
