import { expect, test } from "vitest";
import { findFunctionNames, findReplacedWords } from "../../scripts/names/find-names.ts";

test("the check of names lists functions whose names begin with no verb, and leaves error factories alone", () => {
  const text = [
    "function colour() {}",
    "const shade = () => 1;",
    "class Paint { hue() {} mix() {} }",
    "function readColour() {}",
    "function noColourError() {}",
    "const colours = [() => 1];",
  ].join("\n");
  expect(findFunctionNames("src/a.ts", text)).toEqual([
    "src/a.ts:1 colour begins with no verb",
    "src/a.ts:2 shade begins with no verb",
    "src/a.ts:3 hue begins with no verb",
    "src/a.ts:3 mix begins with no verb",
  ]);
});

test("the check of names lists words that the glossary replaces, but not words that contain them", () => {
  const text = "// the way back\nconst default_ = recommended; // a verdict\nplanMending();";
  expect(findReplacedWords("src/a.ts", text)).toEqual([
    "src/a.ts:1 way back: say down, or down migration",
    "src/a.ts:2 verdict: say difference or drift",
    "src/a.ts:3 Mending: say repair, fix or manual SQL",
  ]);
});
