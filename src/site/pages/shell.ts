import { formatVersion } from "../../error.ts";
import { type Html, html } from "../html.ts";
import type { SiteModel } from "../model.ts";

/** A page of the site. */
export interface Page {
  /** The path from the folder of the site. */
  readonly path: string;
  readonly title: string;
  readonly body: Html;
  /** Files in `assets` with data that the page's script needs. */
  readonly data?: readonly string[];
}

/** The main pages, in the order of the navigation. */
export interface NavigationItem {
  readonly path: string;
  readonly label: string;
}

/** What all pages of a site have in common. */
export interface Shell {
  readonly model: SiteModel;
  readonly navigation: readonly NavigationItem[];
  /** The database that the site describes; undefined if it only describes the schema. */
  readonly source?: { readonly prefix: string; readonly version: number } | undefined;
}

/** The relative path from a page to the folder of the site. */
export function findRoot(path: string): string {
  return "../".repeat(path.split("/").length - 1);
}

/** Renders a page as an HTML document. Its links are relative, so that it works from a disk and under any path. */
export function renderPage(
  { path, title, body, data = [] }: Page,
  { model, navigation, source }: Shell,
): string {
  const root = findRoot(path);
  const current = navigation.findLast(
    (item) => path === item.path || path.startsWith(item.path.replace(/index\.html$|\.html$/, "/")),
  );
  const links = navigation.map(
    (item) =>
      html`<li><a href="${root}${item.path}"${item === current && html` aria-current="page"`}>${item.label}</a></li>`,
  );
  const scripts = ["search.js", ...data, "site.js"];
  const document = html`<!DOCTYPE html>
<html lang="en" data-root="${root || "./"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="phoenix-kit docs">
<title>${title}</title>
<link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}assets/site.css">
<script src="${root}assets/theme.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="${root}index.html"><span aria-hidden="true">◆</span> PhoenixKit schema <span class="version">${formatVersion(model.version)}</span></a>
<nav aria-label="Site"><ul>${links}</ul></nav>
<div class="search" id="search"></div>
</header>
<main id="main">
${body}
</main>
<footer>${source ? html`Schema ${source.prefix}, at ${formatVersion(source.version)}. ` : html`PhoenixKit's PostgreSQL schema at ${formatVersion(model.version)}. `}Written by <code>phoenix-kit docs</code>.</footer>
${scripts.map(
  (script) => html`<script src="${root}assets/${script}" defer></script>
`,
)}</body>
</html>
`;
  return document.toString();
}

/** Renders a heading with a link to itself. */
export function renderHeading(level: 2 | 3, id: string, content: Html | string): Html {
  const link = html`<a class="anchor" href="#${id}" aria-label="Address of this heading">#</a>`;
  return level === 2
    ? html`<h2 id="${id}">${content} ${link}</h2>`
    : html`<h3 id="${id}">${content} ${link}</h3>`;
}
