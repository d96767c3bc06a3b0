import { defineConfig } from "tsdown";

const shared = { platform: "node", target: "node20.19", fixedExtension: false } as const;

export default defineConfig([
  {
    ...shared,
    entry: { index: "src/index.ts" },
    format: ["esm", "cjs"],
    dts: true,
    shims: true,
    clean: true,
  },
  // by itself: a chunk that it shared with the index would need the index, and that the chunk
  { ...shared, entry: { v27: "schema/v27.ts" }, format: ["esm", "cjs"], dts: true, clean: false },
  { ...shared, entry: { cli: "src/cli.ts" }, format: "esm", dts: false, clean: false },
]);
