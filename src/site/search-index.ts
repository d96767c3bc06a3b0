import { formatVersion } from "../error.ts";
import { shortenTable } from "./diagram/cards.ts";
import { locateTable, locateVersion } from "./links.ts";
import type { SiteModel } from "./model.ts";

/** An entry that the search finds: its kind, its name, its address, and a note. */
type Entry = readonly [kind: string, label: string, path: string, note: string];

/** Creates the script with the entries of the search: a page from a disk may load scripts, but no data. */
export function createSearchIndex(model: SiteModel): string {
  const entries: Entry[] = [
    ...model.tables.map(
      ({ name, facts }): Entry => ["table", shortenTable(name), locateTable(name), facts?.summary ?? ""],
    ),
    ...Object.entries(model.rules).map(
      ([rule, { summary }]): Entry => ["rule", rule, `rules.html#${rule}`, summary],
    ),
    ...model.versions.map(
      ({ version, title }): Entry => [
        "version",
        `${formatVersion(version)} ${title}`,
        locateVersion(version),
        "",
      ],
    ),
    ...model.tables.flatMap(({ name, parts }) =>
      Object.entries(parts.columns).map(
        ([column, { type }]): Entry => [
          "column",
          `${shortenTable(name)}.${column}`,
          `${locateTable(name)}#${column}`,
          type,
        ],
      ),
    ),
  ];
  return `window.siteIndex = ${JSON.stringify(entries)};\n`;
}
