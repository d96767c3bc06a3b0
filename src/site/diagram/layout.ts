import { readAsset } from "../assets.ts";

/** Where something is, in pixels from the left and the top. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the cards of one diagram are. */
export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  readonly tables: Readonly<Record<string, Box>>;
}

/** The diagram of all tables. */
export interface OverviewLayout extends DiagramLayout {
  readonly domains: Readonly<Record<string, Box>>;
  /** The path of each relation in SVG, by `identifyRelation`. */
  readonly relations: Readonly<Record<string, string>>;
}

/**
 * Where the tables of all versions are in the diagrams. A table has one place and one size for all versions, so that
 * versions can be compared. `npm run generate` lets Graphviz compute it.
 */
export interface Layouts {
  readonly overview: OverviewLayout;
  readonly domains: Readonly<Record<string, DiagramLayout>>;
}

/** Reads the layouts in the package. */
export function readLayouts(): Layouts {
  return JSON.parse(readAsset("layouts.json"));
}
