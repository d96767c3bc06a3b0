import { formatVersion } from "../../error.ts";
import type { Migration, MigrationFile } from "../../migrations/migrations.ts";
import { listRewrittenTables } from "../../migrations/table-changes.ts";
import { listTableLocks } from "../../migrations/table-locks.ts";
import { groupByTable, listOtherChanges, type TableChanges } from "../changes.ts";
import { shortenTable } from "../diagram/cards.ts";
import { drawMap } from "../diagram/map.ts";
import { type Html, html, joinWords } from "../html.ts";
import { linkTable, locateVersion } from "../links.ts";
import type { SiteModel, SiteVersion } from "../model.ts";
import { readSqlFile, type SqlFile, type SqlSection } from "../sql.ts";
import { readTimings, type Timings } from "../timings.ts";
import { describeChanges, nameTables, renderParts, renderTableChanges } from "./change-list.ts";
import { findRoot, type Page, renderHeading } from "./shell.ts";
import { renderSwatch } from "./time-line-page.ts";

/** The page that lists all versions. */
export function createVersionsPage(model: SiteModel): Page {
  const { versions: times } = readTimings();
  const longest = Math.max(1, ...Object.values(times).map(({ upMs }) => upMs));
  const items = [...model.versions].reverse().map(({ version, title, change }) => {
    const changes = groupByTable(change?.differences ?? []);
    const { upMs } = times[version] ?? {};
    const bar =
      upMs !== undefined &&
      html`<i class="duration" style="--part:${(Math.sqrt(upMs / longest) * 100).toFixed(1)}%"><span class="hidden">, took </span>${formatMs(upMs)}</i>`;
    return html`<li${!change && html` class="pale"`}><a href="../${locateVersion(version)}"><b>${formatVersion(version)}</b> <span>${title}</span> <small>${change ? nameTables(changes) || "rows alone" : "no schema changes"}</small>${bar}</a></li>
`;
  });
  const withFiles = model.versions.filter(({ migration }) => migration).length;
  return {
    path: "versions/index.html",
    title: "Versions · PhoenixKit schema",
    body: html`<h1>Versions</h1>
<p class="lead">${model.versions.length} versions, the newest first. ${withFiles} of them change the tables of this package; the others belong to PhoenixKit’s optional modules, and only move the marker. The bars compare how long the versions take up (as roots, so that short ones show), with ${readTimings().rows.toLocaleString("en")} rows in a table.</p>
<ol class="versions" reversed>${items}</ol>`,
  };
}

/** The page of a version: what it changes, what it deletes, and its SQL. */
export function createVersionPage(model: SiteModel, known: SiteVersion): Page {
  const { version, title, change, migration, extensions } = known;
  const path = locateVersion(version);
  const root = findRoot(path);
  const changes = groupByTable(change?.differences ?? []);
  const others = listOtherChanges(change?.differences ?? []);
  return {
    path,
    title: `${formatVersion(version)} ${title} · PhoenixKit schema`,
    body: html`<p class="crumbs"><a href="index.html">Versions</a></p>
<h1><span class="v">${formatVersion(version)}</span> ${title}</h1>
<p class="lead">${describeVersion(known, changes)}</p>
${renderNeighbours(model, version)}
${extensions.length > 0 && html`<p>Needs the extension ${extensions.map((name) => html`<code>${name}</code> `)}of PostgreSQL.</p>`}
${
  changes.length > 0 &&
  html`${drawMap(model, { version, catalog: change?.catalog ?? model.catalog, changes }, root)}
<ul class="legend"><li>${renderSwatch("came", "new")}</li><li>${renderSwatch("went", "removed")}</li><li>${renderSwatch("changed", "changed")}</li><li>+, − and ~ count what is new, removed and changed in a table.</li></ul>
${renderHeading(2, "changes", "What changes")}${renderTableChanges(changes, { model, root })}`
}
${renderParts(others)}
${migration && renderMigration(migration, { model, root })}`,
  };
}

function describeVersion({ migration, extensions }: SiteVersion, changes: readonly TableChanges[]): string {
  if (!migration) return "Belongs to one of PhoenixKit’s optional modules: only the marker moves.";
  if (changes.length > 0) return describeChanges(changes);
  const tables = listRewrittenTables(migration).map(shortenTable);
  if (tables.length > 0) return `Changes rows of ${joinWords(tables)}, but no table.`;
  return extensions.length > 0
    ? `Creates the extension ${joinWords(extensions)} where it is missing.`
    : "Only the marker moves.";
}

