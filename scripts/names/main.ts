/** `npm run check:names`: lists names and words that CONTRIBUTING.md wants different, and nothing when there are none. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFunctionNames, findReplacedWords } from "./find-names.ts";

const notChecked = /^(schema\/frozen|scripts\/names)\//;
const paths = ["src", "schema", "scripts"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !notChecked.test(path)),
);
const lines = paths.sort().flatMap((path) => {
  const text = readFileSync(path, "utf8");
  return [...findFunctionNames(path, text), ...findReplacedWords(path, text)];
});
for (const line of lines) console.log(line);
process.exitCode = lines.length > 0 ? 1 : 0;
