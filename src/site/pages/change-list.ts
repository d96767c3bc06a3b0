import type { PartChange, TableChanges } from "../changes.ts";
import { shortenTable } from "../diagram/cards.ts";
import type { Mark } from "../diagram/parts.ts";
import { toClass } from "../diagram/parts.ts";
import { type Html, html } from "../html.ts";
import { linkTable } from "../links.ts";
import type { SiteModel } from "../model.ts";

const signs: Readonly<Record<Mark, string>> = { came: "+", went: "−", changed: "~" };
const words: Readonly<Record<Mark, string>> = { came: "new", went: "removed", changed: "changed" };

/** A mark as a sign, with its word for those who do not see it. */
export function renderMark(mark: Mark): Html {
  return html`<span class="mark ${mark}"><span aria-hidden="true">${signs[mark]}</span><span class="hidden">${words[mark]}: </span></span>`;
}

/** The changed tables as cards, with what came, went and changed in each. */
export function renderTableChanges(
  changes: readonly TableChanges[],
  { model, root }: { readonly model: SiteModel; readonly root: string },
): Html {
  const cards = changes.map((change) => {
    const table = model.tables.find(({ name }) => name === change.table);
    const columns = change.mark === "came" ? Object.keys(table?.parts.columns ?? {}) : [];
    return html`<li class="change ${change.mark} ${toClass(table?.domain ?? "system")}"><h3>${renderMark(change.mark)}${linkTable(change.table, { model, root })}</h3>
${columns.length > 0 && html`<p class="names">${columns.map((column) => html`<code>${column}</code> `)}</p>`}
${renderParts(change.parts)}</li>
`;
  });
  return html`<ul class="cards">${cards}</ul>`;
}

/** Changed parts, one a line. */
export function renderParts(parts: readonly PartChange[]): Html | null {
  if (parts.length === 0) return null;
  const items = parts.map(
    ({ kind, name, mark, details }) =>
      html`<li>${renderMark(mark)}<span class="kind">${kind}</span> <code>${name}</code>${details.map((detail) => html`<small>${detail}</small>`)}</li>
`,
  );
  return html`<ul class="lines">${items}</ul>`;
}

/** Counts changes in a sentence, as in `2 new tables, 14 changed columns`. */
export function summarizeChanges(changes: readonly TableChanges[]): string {
  const counts = new Map<string, number>();
  const add = (mark: Mark, noun: string) =>
    counts.set(`${words[mark]} ${noun}`, (counts.get(`${words[mark]} ${noun}`) ?? 0) + 1);
  for (const { mark, parts } of changes) {
    if (mark !== "changed") add(mark, "table");
    for (const part of parts) add(part.mark, part.kind);
  }
  const formatPlural = (noun: string) => (noun.endsWith("x") ? `${noun}es` : `${noun}s`);
  return [...counts].map(([noun, count]) => `${count} ${count === 1 ? noun : formatPlural(noun)}`).join(", ");
}

/** The tables that changed, by their short names. */
export function nameTables(changes: readonly TableChanges[]): string {
  return changes.map(({ table }) => shortenTable(table)).join(", ");
}
