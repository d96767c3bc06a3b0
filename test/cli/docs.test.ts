import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { phoenixKit } from "./phoenix-kit.ts";

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "phoenix-kit-docs-"));
});

afterAll(() => rm(parent, { recursive: true }));

const writeDocs = (...args: string[]) => phoenixKit(["docs", ...args], { cwd: parent });

describe("phoenix-kit docs", () => {
  it("writes a site, and a second run removes the pages that are no longer part of it", async () => {
    const first = await writeDocs("--out", "site", "--to", "9");
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain("index.html");
    expect(await readdir(join(parent, "site", "versions"))).toContain("v09.html");
    await writeFile(join(parent, "site", "CNAME"), "schema.example.com");
    expect(await writeDocs("--out", "site", "--to", "8")).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(parent, "site", "versions"))).not.toContain("v09.html");
    expect(await readdir(join(parent, "site"))).toContain("CNAME");
  });

  it("refuses a folder with other files, and leaves them alone", async () => {
    await mkdir(join(parent, "mine"));
    await writeFile(join(parent, "mine", "index.html"), "mine");
    const { exitCode, stderr } = await writeDocs("--out", "mine");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("is not empty");
    expect(await readFile(join(parent, "mine", "index.html"), "utf8")).toBe("mine");
  });

  it("writes diagrams that Graphviz can draw", async () => {
    expect(await writeDocs("--out", "dot", "--format", "dot")).toMatchObject({ exitCode: 0 });
    const graphviz = await Graphviz.load();
    expect(graphviz.dot(await readFile(join(parent, "dot", "people.dot"), "utf8"))).toContain(
      "hashed_password",
    );
  });

  it("writes diagrams for Mermaid with keys and the number of rows that a reference joins", async () => {
    const { exitCode, stdout } = await writeDocs("--out", "mermaid", "--format", "mermaid", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: "mermaid", files: 6 });
    const diagram = await readFile(join(parent, "mermaid", "schema.mmd"), "utf8");
    expect(diagram).toContain("uuid uuid PK");
    expect(diagram).toContain('users ||--o{ admin_notes : "author_uuid"');
  });

  it("refuses a version that is not there", async () => {
    expect(await writeDocs("--out", "none", "--to", "9999")).toMatchObject({ exitCode: 2 });
    expect(await writeDocs("--out", "none", "--to", "0")).toMatchObject({ exitCode: 2 });
    expect(await readdir(parent)).not.toContain("none");
  });
});
