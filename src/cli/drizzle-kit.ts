import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError } from "./errors.ts";

/** The module with the tables: next to the built code in the package, two levels above this file. */
const schemaModule = ["./index.js", "../../schema/index.ts"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

/** The variable that passes the URL to drizzle-kit, so that it is neither on a command line nor in a file. */
const urlVariable = "PHOENIX_KIT_STUDIO_URL";

/** Finds the program of drizzle-kit as one of these modules would resolve it. */
export function findDrizzleKit(places: readonly string[]): string {
  for (const place of places) {
    const program = join(resolveFolder(place) ?? "", "bin.cjs");
    if (existsSync(program)) return program;
  }
  throw new CommandError("drizzle-kit is not installed.", {
    code: "drizzle_kit_missing",
    remedy: "Run npm install --save-dev drizzle-kit@~0.31 drizzle-orm@~0.45, then this command again.",
  });
}

function resolveFolder(place: string): string | undefined {
  try {
    return dirname(createRequire(place).resolve("drizzle-kit"));
  } catch {
    return undefined;
  }
}

/** A studio to start. */
export interface StudioOptions {
  /** The program of drizzle-kit. */
  readonly program: string;
  readonly url: string;
  /** The schema that the tables are in. */
  readonly prefix: string;
  readonly host: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs `drizzle-kit studio` on the tables for as long as the work takes. What it prints goes to stderr. */
export async function withStudio<T>(
  options: StudioOptions,
  work: (studio: ChildProcess) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-studio-"));
  try {
    const config = await writeConfig(folder, options.prefix);
    const studio = spawn(
      process.execPath,
      [options.program, "studio", "--config", config, "--host", options.host, "--port", String(options.port)],
      { stdio: ["ignore", 2, 2], env: { ...options.env, [urlVariable]: options.url } },
    );
    const ended = new Promise((resolve) => studio.once("close", resolve));
    try {
      return await work(studio);
    } finally {
      studio.kill();
      await ended;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeConfig(folder: string, prefix: string): Promise<string> {
  const [schema, config] = [join(folder, "tables.cjs"), join(folder, "drizzle.config.cjs")];
  const tables = `require(${JSON.stringify(schemaModule)}).defineTables(${JSON.stringify(prefix)})`;
  await writeFile(schema, `module.exports = ${tables};\n`);
  await writeFile(
    config,
    `module.exports = {
  dialect: "postgresql",
  schema: ${JSON.stringify(schema)},
  dbCredentials: { url: process.env.${urlVariable} },
};\n`,
  );
  return config;
}
