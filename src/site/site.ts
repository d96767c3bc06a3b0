import { readAsset } from "./assets.ts";
import { createGrowthData } from "./growth.ts";
import type { LiveSchema } from "./live.ts";
import type { SiteModel } from "./model.ts";
import { createComparePage } from "./pages/compare-page.ts";
import { createDatabasePage } from "./pages/database-page.ts";
import { createFleetPage, type Tenant } from "./pages/fleet-page.ts";
import { createDomainPage, createIndexPage } from "./pages/overview-pages.ts";
import { createRulesPage } from "./pages/rules-page.ts";
import { type NavigationItem, type Page, renderPage } from "./pages/shell.ts";
import { createTablePage } from "./pages/table-page.ts";
import { createTimeLinePage } from "./pages/time-line-page.ts";
import { createFramePage, createVersionPage, createVersionsPage } from "./pages/version-pages.ts";
import { createSearchIndex } from "./search-index.ts";
import { createDifferencesData } from "./version-differences.ts";

/** The files of a site, by their paths from its folder. */
export type SiteFiles = ReadonlyMap<string, string>;

const navigation: readonly NavigationItem[] = [
  { path: "index.html", label: "Diagram" },
  { path: "versions/index.html", label: "Versions" },
  { path: "time-line.html", label: "Time line" },
  { path: "compare.html", label: "Compare" },
  { path: "rules.html", label: "Rules" },
];

/** What a database adds to the site. */
export interface SiteDatabase {
  /** The schema that the site describes. */
  readonly live?: LiveSchema;
  /** Many schemas, which share one page. */
  readonly fleet?: readonly Tenant[];
}

/** The parts of the stylesheet and of the script of all pages, in their order. */
const styles = ["base.css", "bar.css", "diagram.css", "content.css", "lists.css", "history.css", "media.css"];
const scripts = [
  "elements.js",
  "search-box.js",
  "diagram.js",
  "time-line.js",
  "fold-differences.js",
  "compare.js",
  "start.js",
];

const joinAssets = (names: readonly string[]): string => names.map(readAsset).join("\n");

/** Renders a model as a static site: pages, stylesheet and scripts. */
export function renderSite(model: SiteModel, database: SiteDatabase = {}): SiteFiles {
  const { live, fleet } = database;
  const ofDatabase = [live && createDatabasePage(model, live), fleet && createFleetPage(model, fleet)];
  const added = ofDatabase.filter((page) => page !== undefined);
  const labels = added.map(({ path, title }) => ({ path, label: title.replace(/ · .*/, "") }));
  const shell = { model, navigation: [...navigation, ...labels], source: live };
  const pages: Page[] = [
    createIndexPage(model, live),
    ...added,
    createRulesPage(model),
    createTimeLinePage(model),
    createComparePage(model),
    createVersionsPage(model),
    createFramePage(model),
    ...model.domains.map((domain) => createDomainPage(model, domain)),
    ...model.tables.map((table) => createTablePage(model, table, live)),
    ...model.versions.map((version) => createVersionPage(model, version)),
  ];
  return new Map([
    ...pages.map((page): [string, string] => [page.path, renderPage(page, shell)]),
    ["assets/site.css", joinAssets(styles)],
    ["assets/site.js", joinAssets(scripts)],
    ["assets/theme.js", readAsset("theme.js")],
    ["assets/icon.svg", readAsset("icon.svg")],
    ["assets/growth.js", createGrowthData(model)],
    ["assets/differences.js", createDifferencesData(model)],
    ["assets/search.js", createSearchIndex(model)],
  ]);
}
