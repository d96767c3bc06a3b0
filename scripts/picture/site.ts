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

/** The pages, each in one of the two color schemes and at one of the two widths. */
const pictures = [
  { name: "diagram", path: "index.html", colorScheme: "light", width: 1440 },
  { name: "domain", path: "domains/people.html", colorScheme: "dark", width: 1440 },
  { name: "table", path: "tables/phoenix_kit_annotations.html", colorScheme: "light", width: 1440 },
  { name: "version", path: "versions/v56.html", colorScheme: "light", width: 1440 },
  { name: "versions", path: "versions/index.html", colorScheme: "dark", width: 360 },
  { name: "phone", path: "index.html", colorScheme: "light", width: 360 },
] as const;

const target = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-pictures-"));
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
try {
  await mkdir(target, { recursive: true });
  await writeFiles(folder, renderSite(buildModel(getNewestVersion())));
  for (const { name, path, colorScheme, width } of pictures) {
    const page = await browser.newPage({
      viewport: { width, height: width > 600 ? 1000 : 720 },
      colorScheme,
    });
    await page.goto(pathToFileURL(join(folder, path)).href);
    await page.screenshot({ path: join(target, `${name}.jpg`), type: "jpeg", quality: 72 });
    await page.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
