import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig, type UserConfig } from "tsdown";

const shared = { platform: "node", target: "node20.19", fixedExtension: false } as const;
const library = { ...shared, format: ["esm", "cjs"], dts: true, clean: false } satisfies UserConfig;

/** What several entries have in common, each in a file of its own. */
const common = {
  constants: resolve("schema/constants.ts"),
  tables: resolve("schema/index.ts"),
  error: resolve("src/error.ts"),
  "rule-error": resolve("src/rules/error.ts"),
  "shipped-files": resolve("src/migrations/shipped-files.ts"),
};

/** Puts the files of `drizzle` into the module that reads them. */
const withShippedFiles: NonNullable<UserConfig["plugins"]> = {
  name: "with-shipped-files",
  load(id) {
    if (id !== common["shipped-files"]) return null;
    const names = ["", "down/", "prepare/"].flatMap((folder) =>
      readdirSync(join("drizzle", folder))
        .filter((name) => /\.(sql|json)$/.test(name))
        .map((name) => `${folder}${name}`),
    );
    const paths = [...names, "meta/_journal.json"];
    const files = Object.fromEntries(
      paths.map((path) => [path, readFileSync(join("drizzle", path), "utf8")]),
    );
    return `const files: Record<string, string | undefined> = ${JSON.stringify(files)};
export function findShippedFile(path: string): string | undefined {
  return files[path];
}
export function readShippedFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(\`\${path} is not in the package.\`);
  return text;
}
`;
  },
};

/** Puts the files of `src/site/assets` into the module that reads them. */
const withSiteAssets: NonNullable<UserConfig["plugins"]> = {
  name: "with-site-assets",
  load(id) {
    if (id !== resolve("src/site/assets.ts")) return null;
    const folder = "src/site/assets";
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
    return `const files: Record<string, string> = ${JSON.stringify(Object.fromEntries(files))};
export function readAsset(name: string): string {
  return files[name] ?? "";
}
`;
  },
};

/**
 * Leaves the common files outside of an entry, so that all entries have the same tables and the same error class.
 * A chunk that the bundler made of them would need the CommonJS index for its helpers, and that the chunk.
 */
const besideCommon: UserConfig["inputOptions"] = (options, format) => ({
  ...options,
  plugins: [
    {
      name: "beside-common",
      resolveId(source, importer) {
        const path = importer && resolve(importer, "..", source);
        const name = Object.entries(common).find(([, file]) => file === path)?.[0];
        return name ? { id: `./${name}.${format === "cjs" ? "cjs" : "js"}`, external: true } : null;
      },
    },
    options.plugins,
  ],
});

export default defineConfig([
  { ...library, entry: common, clean: true, plugins: [withShippedFiles] },
  { ...library, entry: { index: "src/index.ts" }, shims: true, inputOptions: besideCommon },
  { ...library, entry: { rules: "src/rules/index.ts" }, inputOptions: besideCommon },
  { ...library, entry: { zod: "src/zod/index.ts" }, inputOptions: besideCommon },
  { ...library, entry: { v27: "schema/frozen/v27.ts" }, inputOptions: besideCommon },
  { ...library, entry: { v137: "schema/frozen/v137.ts" }, inputOptions: besideCommon },
  {
    ...shared,
    entry: { cli: "src/cli.ts" },
    format: "esm",
    dts: false,
    clean: false,
    plugins: [withSiteAssets],
    inputOptions: besideCommon,
  },
]);
