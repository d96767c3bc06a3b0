/**
 * `npm run test:bundles`: an app that migrates a schema and calls rules, bundled by esbuild (as ESM and as CommonJS),
 * webpack, Vite and Next.js with the packed package, and run where no package is installed. `--only next` is one of them.
 * It works on the database of DATABASE_URL, in a schema for each.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundlers } from "./bundlers.ts";
import { createProject } from "./project.ts";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const chosen = Object.entries(bundlers).filter(([name]) => !values.only || name === values.only);
const url = process.env.DATABASE_URL;
if (!url || chosen.length === 0) {
  console.error(`Set DATABASE_URL, and choose among ${Object.keys(bundlers).join(", ")}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "phoenix-kit-bundles-"));
try {
  const project = await createProject(
    folder,
    chosen.flatMap(([, { packages }]) => packages),
  );
  for (const [name, bundler] of chosen) {
    const startedAt = performance.now();
    const prefix = `bundled_by_${name.replace(/\W/g, "_")}`;
    const answer = await bundler.run({ project, url, prefix });
    const isRight = answer.version === project.newestVersion && answer.roles?.join() === "Owner";
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    console.log(`${isRight ? "✓" : "✗"} ${name}, ${seconds} s: ${JSON.stringify(answer)}`);
    if (!isRight) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
