import type { Column } from "../../catalog/catalog.ts";
import { shortenTable } from "../diagram/cards.ts";
import { drawNeighbours } from "../diagram/draw.ts";
import { toClass } from "../diagram/parts.ts";
import { type Html, html, renderProse } from "../html.ts";
import { describeIndex } from "../index-purpose.ts";
import { linkTable, linkVersion, locateDomain, locateHostTable, locateTable } from "../links.ts";
import { formatBytes, formatRows, type LiveSchema } from "../live.ts";
import type { SiteModel, SiteTable } from "../model.ts";
import { listPrimaryKey, listRelations, type Relation } from "../relations.ts";
import { listCheckedValues } from "../values.ts";
import { findRoot, type Page, renderHeading } from "./shell.ts";

/** Where a part of a page is written. */
interface Place {
  readonly model: SiteModel;
  readonly root: string;
}

/** The page of a table: what it means, what it has, and what works with it. */
export function createTablePage(model: SiteModel, table: SiteTable, live?: LiveSchema): Page {
  const { name, domain, facts, since, relations, referrers } = table;
  const path = locateTable(name);
  const place = { model, root: findRoot(path) };
  const size = live?.sizes.get(name);
  const hasNeighbours = relations.length + referrers.length > 0;
  return {
    path,
    title: `${shortenTable(name)} · PhoenixKit schema`,
    body: html`<article class="${toClass(domain)}">
<p class="crumbs"><a href="${place.root}index.html">Diagram</a> / <a href="${place.root}${locateDomain(domain)}">${domain}</a></p>
<h1 class="tinted">${shortenTable(name)}</h1>
<p class="lead">${facts && renderProse(`${facts.summary} ${facts.meaning}`)}</p>
<dl class="facts">
<div><dt>In SQL</dt><dd><code>${name}</code></dd></div>
<div><dt>Since</dt><dd>${linkVersion(since, place.root)}</dd></div>
${facts && html`<div><dt>In Drizzle</dt><dd><code>${facts.name}</code></dd></div>`}
${size && html`<div><dt>Rows</dt><dd>${formatRows(size)}</dd></div><div><dt>Size</dt><dd>${formatBytes(size.bytes)}</dd></div>`}
</dl>
${hasNeighbours && drawNeighbours(model, table, place.root)}
${renderHeading(2, "columns", "Columns")}
${renderColumns(table, place)}
${renderHeading(2, "keys", "Keys and checks")}
${renderConstraints(table, place)}
${renderReferrers(referrers, place)}
${live && renderHostReferrers(name, live, place)}
${renderIndexes(table)}
${renderCode(table, place)}
</article>`,
  };
}

