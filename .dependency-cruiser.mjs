const migration = ["src/migrate", "src/migrations", "src/postgres", "src/error.ts", "src/prefix.ts"];

/**
 * The layers of the project. A folder may import itself and what its entry lists, types included; nothing else.
 * An entry lists only what stands above it here, so the layers have no circle.
 */
const layers = {
  "src/error.ts": [],
  "src/prefix.ts": ["src/error.ts"],

  // know nothing of PhoenixKit but the class of its errors
  "src/postgres": ["src/error.ts"],
  "src/catalog": ["src/postgres", "src/error.ts"],
  "src/embedded": ["src/error.ts"],

  // the newest tables, and what an app does with them
  schema: ["src/error.ts", "src/prefix.ts"],
  "src/rules": ["schema", "src/error.ts"],
  "src/zod": ["schema", "src/rules/error.ts"],

  // what the package ships, which needs no connection
  "src/migrations": ["src/error.ts", "src/prefix.ts", "src/postgres/sql.ts"],

  // what moves and checks one schema
  "src/migrate": ["src/migrations", "src/postgres", "src/catalog", "src/error.ts", "src/prefix.ts"],
  "src/drift": ["src/catalog", ...migration],
  "src/doctor": ["src/catalog", ...migration],

  // the same for many schemas
  "src/tenants": ["src/drift", "src/doctor", ...migration],

  // the schema as pages with diagrams, of one schema or many
  "src/site": ["src/tenants", "src/drift", "src/catalog", ...migration],

  // the entries of the package
  "src/index.ts": ["schema", "src/tenants", "src/drift", "src/doctor", ...migration],
  "src/cli": ["src/site", "src/tenants", "src/drift", "src/doctor", "src/embedded", ...migration],
  "src/cli.ts": ["src/cli"],

  // for the authors of the package, who may use the servers of the tests
  scripts: ["schema", "src", "test/support"],
  test: ["schema", "src", "scripts", "test"],
};

/** The files of these folders, and these files, as dependency-cruiser takes them. */
const matchPaths = (paths) =>
  paths.map((path) => (path.endsWith(".ts") ? `^${path.replaceAll(".", "\\.")}$` : `^${path}/`));

export default {
  forbidden: [
    {
      name: "no-circle",
      comment: "Files that import each other can only be understood together. Types count, too.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-missing-file",
      comment: "Every import leads to a file or a package.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `layer-${layer.replace(/\W+/g, "-")}`,
      comment: `${layer} imports only ${[layer, ...below].join(", ")}.`,
      severity: "error",
      from: { path: matchPaths([layer]) },
      to: { path: "^(src|schema|scripts|test|examples)/", pathNot: matchPaths([layer, ...below]) },
    })),
    {
      name: "every-folder-has-a-layer",
      comment: "A new folder gets an entry in `layers`.",
      severity: "error",
      from: { path: "^(src|schema|scripts|test)/", pathNot: matchPaths(Object.keys(layers)) },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
    },
  },
};
