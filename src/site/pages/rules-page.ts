import { type Html, html, renderProse } from "../html.ts";
import { linkTable } from "../links.ts";
import type { SiteModel } from "../model.ts";
import { type Page, renderHeading } from "./shell.ts";

/** Creates the page of all rules: what each does, and which tables it writes. */
export function createRulesPage(model: SiteModel): Page {
  const place = { model, root: "" };
  const rules = Object.entries(model.rules).map(
    ([
      name,
      { summary, writes },
    ]) => html`<section class="rule">${renderHeading(3, name, html`<code>${name}</code>`)}
<p>${renderProse(summary)}</p>
<p class="writes">${writes.length === 0 ? "Only reads, or needs no table." : html`Writes ${joinList(writes.map((table) => linkTable(table, place)))}`}</p></section>
`,
  );
  return {
    path: "rules.html",
    title: "Rules · PhoenixKit schema",
    body: html`<h1>Rules</h1>
<p class="lead">What the tables alone do not hold, as functions of <code>phoenix-kit-schema/rules</code>.</p>
<div class="grid">${rules}</div>`,
  };
}

function joinList(items: readonly Html[]): Html {
  return html`${items.map((item, index) => html`${index > 0 && ", "}${item}`)}`;
}
