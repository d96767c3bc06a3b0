import { formatVersion } from "../../error.ts";
import { drawWholeMap } from "../diagram/whole-map.ts";
import { type Html, html } from "../html.ts";
import type { SiteModel } from "../model.ts";
import type { Page } from "./shell.ts";
import { renderSwatch } from "./time-line-page.ts";

/** The page that shows the differences between two versions; its script combines those of all versions in between. */
export function createComparePage(model: SiteModel): Page {
  const before = model.history.at(-2)?.version ?? model.version;
  return {
    path: "compare.html",
    title: "Compare · PhoenixKit schema",
    data: ["growth.js", "differences.js"],
    body: html`<h1>Compare two versions</h1>
<p class="lead">What is new, removed and changed in the second version.</p>
<form class="compare" hidden>
<label>from ${renderVersions(model, { name: "from", selected: before })}</label>
<button type="button" class="swap">Swap</button>
<label>to ${renderVersions(model, { name: "to", selected: model.version })}</label>
</form>
<p class="now" aria-live="polite"></p>
${drawWholeMap(model, "The tables of both versions, with those that differ")}
<ul class="legend"><li>${renderSwatch("came", "new")}</li><li>${renderSwatch("went", "removed")}</li><li>${renderSwatch("changed", "changed")}</li></ul>
<div class="differences"></div>`,
  };
}

function renderVersions(
  { versions }: SiteModel,
  { name, selected }: { readonly name: string; readonly selected: number },
): Html {
  const options = versions.map(
    ({ version, title }) =>
      html`<option value="${version}"${version === selected && html` selected`}>${formatVersion(version)} ${title}</option>`,
  );
  return html`<select name="${name}">${options}</select>`;
}
