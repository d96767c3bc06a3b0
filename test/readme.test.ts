import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuild } from "./support/build.ts";
import { createDatabase, type TestDatabase } from "./support/database.ts";

const readme = readFileSync("README.md", "utf8");

interface Block {
  readonly section: string;
  readonly text: string;
}

function blocks(language: string): Block[] {
  return readme.split(/^## /m).flatMap((part) => {
    const section = part.split("\n", 1)[0] ?? "";
    const found = part.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"));
    return [...found].map(([, text = ""]) => ({ section, text }));
  });
}

const commands = blocks("sh").flatMap(({ section, text }) =>
  text
    .trim()
    .split("\n")
    .map((command) => ({ section, command })),
);
const phoenixKit = commands.filter(({ command }) => command.startsWith("npx phoenix-kit"));
const programs = blocks("ts").filter(({ text }) => !text.includes("defineConfig"));

describe("the README", () => {
  let database: TestDatabase;
  let folder = "";

  beforeAll(async () => {
    await ensureBuild();
    database = await createDatabase({ from: "empty" });
    // within the checkout, so that the package finds itself by its name
    folder = mkdtempSync(resolve(".readme-"));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it("gives the two commands that .ci/run and this test run", () => {
    expect(commands.slice(0, 2).map(({ command }) => command)).toEqual([
      "npm install && npm start",
      "npm test",
    ]);
    expect(readFileSync(".ci/run", "utf8")).toContain("npm test");
  });

  it("starts with a command that migrates an embedded PostgreSQL and says how to connect", async () => {
    const directory = mkdtempSync(join(tmpdir(), "phoenix-kit-start-"));
    const env = { DATABASE_URL: undefined };
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const [file = "", ...args] = scripts.start.replace("dist/", `${resolve("dist")}/`).split(" ");
    const { all = "", exitCode } = await execa(file, args, { cwd: directory, env, all: true, reject: false });
    rmSync(directory, { recursive: true, force: true });
    expect(all).toMatch(/V01 Initial setup/);
    expect(all).toMatch(/V27 Oban background jobs/);
    expect(all).toMatch(/V137 /);
    expect(all).toContain("npx phoenix-kit");
    expect(exitCode).toBe(0);
  });

  it.each(phoenixKit)("$section: $command", async ({ command }) => {
    const line = command.replace("npx phoenix-kit", `node ${resolve("dist/cli.js")}`);
    const { exitCode, all } = await execa(line, {
      shell: true,
      cwd: folder,
      env: { DATABASE_URL: database.url },
      all: true,
      reject: false,
    });
    expect(exitCode, all).toBe(0);
  });

  it.each(programs)("$section: the program runs and has the types it says", async ({ section, text }) => {
    const file = join(folder, `${section.toLowerCase().replaceAll(" ", "-")}.mts`);
    writeFileSync(file, text);
    const run = await execa("tsx", [file], {
      preferLocal: true,
      env: { DATABASE_URL: database.url },
      all: true,
      reject: false,
    });
    expect(run.exitCode, run.all).toBe(0);
    const compiler = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", "node"];
    const types = await execa("tsc", [...compiler, file], { preferLocal: true, all: true, reject: false });
    expect(types.all).toBe("");
  });

  it("names a drizzle-kit config that is this repository's own", () => {
    const [config] = blocks("ts").filter(({ text }) => text.includes("defineConfig"));
    const own = readFileSync("drizzle.config.ts", "utf8");
    const journal = /migrations: .*/.exec(own)?.[0] ?? "";
    expect(journal).not.toBe("");
    expect(config?.text).toContain(journal);
  });
});
