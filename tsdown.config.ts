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
  { ...shared, entry: { cli: "src/cli.ts" }, format: "esm", dts: false, clean: false },
]);
