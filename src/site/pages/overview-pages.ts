import { formatVersion } from "../../error.ts";
import { drawDomain, drawOverview } from "../diagram/draw.ts";
import { toClass } from "../diagram/parts.ts";
import { html } from "../html.ts";
import { linkVersion, listTables, locateDomain } from "../links.ts";
import { describeNewer, type LiveSchema } from "../live.ts";
import type { SiteModel } from "../model.ts";
import { findRoot, type Page, renderHeading } from "./shell.ts";

const meanings: Readonly<Record<string, string>> = {
  people: "Users, sign-in, roles and permissions, organizations, referrals",
  "e-mail": "Sent e-mails and their events, templates, senders, blocked addresses",
  content: "Files, folders, annotations, and the kinds of content that administrators define",
  storage: "Where files and their variants are stored",
  system: "Settings, activities, notifications, jobs, and the version itself",
};

/** The first page: the whole diagram, and all tables by domain. */
export function createIndexPage(model: SiteModel, live?: LiveSchema): Page {
  const root = "";
  const hostCount = Object.keys(live?.hostTables.tables ?? {}).length;
  const counts = [
    [model.tables.length, "tables"],
    [model.tables.reduce((sum, { parts }) => sum + Object.keys(parts.columns).length, 0), "columns"],
    [model.relations.length, "foreign keys"],
    [model.tables.reduce((sum, { parts }) => sum + Object.keys(parts.indexes).length, 0), "indexes"],
    [model.versions.length, "versions"],
    ...(hostCount > 0 ? [[hostCount, "host tables"] as const] : []),
  ] as const;
  const domains = model.domains.map((domain) => {
    const tables = model.tables.filter((table) => table.domain === domain);
    return html`<section class="${toClass(domain)}">
${renderHeading(2, domain.replace(/\W/g, ""), html`<a href="${locateDomain(domain)}">${domain}</a>`)}
<p>${meanings[domain]}. <a href="${locateDomain(domain)}">Diagram of ${domain}</a></p>
${listTables(tables, root)}
</section>
`;
  });
  return {
    path: "index.html",
    title: "PhoenixKit schema",
    body: html`<h1>${live ? html`Schema <code>${live.prefix}</code>` : "PhoenixKit’s schema"} at ${formatVersion(live?.version ?? model.version)}</h1>
${live && describeNewer(live, model)}
<ul class="counts">${counts.map(([count, noun]) => html`<li><b>${count.toLocaleString("en")}</b> ${noun}</li>`)}</ul>
${drawOverview(model, root, live)}
${live && html`<p>An amber frame marks a table that has drifted from its version. “~” marks an estimate of PostgreSQL. More: <a href="database.html">the database</a>.</p>`}
${domains}`,
  };
}

/** The page of a domain: its diagram with all columns. */
export function createDomainPage(model: SiteModel, domain: string): Page {
  const path = locateDomain(domain);
  const root = findRoot(path);
  const tables = model.tables.filter((table) => table.domain === domain);
  const first = Math.min(...tables.map(({ since }) => since));
  return {
    path,
    title: `${domain} · PhoenixKit schema`,
    body: html`<div class="${toClass(domain)}"><p class="crumbs"><a href="${root}index.html">Diagram</a> / domain</p>
<h1 class="tinted">${domain}</h1>
<p class="lead">${meanings[domain]}. ${tables.length} tables, the first since ${linkVersion(first, root)}.</p>
${drawDomain(model, domain, root)}
${renderHeading(2, "tables", "Tables")}
${listTables(tables, root)}</div>`,
  };
}
