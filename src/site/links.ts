import { formatVersion } from "../error.ts";
import { shortenTable } from "./diagram/cards.ts";
import { toClass } from "./diagram/parts.ts";
import { type Html, html } from "./html.ts";
import type { SiteModel, SiteTable } from "./model.ts";

/** The page of a version, as in `versions/v07.html`. */
export function locateVersion(version: number): string {
  return `versions/${formatVersion(version).toLowerCase()}.html`;
}

/** The page of a table. */
export function locateTable(table: string): string {
  return `tables/${encodeURIComponent(table)}.html`;
}

/** The place of a host table on the page of a database, by its index in the list. */
export function locateHostTable(index: number): string {
  return `database.html#host-${index + 1}`;
}

/** The page of a domain. */
export function locateDomain(domain: string): string {
  return `domains/${domain.replace(/\W/g, "")}.html`;
}

/** A link to a version. */
export function linkVersion(version: number, root: string): Html {
  return html`<a class="v" href="${root}${locateVersion(version)}">${formatVersion(version)}</a>`;
}

/** A link to a table, or only its name if it has no page: at this version it may not exist. */
export function linkTable(
  name: string,
  { model, root }: { readonly model: SiteModel; readonly root: string },
): Html {
  const exists = model.tables.some((table) => table.name === name);
  return exists
    ? html`<a href="${root}${locateTable(name)}">${shortenTable(name)}</a>`
    : html`${shortenTable(name)}`;
}

/** A list of tables with a line about each. */
export function listTables(tables: readonly SiteTable[], root: string): Html {
  const items = tables.map(
    ({
      name,
      facts,
      parts,
      domain,
    }) => html`<li class="${toClass(domain)}"><a href="${root}${locateTable(name)}"><strong>${shortenTable(name)}</strong><span>${facts?.summary ?? "No version creates it."}</span><small>${Object.keys(parts.columns).length} columns</small></a></li>
`,
  );
  return html`<ul class="tiles">${items}</ul>`;
}
