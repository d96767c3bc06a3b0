import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { ModuleKind, ScriptTarget, transpile } from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuild } from "./support/build.ts";
import { createDatabase, type TestDatabase } from "./support/database.ts";

interface Block {
  readonly section: string;
  readonly text: string;
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  "test/README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Their programs are parts of the example app, which has tests of its own. */
const excerptPages = ["docs/in-an-app.md"];

function readBlocks(page: string, language: string): Block[] {
  return readFileSync(page, "utf8")
    .split(/^## /m)
    .flatMap((part) => {
      const section = part.split("\n", 1)[0] ?? "";
      const found = part.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"));
      return [...found].map(([, text = ""]) => ({ section, text }));
    });
}

function readCommands(page: string) {
  return readBlocks(page, "sh").flatMap(({ section, text }) =>
    text
      .trim()
      .split("\n")
      .map((command) => ({ section, command })),
  );
}

/** The name of the link that a Markdown heading gets. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));

describe("the README", () => {
  beforeAll(async () => {
    await ensureBuild();
  }, 300_000);

  it("gives the two commands that .ci/run and this test run", () => {
    expect(
      readCommands("README.md")
        .slice(0, 2)
        .map(({ command }) => command),
    ).toEqual(["npm install && npm start", "npm test"]);
    expect(readFileSync(".ci/run", "utf8")).toContain("npm test");
  });

  it("has at most 150 lines", () => {
    expect(readFileSync("README.md", "utf8").split("\n").length).toBeLessThanOrEqual(151);
  });

  it("starts with a command that migrates an embedded PostgreSQL and says how to connect", async () => {
    const directory = mkdtempSync(join(tmpdir(), "phoenix-kit-start-"));
    const env = { DATABASE_URL: undefined };
    const [file = "", ...args] = scripts.start.replace("dist/", `${resolve("dist")}/`).split(" ");
    const { all = "", exitCode } = await execa(file, args, { cwd: directory, env, all: true, reject: false });
    rmSync(directory, { recursive: true, force: true });
    expect(all).toMatch(/V180 Complete schema/);
    expect(all).toMatch(/V00 → V180/);
    expect(all).toContain("npx phoenix-kit");
    expect(exitCode).toBe(0);
  });
});

describe.each(pages)("the page %s", (page) => {
  const text = readFileSync(page, "utf8");

  it("links to files and headings that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = ""]) => link);
    const broken = links.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      if (anchor === undefined) return false;
      const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.*)$/gm)];
      return !headings.some(([, heading = ""]) => toAnchor(heading) === anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names scripts that package.json has", () => {
    const names = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = ""]) => name);
    const example = page === "docs/in-an-app.md" ? "examples/app/package.json" : "package.json";
    const known = JSON.parse(readFileSync(example, "utf8")).scripts;
    expect(names.filter((name) => !(name in known))).toEqual([]);
  });
});

const readOwnCommands = (page: string) =>
  readCommands(page).filter(({ command }) => command.startsWith("npx phoenix-kit"));
const readPrograms = (page: string) =>
  readBlocks(page, "ts").filter(({ text }) => !text.includes("defineConfig"));

const executablePages = pages.filter(
  (page) => !excerptPages.includes(page) && readOwnCommands(page).length + readPrograms(page).length > 0,
);

const toFolderName = (page: string) => page.replace(/\W/g, "_");

/** What the compiler says about the programs of all pages, which it reads together: that takes as long as one. */
async function checkTypes(): Promise<string[]> {
  const folder = mkdtempSync(resolve(".readme-types-"));
  try {
    const paths = executablePages.flatMap((page) => {
      mkdirSync(join(folder, toFolderName(page)));
      return readPrograms(page).map(({ text }, index) => {
        const path = join(folder, toFolderName(page), `${index}.mts`);
        writeFileSync(path, text);
        return path;
      });
    });
    const compiler = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", "node"];
    const { all, exitCode } = await execa("tsc", [...compiler, ...paths], {
      preferLocal: true,
      all: true,
      reject: false,
    });
    expect(exitCode === 0 || all.includes("error TS"), all).toBe(true);
    return all.split("\n").filter((line) => line !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let typeProblems: Promise<string[]> | undefined;

function findTypeProblems(): Promise<string[]> {
  typeProblems ??= checkTypes();
  return typeProblems;
}

describe.each(executablePages)("the page %s", (page) => {
  const commands = readOwnCommands(page);
  const programs = readPrograms(page);
  let database: TestDatabase;
  let folder = "";

  beforeAll(async () => {
    await ensureBuild();
    database = await createDatabase({ from: "empty" });
    // within the checkout, so that the package finds itself by its name
    folder = mkdtempSync(resolve(".readme-"));
  }, 300_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it.each(commands)("has a command that works in $section: $command", async ({ command }) => {
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

  const files = programs.map(({ section, text }, index) => ({ section, text, name: `${index}.mjs` }));

  it.each(files)("has a program that runs in $section ($name)", async ({ text, name }) => {
    const options = { target: ScriptTarget.ESNext, module: ModuleKind.ESNext };
    writeFileSync(join(folder, name), transpile(text, options));
    const run = await execa("node", [join(folder, name)], {
      env: { DATABASE_URL: database.url },
      all: true,
      reject: false,
    });
    expect(run.exitCode, run.all).toBe(0);
  });

  if (files.length === 0) return;
  it("has programs of the types that they say", async () => {
    const problems = await findTypeProblems();
    const own = problems.filter(
      (line) => line.includes(`/${toFolderName(page)}/`) || line.startsWith("error "),
    );
    expect(own).toEqual([]);
  });
});

describe("the page about drizzle-kit", () => {
  it("names a config that is this repository's own", () => {
    const [config] = readBlocks("docs/drizzle-kit.md", "ts").filter(({ text }) =>
      text.includes("defineConfig"),
    );
    const own = readFileSync("drizzle.config.ts", "utf8");
    const journal = /migrations: .*/.exec(own)?.[0] ?? "";
    expect(journal).not.toBe("");
    expect(config?.text).toContain(journal);
  });
});
