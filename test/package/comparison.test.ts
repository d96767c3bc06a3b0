import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const comparison = readFileSync("docs/comparison.md", "utf8");
const rows = comparison.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| |"));

function all(pattern: RegExp, text = comparison): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}

describe("the comparison with other migrators", () => {
  it.each(rows.map((row) => row.split(" | ")))("has a test of ours that is there: %s", (_, ours = "") => {
    const tests = all(/\]\(\.\.\/([^)]+\.test\.ts)\)/g, ours);
    expect(tests).not.toEqual([]);
    expect(tests.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("links nothing else that is missing", () => {
    const links = all(/\]\((?!https?:)([^)]+)\)/g);
    expect(links.filter((link) => !existsSync(join("docs", link)))).toEqual([]);
  });

  it("has a note for each reference, and a reference for each note", () => {
    const notes = all(/^\[\^([\w-]+)\]:/gm);
    expect([...notes].sort()).toEqual([...new Set(all(/\[\^([\w-]+)\](?!:)/g))].sort());
  });
});
