import { readFileSync } from "node:fs";

/** Reads a file of the folder `assets`. The build puts all of them into this module (tsdown.config.ts). */
export function readAsset(name: string): string {
  return readFileSync(new URL(`../../src/site/assets/${name}`, import.meta.url), "utf8");
}
