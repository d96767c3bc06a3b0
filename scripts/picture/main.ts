/**
 * Draws docs/up.svg, the terminal picture in the README, from a real run: `npm run docs:picture`. The run is one of the
 * built command line, in a new folder with an embedded PostgreSQL.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { removeEmbedded } from "../../src/embedded/embedded.ts";
import { drawTerminal } from "./terminal-svg.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const picture = fileURLToPath(new URL("../../docs/up.svg", import.meta.url));

const cwd = await mkdtemp(join(tmpdir(), "phoenix-kit-picture-"));
try {
  const env = { FORCE_COLOR: "1", DATABASE_URL: "" };
  const { all } = await execa("node", [cli, "up", "--to", "27"], { all: true, cwd, env });
  await writeFile(picture, drawTerminal("npx phoenix-kit up --to 27", all));
  console.log(`drawn: ${picture}`);
} finally {
  await removeEmbedded(join(cwd, ".phoenix-kit"));
  await rm(cwd, { recursive: true, force: true });
}
