import { type Html, html } from "../html.ts";
import type { Relation } from "../relations.ts";
import { type Card, type CardRow, cardSize, shortenTable } from "./cards.ts";
import type { Box } from "./layout.ts";

/** What happened to a table or a column in the shown version. */
export type Mark = "came" | "went" | "changed";

/** How a card is shown. */
export interface CardStyle {
  readonly box: Box;
  readonly domain: string;
  /** The page of the table. */
  readonly href: string;
  /** Whether only the header is shown. */
  readonly bare?: boolean;
  /** What is known from a database. */
  readonly live?: { readonly rows: string; readonly hasDrift: boolean } | undefined;
}

/** The symbols and the ends of lines that all diagrams of a page share. */
export const definitions: Html = html`<svg class="definitions" width="0" height="0" aria-hidden="true"><defs>
<symbol id="key-primary" viewBox="0 0 16 16"><circle cx="5" cy="8" r="3.2"/><path d="M8.2 8H14.5V11.2M11.5 8V10.4"/></symbol>
<symbol id="key-foreign" viewBox="0 0 16 16"><path d="M6.6 9.4l2.8-2.8M7.4 4.9l1.3-1.3a2.6 2.6 0 0 1 3.7 3.7l-1.3 1.3M8.6 11.1l-1.3 1.3a2.6 2.6 0 0 1-3.7-3.7l1.3-1.3"/></symbol>
<symbol id="key-unique" viewBox="0 0 16 16"><path d="M8 3.6L12.4 8 8 12.4 3.6 8z"/></symbol>
<marker id="end-one" viewBox="0 0 20 14" refX="20" refY="7" markerWidth="20" markerHeight="14" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M10 2v10M14 2v10"/></marker>
<marker id="end-optional" viewBox="0 0 20 14" refX="20" refY="7" markerWidth="20" markerHeight="14" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M14 2v10"/><circle cx="7" cy="7" r="3.5"/></marker>
<marker id="end-many" viewBox="0 0 20 14" refX="20" refY="7" markerWidth="20" markerHeight="14" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M9 7L20 1M9 7L20 13"/><circle cx="5.5" cy="7" r="3.5"/></marker>
</defs></svg>`;

/** What the symbols mean. */
export const legend: Html = html`<ul class="legend">
<li><svg class="key primary" aria-hidden="true"><use href="#key-primary"/></svg> primary key</li>
<li><svg class="key foreign" aria-hidden="true"><use href="#key-foreign"/></svg> foreign key</li>
<li><svg class="key unique" aria-hidden="true"><use href="#key-unique"/></svg> unique</li>
<li><code>?</code> may be null</li>
<li>${drawSample("end-many")} any number</li>
<li>${drawSample("end-optional")} none or one</li>
<li>${drawSample("end-one")} exactly one</li>
</ul>`;

function drawSample(end: string): Html {
  return html`<svg class="sample" viewBox="0 0 34 14" aria-hidden="true"><path class="edge" d="M0 7H34" marker-end="url(#${end})"/></svg>`;
}

/** Draws a table as a card that leads to its page. */
export function drawCard(card: Card, { box, domain, href, bare = false, live }: CardStyle): Html {
  const { x, y, width } = box;
  const { header, row, padding } = cardSize;
  const name = shortenTable(card.table);
  const shown = bare ? [] : card.rows;
  const more = bare ? "" : [countColumns(card.hidden), live?.rows].filter(Boolean).join(" · ");
  const hasMore = more !== "";
  const height = header + (shown.length + (hasMore ? 1 : 0)) * row + (bare ? 0 : padding);
  return html`<a class="card ${toClass(domain)}${live?.hasDrift && " drifted"}" href="${href}" data-table="${card.table}" transform="translate(${x} ${y})">
<rect class="body" width="${width}" height="${height}" rx="9"/><path class="head" d="${drawHead(width, bare)}"/>
<text class="name" x="${padding + 6}" y="${header / 2 + 5}">${name}</text>${live?.hasDrift && html`<title>${name}, has drifted</title>`}
${shown.map((one, index) => drawRow(one, { y: header + index * row, width }))}
${hasMore && html`<text class="more" x="${padding + 6}" y="${header + shown.length * row + 16}">${more}</text>`}
</a>`;
}

function countColumns(hidden: number): string {
  if (hidden === 0) return "";
  return `+ ${hidden} ${hidden === 1 ? "column" : "columns"}`;
}

/** The top of a card, with its two or four round corners. */
function drawHead(width: number, bare: boolean): string {
  const { header } = cardSize;
  const top = `V9a9 9 0 0 1 9-9H${width - 9}a9 9 0 0 1 9 9`;
  return bare
    ? `M0 ${header - 9}${top}V${header - 9}a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9z`
    : `M0 ${header}${top}V${header}z`;
}

function drawRow({ name, type, key, isNullable }: CardRow, place: { y: number; width: number }): Html {
  const { padding, icon } = cardSize;
  const baseline = place.y + 16;
  return html`${key && html`<use class="key ${key}" href="#key-${key}" x="${padding + 1}" y="${place.y + 4}" width="16" height="16"/>`}<text class="column" x="${padding + icon}" y="${baseline}">${name}</text><text class="type" x="${place.width - padding - 4}" y="${baseline}">${type}${isNullable && "?"}</text>
`;
}

/**
 * Draws a relation along a path from the referring table to the other one, with crow's feet. A far one is only shown
 * while one of its tables has the pointer or the focus.
 */
export function drawRelation(relation: Relation, path: string, isFar = false): Html {
  const { table, target, columns, isUnique, isRequired } = relation;
  const [start, end] = [isUnique ? "end-optional" : "end-many", isRequired ? "end-one" : "end-optional"];
  return html`<path class="edge${isFar && " far"}" data-from="${table}" data-to="${target}" d="${path}" marker-start="url(#${start})" marker-end="url(#${end})"><title>${shortenTable(table)}.${columns.join(", ")} → ${shortenTable(target)}</title></path>
`;
}

/** A domain's name as a class of the stylesheet. */
export function toClass(domain: string): string {
  return `domain-${domain.replace(/\W/g, "")}`;
}