function renderNeighbours(model: SiteModel, version: number): Html {
  const link = (offset: number, rel: string, arrow: string) => {
    const other = model.versions.find((known) => known.version === version + offset);
    if (!other) return null;
    const label = `${formatVersion(other.version)} ${other.title}`;
    return html`<a rel="${rel}" href="../${locateVersion(other.version)}">${offset < 0 && `${arrow} `}${label}${offset > 0 && ` ${arrow}`}</a>`;
  };
  return html`<nav class="pager" aria-label="Versions beside">${link(-1, "prev", "←")} ${link(1, "next", "→")}</nav>`;
}

function renderMigration(
  migration: Migration,
  place: { readonly model: SiteModel; readonly root: string },
): Html {
  const { up, down } = migration;
  const [upFile, downFile] = [readSqlFile(up), readSqlFile(down)];
  const rewritten = listRewrittenTables(migration);
  return html`${renderHeading(2, "effects", "What it does to a database")}
<dl class="facts wide">
<dt>Up deletes</dt><dd>${renderLosses(up.losses)}</dd>
<dt>Down deletes</dt><dd>${renderLosses(down.losses)}</dd>
<dt>Locks on the way up</dt><dd>${renderLocks(up, place)}</dd>
<dt>Locks on the way down</dt><dd>${renderLocks(down, place)}</dd>
<dt>Writes the rows of</dt><dd>${rewritten.length === 0 ? "no table" : rewritten.map((table) => html`${linkTable(table, place)} `)}</dd>
${renderTiming(migration.version)}
</dl>
<p>The SQL below is what this version runs besides <a href="frame.html">what every version does</a>.</p>
${renderHeading(2, "up", "SQL up")}${renderFile(upFile)}
${renderHeading(2, "down", "SQL down")}${renderFile(downFile)}`;
}

/** Renders how long a version took when it was measured, compared with the median version. */
function renderTiming(version: number): Html | null {
  const timings = readTimings();
  const own = timings.versions[version];
  if (!own) return null;
  const { upMs: usual } = findMiddle(timings);
  const ratio = own.upMs / usual;
  const times = ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10;
  return html`<dt>Takes</dt><dd>${formatMs(own.upMs)} up (${times} × a usual version), ${formatMs(own.downMs)} down</dd>
<dt>Writes wait</dt><dd>${own.stallMs < 1 ? "not noticeably" : `at most ${formatMs(own.stallMs)} on the way up`}</dd>
<dt>Measured</dt><dd>with ${timings.rows.toLocaleString("en")} rows in each table of ${formatVersion(timings.filled)}, on PostgreSQL ${timings.postgres} with ${timings.cpus} processors, the quickest of ${timings.rounds} runs. The figures compare versions with each other; another database takes another time.</dd>`;
}

/** The median version, by the time up. */
function findMiddle({ versions }: Timings): { readonly upMs: number } {
  const sorted = Object.values(versions).sort((one, other) => one.upMs - other.upMs);
  return sorted[sorted.length >> 1] ?? { upMs: 1 };
}

const formatMs = (milliseconds: number): string => `${Math.round(milliseconds).toLocaleString("en")} ms`;

function renderLosses(losses: readonly { readonly what: string }[]): Html {
  if (losses.length === 0) return html`nothing`;
  return html`<ul>${losses.map(({ what }) => html`<li>${what}</li>`)}</ul>`;
}

function renderLocks(file: MigrationFile, place: { readonly model: SiteModel; readonly root: string }): Html {
  const locks = listTableLocks(file);
  if (locks.length === 0) return html`none but the runner’s own`;
  return html`<ul>${locks.map(({ mode, tables }) => html`<li>${mode.toLowerCase()}: ${tables.map((table, index) => html`${index > 0 && ", "}${linkTable(table, place)}`)}</li>`)}</ul>`;
}

function renderFile({ own }: SqlFile): Html {
  return html`${own.length === 0 ? html`<p>No statement of its own.</p>` : own.map(renderSection)}`;
}

/** Creates the page with the statements that every version runs around its own. */
export function createFramePage(model: SiteModel): Page {
  const migration = model.versions.findLast((known) => known.migration)?.migration;
  return {
    path: "versions/frame.html",
    title: "What every version does · PhoenixKit schema",
    body: html`<p class="crumbs"><a href="index.html">Versions</a></p>
<h1>What every version does</h1>
<p class="lead">Around its own statements, every version checks the marker, sets what the statements rely on, keeps what the host has set on its tables, and records itself. These are the statements of ${migration && formatVersion(migration.version)}; <code>phoenix-kit plan up</code> prints those of any other.</p>
${
  migration &&
  html`${renderHeading(2, "up", "SQL up")}${readSqlFile(migration.up).common.map(renderSection)}
${renderHeading(2, "down", "SQL down")}${readSqlFile(migration.down).common.map(renderSection)}`
}`,
  };
}

function renderSection({ name, sql }: SqlSection): Html {
  return html`<pre class="sql" tabindex="0"><code>-- ${name}\n${sql}</code></pre>
`;
}
