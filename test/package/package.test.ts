import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getNewestVersion } from "../../src/migrations/migrations.ts";
import { ensureBuild } from "../support/build.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase({ from: "empty" });
const peers = ["drizzle-orm@0.45.4", "drizzle-zod@0.8.3", "zod@4.6.7"];

describe("the packed package in an empty project", () => {
  let project = "";
  let tarball = "";
  const file = (name: string, text: string) => writeFileSync(join(project, name), text);
  const node = (name: string) => execa("node", [name], { cwd: project });

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), "phoenix-kit-package-"));
    await ensureBuild();
    await execa("npm", ["pack", "--ignore-scripts", "--pack-destination", project]);
    tarball = join(project, readdirSync(project).find((name) => name.endsWith(".tgz")) ?? "");
    file("package.json", JSON.stringify({ name: "app", private: true }));
    const options = ["--prefer-offline", "--no-audit", "--no-fund"];
    await execa("npm", ["install", ...options, tarball, ...peers, "typescript@5.9.3"], { cwd: project });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it("contains what users need and nothing of the repository's own", async () => {
    const { stdout } = await execa("tar", ["-tzf", tarball]);
    const files = stdout.split("\n").map((path) => path.replace(/^package\//, ""));
    const expected =
      /^(dist\/|docs\/|examples\/app\/|drizzle\/((down|prepare)\/)?\d{4}_v\d+_\w+\.sql$|drizzle\/versions\.json$|drizzle\/meta\/_journal\.json$|README\.md$|LICENSE$|package\.json$)/;
    expect(files.filter((path) => !expected.test(path))).toEqual([]);
    expect(files).toContain("dist/cli.js");
    expect(files).toContain("examples/app/src/server.ts");
  });

  it("is imported by ESM", async () => {
    file(
      "app.mjs",
      `import { users, up, defineTables } from "phoenix-kit-schema";\nconsole.log(typeof up, typeof users, typeof defineTables("x").users);`,
    );
    expect((await node("app.mjs")).stdout).toBe("function object object");
  });

  it("is required by CommonJS, and finds its SQL files there, too", async () => {
    file(
      "app.cjs",
      `const { up } = require("phoenix-kit-schema");\nup(process.env.URL, { prefix: "from_cjs", version: 3 }).then(({ to }) => console.log(to));`,
    );
    const { stdout } = await execa("node", ["app.cjs"], { cwd: project, env: { URL: database().url } });
    expect(stdout).toBe("3");
  });

  it.each(["import", "require"])("gives the same tables and errors from each entry to %s", async (way) => {
    const modules = ["", "/tables", "/zod", "/rules"].map((entry) => `${way}("phoenix-kit-schema${entry}")`);
    file(
      "entries.cjs",
      `Promise.all([${modules}]).then(([all, tables, zod, rules]) => {
  const { email } = zod.userInsertSchema.parse({ email: "a@b", hashedPassword: "x" });
  console.log(all.users === tables.users, all.schema === tables.schema, email);
  try {
    zod.createEntityDataSchema([{ type: "money", key: "k", label: "L" }]);
  } catch (error) {
    console.log(error instanceof rules.RuleError, error instanceof all.CodedError);
  }
});`,
    );
    expect((await node("entries.cjs")).stdout).toBe("true true a@b\ntrue true");
  });

  it.each(["constants", "tables", "zod"] as const)("needs nothing of Node.js for its %s", async (entry) => {
    file(
      "edge.cjs",
      `const { builtinModules, Module } = require("node:module");
const load = Module._load;
const loaded = new Set();
Module._load = (id, ...rest) => {
  loaded.add(id.replace(/^node:/, ""));
  return load(id, ...rest);
};
for (const name of ["Buffer", "process"]) Reflect.deleteProperty(globalThis, name);
const exported = require("phoenix-kit-schema/${entry}");
exported.defineSchema?.("Käse");
console.log(builtinModules.concat("pg").filter((id) => loaded.has(id)).join());`,
    );
    expect((await node("edge.cjs")).stdout).toBe("");
    const esm = readFileSync(join(project, `node_modules/phoenix-kit-schema/dist/${entry}.js`), "utf8");
    const imports = [...esm.matchAll(/^(?:import|export) .*from "(.+)";$/gm)].map(([, id]) => id);
    const drizzle = ["drizzle-orm", "drizzle-orm/pg-core"];
    const expected = {
      constants: [],
      tables: [...drizzle, "./constants.js", "./error.js"],
      zod: [...drizzle, "./rule-error.js", "./tables.js", "drizzle-zod", "zod"],
    };
    expect(imports.sort()).toEqual(expected[entry].sort());
  });

  it.each(["mts", "cts"])("has types for a .%s file", async (extension) => {
    mkdirSync(join(project, extension));
    file(
      `${extension}/app.${extension}`,
      `import { type EmailStatus, emailLogs, type User as Row, up, users } from "phoenix-kit-schema";
import { type Db, registerUser, RuleError } from "phoenix-kit-schema/rules";
import { schema, users as sameUsers } from "phoenix-kit-schema/tables";
import { type EmailStatus as SameStatus, limits } from "phoenix-kit-schema/constants";
import { bucketUpdateSchema, userInsertSchema } from "phoenix-kit-schema/zod";
type User = typeof users.$inferSelect;
export const email = (user: User): string => user.email;
export const status: EmailStatus = "queued" satisfies SameStatus;
export const longest: 160 = limits.users.email.max;
export const run = () => up("postgres://localhost/app", { prefix: "myapp", version: 27 });
export const same: typeof users = sameUsers;
export const alsoSame: typeof schema.users = users;
export const register = async (db: Db): Promise<User> =>
  (await registerUser(db, { email: "a@example.com", hashedPassword: "x" })).user;
export const refused = (error: unknown): string | undefined => (error instanceof RuleError ? error.remedy : undefined);
export const row = (user: User): Row => user;
export const fresh: typeof users.$inferInsert = userInsertSchema.parse({});
export const provider: "local" | "s3" | "b2" | "r2" | "tigris" | undefined = bucketUpdateSchema.parse({}).provider;
// @ts-expect-error not a status
export const wrong: typeof emailLogs.$inferInsert["status"] = "lost";
`,
    );
    const program = ts.createProgram([join(project, extension, `app.${extension}`)], {
      module: ts.ModuleKind.Node16,
      strict: true,
      noEmit: true,
      types: [],
    });
    // drizzle-orm's own declarations name drivers that the project has not installed: they are read, but not checked
    const checked = program
      .getSourceFiles()
      .filter(({ fileName }) => /\/(mts|cts)\/app\.|node_modules\/phoenix-kit-schema\//.test(fileName));
    expect(checked.length).toBeGreaterThan(4);
    const problems = checked.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    expect(problems.map(({ file, messageText }) => [file?.fileName, messageText])).toEqual([]);
    expect(program.getOptionsDiagnostics().map(({ messageText }) => messageText)).toEqual([]);
  });

  it("runs npx phoenix-kit up", async () => {
    const { stdout } = await execa("npx", ["phoenix-kit", "up", "--json", "--url", database().url], {
      cwd: project,
    });
    expect(JSON.parse(stdout)).toMatchObject({ from: 0, to: getNewestVersion() });
  });

  it("is clean to publint and attw", async () => {
    await execa("npx", ["publint", "--strict", tarball]);
    await execa("npx", ["attw", tarball]);
  });
});
