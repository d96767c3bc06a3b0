import type { PartChange, TableChanges } from "../changes.ts";
import { shortenTable } from "../diagram/cards.ts";
import type { Mark } from "../diagram/parts.ts";
import { toClass } from "../diagram/parts.ts";
import { type Html, html, joinWords } from "../html.ts";
import { linkTable } from "../links.ts";
import type { SiteModel } from "../model.ts";
import { renderHeading } from "./shell.ts";

const signs: Readonly<Record<Mark, string>> = { came: "+", went: "−", changed: "~" };
const words: Readonly<Record<Mark, string>> = { came: "new", went: "removed", changed: "changed" };

/** Renders a mark as a sign, with its word for screen readers. */
export function renderMark(mark: Mark): Html {
  return html`<span class="mark ${mark}"><span aria-hidden="true">${signs[mark]}</span><span class="hidden">${words[mark]}: </span></span>`;
}

/** Renders the changed tables as cards, with what is new, removed and changed in each. */
export function renderTableChanges(
  changes: readonly TableChanges[],
  { model, root }: { readonly model: SiteModel; readonly root: string },
): Html {
  const cards = changes.map((change) => {
    const table = model.tables.find(({ name }) => name === change.table);
    const columns = change.mark === "came" ? Object.keys(table?.parts.columns ?? {}) : [];
    return html`<li class="change ${change.mark} ${toClass(table?.domain ?? "system")}">${renderHeading(3, change.table, html`${renderMark(change.mark)}${linkTable(change.table, { model, root })}`)}
${columns.length > 0 && html`<p class="names">${columns.map((column) => html`<code>${column}</code> `)}</p>`}
${renderParts(change.parts)}</li>
`;
  });
  return html`<ul class="cards">${cards}</ul>`;
}

/** Renders changed parts, one per line. */
export function renderParts(parts: readonly PartChange[]): Html | null {
  if (parts.length === 0) return null;
  const items = parts.map(
    ({ kind, name, mark, details }) =>
      html`<li>${renderMark(mark)}<span class="kind">${kind}</span> <code>${name}</code>${details.map((detail) => html`<small>${detail}</small>`)}</li>
`,
  );
  return html`<ul class="lines">${items}</ul>`;
}

/** Describes changes in a sentence, as in `Creates audit_logs, and adds locale to users.` */
export function describeChanges(changes: readonly TableChanges[]): string {
  const listTables = (mark: Mark) =>
    changes.filter((change) => change.mark === mark).map(({ table }) => shortenTable(table));
  const columns = changes.flatMap(({ table, parts }) =>
    parts.filter(({ kind }) => kind === "column").map((part) => ({ ...part, table: shortenTable(table) })),
  );
  const renamed = columns.filter(({ renamedFrom }) => renamedFrom !== undefined);
  const changed = columns.filter(({ mark, renamedFrom }) => mark === "changed" && renamedFrom === undefined);
  const [came, went] = [listTables("came"), listTables("went")];
  const clauses = [
    came.length > 0 && `creates ${joinWords(came)}`,
    went.length > 0 && `removes ${joinWords(went)}`,
    describeColumns(
      "adds",
      "to",
      columns.filter(({ mark }) => mark === "came"),
    ),
    describeColumns(
      "removes",
      "from",
      columns.filter(({ mark }) => mark === "went"),
    ),
    renamed.length > 0 &&
      (renamed.length > mostNamed
        ? `renames ${renamed.length} columns`
        : `renames ${joinWords(renamed.map((one) => `${one.table}.${one.renamedFrom} to ${one.name}`))}`),
    describeColumns("changes", "of", changed),
  ].filter((clause) => clause !== false && clause !== "");
  const isNamed = clauses.length > 0 && changes.length === 1;
  clauses.push(...describeOthers(changes, isNamed));
  const last = clauses.at(-1);
  const sentence =
    clauses.length < 3 ? clauses.join(" and ") : `${clauses.slice(0, -1).join(", ")}, and ${last}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** How many columns or tables a sentence names; more are only counted. */
const mostNamed = 3;

function describeColumns(
  verb: string,
  preposition: string,
  columns: readonly { readonly table: string; readonly name: string }[],
): string {
  if (columns.length === 0) return "";
  const tables = columns.map(({ table }) => table);
  const where = nameSome(tables);
  const isNamed = columns.length <= mostNamed && new Set(tables).size === 1;
  const what = isNamed
    ? joinWords(columns.map(({ name }) => name))
    : `${columns.length} ${columns.length === 1 ? "column" : "columns"}`;
  return `${verb} ${what} ${preposition} ${where}`;
}

const verbs = {
  came: { verb: "adds", preposition: "to" },
  went: { verb: "removes", preposition: "from" },
  changed: { verb: "changes", preposition: "of" },
} as const;

/**
 * Counts indexes, constraints and triggers, and names their tables, unless the sentence already names the only table.
 */
function describeOthers(changes: readonly TableChanges[], isNamed: boolean): string[] {
  const parts = changes
    .flatMap(({ table, parts }) => parts.map((part) => ({ ...part, table: shortenTable(table) })))
    .filter(({ kind }) => kind !== "column" && kind !== "row");
  return (Object.keys(verbs) as Mark[]).flatMap((mark) => {
    const marked = parts.filter((part) => part.mark === mark);
    if (marked.length === 0) return [];
    const kinds = new Map<string, number>();
    for (const { kind } of marked) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const counts = [...kinds].map(([kind, count]) => formatCounted(count, kind));
    const { verb, preposition } = verbs[mark];
    const where = isNamed ? "" : ` ${preposition} ${nameSome(marked.map(({ table }) => table))}`;
    return [`${verb} ${joinWords(counts)}${where}`];
  });
}

/** Names a few tables, or gives the number of many. */
function nameSome(names: readonly string[]): string {
  const tables = [...new Set(names)];
  return tables.length > mostNamed ? `${tables.length} tables` : joinWords(tables);
}

function formatCounted(count: number, noun: string): string {
  if (count === 1) return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
  return `${count} ${noun.endsWith("x") ? `${noun}es` : `${noun}s`}`;
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
