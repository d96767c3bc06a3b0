import { formatVersion } from "../../error.ts";
import { drawWholeMap } from "../diagram/whole-map.ts";
import { type GrowthStep, listGrowth } from "../growth.ts";
import { type Html, html } from "../html.ts";
import type { SiteModel } from "../model.ts";
import type { Page } from "./shell.ts";

/** Creates the page with a slider from the first version to the newest. */
export function createTimeLinePage(model: SiteModel): Page {
  const steps = listGrowth(model);
  const last = steps.length - 1;
  return {
    path: "time-line.html",
    title: "Time line · PhoenixKit schema",
    data: ["growth.js"],
    body: html`<h1>Time line</h1>
<p class="lead">Drag to see the schema grow from ${formatVersion(steps[0]?.version ?? 1)} to ${formatVersion(model.version)}: ${steps.length} versions change its tables.</p>
<section class="time-line" aria-label="Time line" hidden>
${drawGrowth(steps)}
<div class="time"><button type="button" class="play" aria-pressed="false">Play</button><input type="range" min="0" max="${last}" value="${last}" aria-label="Version"></div>
<p class="now" aria-live="polite"></p>
</section>
${drawWholeMap(model, "The tables of the version, with those that it changes")}
<ul class="legend"><li>${renderSwatch("came", "new")}</li><li>${renderSwatch("changed", "changed")}</li><li>The number on a table counts its columns.</li></ul>`,
  };
}

/** Renders a color of the map with its meaning. */
export function renderSwatch(mark: string, label: string): Html {
  return html`<span class="swatch ${mark}"></span> ${label}`;
}

/** Draws the number of columns at each version, as an area above the slider. */
function drawGrowth(steps: readonly GrowthStep[]): Html {
  const most = Math.max(1, ...steps.map(({ columnCount }) => columnCount));
  const [width, height] = [1000, 72];
  const points = steps.map(({ columnCount }, index) => {
    const x = (index / Math.max(1, steps.length - 1)) * width;
    return `${Math.round(x)} ${Math.round(height - (columnCount / most) * (height - 4))}`;
  });
  return html`<svg class="growth" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><path d="M0 ${height}L${points.join("L")}L${width} ${height}Z"/><line x1="${width}" x2="${width}" y1="0" y2="${height}"/></svg>`;
}