function renderColumns(table: SiteTable, place: Place): Html {
  const columns = Object.entries(table.parts.columns).sort(
    ([, one], [, other]) => (one.position ?? 0) - (other.position ?? 0),
  );
  const primary = new Set(listPrimaryKey(table.parts));
  const keysFirst = [...columns].sort(
    ([one], [other]) => Number(primary.has(other)) - Number(primary.has(one)),
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Columns"><table class="columns">
<thead><tr><th scope="col">column</th><th scope="col">type</th><th scope="col">null</th><th scope="col">default</th><th scope="col">values and meaning</th><th scope="col">since</th></tr></thead>
<tbody>${keysFirst.map(([name, column]) => renderColumn({ name, column, table }, place))}</tbody></table></div>`;
}

function renderColumn(
  { name, column, table }: { readonly name: string; readonly column: Column; readonly table: SiteTable },
  { model, root }: Place,
): Html {
  const history = model.columns.get(`${table.name}.${name}`);
  const isPrimary = listPrimaryKey(table.parts).includes(name);
  const relation = table.relations.find(({ columns }) => columns.includes(name));
  const checked = listCheckedValues(table.parts, name);
  const values = checked.length > 0 ? checked : (table.facts?.values[name] ?? []);
  const inDrizzle = table.facts?.columns[name];
  return html`<tr id="${name}">
<th scope="row">${isPrimary ? drawKey("primary") : relation && drawKey("foreign")}<a class="quiet" href="#${name}"><code>${name}</code></a>${inDrizzle && inDrizzle !== name && html`<small>${inDrizzle}</small>`}</th>
<td><code>${column.type}</code></td>
<td>${column.notNull ? "" : "yes"}</td>
<td>${(column.default ?? column.generated) !== null && html`<code>${shortenDefault(column)}</code>`}</td>
<td>${values.length > 0 && html`<ul class="values">${values.map((value) => html`<li><code>${value}</code></li>`)}</ul>`}${relation && html`<p>→ ${linkTable(relation.target, { model, root })}</p>`}${column.comment && html`<p>${column.comment}</p>`}</td>
<td>${history && linkVersion(history.since, root)}${history && history.changes.length > 0 && html`<ul class="changes">${history.changes.map((change) => html`<li>${linkVersion(change.version, root)} ${change.text}</li>`)}</ul>`}</td>
</tr>
`;
}

function shortenDefault({ default: expression, generated }: Column): string {
  return (generated ?? expression ?? "").replace(/'::[a-z ]+(\(\d+\))?(\[\])?$/, "'");
}

function drawKey(kind: "primary" | "foreign"): Html {
  return html`<svg class="key ${kind}" role="img" aria-label="${kind} key"><use href="#key-${kind}"/></svg>`;
}

function renderConstraints({ parts, relations }: SiteTable, place: Place): Html {
  const constraints = Object.entries(parts.constraints);
  if (constraints.length === 0) return html`<p>None.</p>`;
  const items = constraints.map(([name, { type, definition, comment }]) => {
    const relation = relations.find((one) => one.name === name);
    return html`<li><b>${type}</b>${relation && html` to ${linkTable(relation.target, place)}${describeDeletion(relation)}`}<code class="block">${definition}</code><small>${name}</small>${comment && html`<p>${comment}</p>`}</li>
`;
  });
  return html`<ul class="parts">${items}</ul>`;
}

function describeDeletion({ onDelete, target }: Relation): string {
  const row = shortenTable(target);
  if (onDelete === "CASCADE") return `: rows go with the row of ${row}`;
  if (onDelete === "SET NULL") return `: becomes null when the row of ${row} is deleted`;
  return `: a row of ${row} cannot be deleted while it is referred to`;
}

function renderReferrers(referrers: readonly Relation[], place: Place): Html | null {
  if (referrers.length === 0) return null;
  const items = referrers.map(
    ({ table, columns, onDelete }) =>
      html`<li>${linkTable(table, place)} <code>${columns.join(", ")}</code> <small>${onDelete ? `on delete ${onDelete.toLowerCase()}` : "refuses deletion"}</small></li>
`,
  );
  return html`${renderHeading(2, "referrers", "Who refers to it")}<ul class="inline">${items}</ul>`;
}

function renderHostReferrers(name: string, { hostTables }: LiveSchema, { root }: Place): Html | null {
  const names = Object.keys(hostTables.tables);
  const own = listRelations(hostTables).filter(({ target }) => target === name);
  if (own.length === 0) return null;
  const items = own.map(
    ({ table, columns }) =>
      html`<li><a href="${root}${locateHostTable(names.indexOf(table))}">${table}</a> <code>${columns.join(", ")}</code></li>
`,
  );
  return html`${renderHeading(2, "host-referrers", "Host tables that refer to it")}<ul class="inline">${items}</ul>`;
}

function renderIndexes(table: SiteTable): Html | null {
  const indexes = Object.entries(table.parts.indexes);
  if (indexes.length === 0) return null;
  const items = indexes.map(([name, { definition, comment }]) => {
    const [, method = "", columns = ""] = / USING (\w+) (\(.*)$/.exec(definition) ?? [];
    return html`<li><b>${describeIndex(table, name)}</b><code class="block">${method !== "btree" && `${method} `}${columns}</code><small>${name}</small>${comment && html`<p>${comment}</p>`}</li>
`;
  });
  return html`${renderHeading(2, "indexes", "Indexes")}<ul class="parts">${items}</ul>`;
}

function renderCode({ name, facts, rules }: SiteTable, { model, root }: Place): Html | null {
  if (!facts) return null;
  const code = `import { ${facts.name} } from "phoenix-kit-schema";\nimport { ${facts.zod.join(", ")} } from "phoenix-kit-schema/zod";`;
  const items = rules.map(
    (
      rule,
    ) => html`<li><a href="${root}rules.html#${rule}"><code>${rule}</code></a> ${renderProse(model.rules[rule]?.summary ?? "")}</li>
`,
  );
  return html`${renderHeading(2, "in-code", "In code")}
<pre><code>${code}</code></pre>
${renderHeading(2, "rules", "Rules that write it")}
${rules.length === 0 ? html`<p>None: the application writes <code>${name}</code> itself.</p>` : html`<ul class="rules">${items}</ul>`}`;
}
