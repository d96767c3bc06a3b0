import { describeDifference, type SchemaDifference } from "../../drift/differences.ts";
import { formatVersion } from "../../error.ts";
import { groupByTable } from "../changes.ts";
import { drawMap } from "../diagram/map.ts";
import { type Html, html } from "../html.ts";
import { linkTable } from "../links.ts";
import { describeNewer, formatBytes, formatRows, type LiveSchema } from "../live.ts";
import type { SiteModel } from "../model.ts";
import { listRelations } from "../relations.ts";
import { type Page, renderHeading } from "./shell.ts";
import { renderSwatch } from "./time-line-page.ts";

/** The page about a schema of a database: its drift, its tables with their sizes, and the host's tables. */
export function createDatabasePage(model: SiteModel, live: LiveSchema): Page {
  const drift = live.differences.filter(({ isDrift }) => isDrift);
  const others = live.differences.filter(({ isDrift, kind }) => !isDrift && kind !== "table");
  const changes = groupByTable(drift);
  const total = [...live.sizes.values()].reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return {
    path: "database.html",
    title: "Database · PhoenixKit schema",
    body: html`<h1>Schema <code>${live.prefix}</code></h1>
<p class="lead">At ${formatVersion(live.version)}, ${formatBytes(total)}. ${describeDrift(drift.length, formatVersion(model.version))}</p>
${describeNewer(live, model)}
${live.lockedTables.size > 0 && html`<p>Another session has locked ${joinCodes([...live.lockedTables])}: neither compared nor counted.</p>`}
${
  drift.length > 0 &&
  html`${drawMap(model, { version: model.version, catalog: model.catalog, changes }, "")}
<ul class="legend"><li>${renderSwatch("went", "missing")}</li><li>${renderSwatch("changed", "different")}</li><li>−, ~ and + count what is missing, different and extra in a table.</li></ul>
${renderHeading(2, "drift", "Drift")}
${listDifferences(drift)}
<p><code>phoenix-kit repair</code> adds what is missing; <code>phoenix-kit verify --sql</code> prints how.</p>`
}
${others.length > 0 && html`${renderHeading(2, "differences", "Differences that are not drift")}${listDifferences(others)}`}
${renderHeading(2, "tables", "Tables")}
${renderSizes(model, live)}
${renderHeading(2, "host-tables", "Host tables")}
${renderHostTables(model, live)}`,
  };
}

function joinCodes(names: readonly string[]): Html {
  return html`${names.map((name, index) => html`${index > 0 && ", "}<code>${name}</code>`)}`;
}

function describeDrift(count: number, version: string): string {
  if (count === 0) return `It matches ${version}.`;
  return `It has drifted from ${version}: ${count} ${count === 1 ? "difference" : "differences"}.`;
}

function listDifferences(differences: readonly SchemaDifference[]): Html {
  const items = differences.map(
    (difference) => html`<li>${describeDifference(difference)}</li>
`,
  );
  return html`<ul class="lines">${items}</ul>`;
}

function renderSizes(model: SiteModel, { sizes }: LiveSchema): Html {
  const known = model.tables.flatMap(({ name }) => {
    const size = sizes.get(name);
    return size ? [{ name, size }] : [];
  });
  const rows = known
    .sort((one, other) => (other.size.bytes ?? 0) - (one.size.bytes ?? 0))
    .map(
      ({
        name,
        size,
      }) => html`<tr><th scope="row">${linkTable(name, { model, root: "" })}</th><td>${formatRows(size)}</td><td>${formatBytes(size.bytes)}</td></tr>
`,
    );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Tables"><table>
<thead><tr><th scope="col">table</th><th scope="col">rows</th><th scope="col">size with indexes</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function renderHostTables(model: SiteModel, { hostTables, sizes }: LiveSchema): Html {
  const tables = Object.entries(hostTables.tables);
  if (tables.length === 0) return html`<p>None: all tables of the schema are PhoenixKit’s.</p>`;
  const relations = listRelations(hostTables);
  const rows = tables.map(([name, { comment }], index) => {
    const size = sizes.get(name);
    const targets = [...new Set(relations.filter(({ table }) => table === name).map(({ target }) => target))];
    return html`<tr id="host-${index + 1}"><th scope="row"><code>${name}</code>${comment && html`<small>${comment}</small>`}</th><td>${size && formatRows(size)}</td><td>${size && formatBytes(size.bytes)}</td><td>${size?.columns}</td><td>${targets.map((target, at) => html`${at > 0 && ", "}${linkTable(target, { model, root: "" })}`)}</td></tr>
`;
  });
  return html`<p>No version creates these; migrations leave them alone.</p><div class="scroll" tabindex="0" role="region" aria-label="Host tables"><table>
<thead><tr><th scope="col">table</th><th scope="col">rows</th><th scope="col">size with indexes</th><th scope="col">columns</th><th scope="col">refers to</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
