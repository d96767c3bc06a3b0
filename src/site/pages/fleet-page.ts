import { formatVersion } from "../../error.ts";
import { type Html, html } from "../html.ts";
import { locateVersion } from "../links.ts";
import type { SiteModel } from "../model.ts";
import type { Page } from "./shell.ts";

/** One of many schemas, with the results of `status` and `verify`. */
export interface Tenant {
  readonly prefix: string;
  /** Undefined if its marker cannot be read. */
  readonly version: number | undefined;
  readonly pending: number;
  /** How many differences are drift. */
  readonly drift: number;
  /** Why its status or its drift could not be read. */
  readonly error: string | undefined;
}

/** The page of many schemas by version, with their drift. */
export function createFleetPage(model: SiteModel, tenants: readonly Tenant[]): Page {
  const drifted = tenants.filter(({ drift }) => drift > 0).length;
  const unread = tenants.filter(({ error }) => error !== undefined).length;
  const versions = new Map<number, number>();
  for (const { version } of tenants) {
    if (version !== undefined) versions.set(version, (versions.get(version) ?? 0) + 1);
  }
  const groups = [...versions].sort(([one], [other]) => other - one);
  const most = Math.max(1, ...versions.values());
  const sorted = [...tenants].sort(
    (one, other) => other.drift - one.drift || (one.version ?? -1) - (other.version ?? -1),
  );
  return {
    path: "fleet.html",
    title: "Fleet · PhoenixKit schema",
    body: html`<h1>Fleet</h1>
<p class="lead">${tenants.length} schemas, ${drifted} of them with drift${unread > 0 && `, ${unread} not compared`}.</p>
<ul class="bars">${groups.map(([version, count]) => html`<li>${linkKnown(model, version)} <i style="--part:${(count / most).toFixed(3)}">${count} ${count === 1 ? "schema" : "schemas"}</i></li>`)}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="Schemas"><table>
<thead><tr><th scope="col">schema</th><th scope="col">version</th><th scope="col">pending versions</th><th scope="col">drift</th></tr></thead>
<tbody>${sorted.map((tenant) => renderTenant(model, tenant))}</tbody></table></div>`,
  };
}

function renderTenant(model: SiteModel, { prefix, version, pending, drift, error }: Tenant): Html {
  return html`<tr><th scope="row"><code>${prefix}</code></th><td>${version === undefined ? "unknown" : linkKnown(model, version)}</td><td>${pending === 0 ? "" : pending}</td><td>${error ?? (drift === 0 ? "none" : `${drift} ${drift === 1 ? "difference" : "differences"}`)}</td></tr>
`;
}

/** Links to the page of a version; one that is newer than the package has none. */
function linkKnown(model: SiteModel, version: number): Html {
  if (version === 0) return html`no version`;
  return version <= model.version
    ? html`<a class="v" href="${locateVersion(version)}">${formatVersion(version)}</a>`
    : html`${formatVersion(version)}`;
}
