import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { emailStatuses } from "../../schema/constants.ts";
import { ensureBuild } from "../support/build.ts";
import { root } from "../support/root.ts";

interface Bundle {
  readonly text: string;
  readonly kilobytes: number;
  readonly compressedKilobytes: number;
  /** The packages that something of is in it. */
  readonly packages: readonly string[];
}

/** What a bundler makes for a browser of some lines that import the built package. */
async function bundleForBrowser(contents: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const packages = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    return name && bytesInOutput > 0 ? [name] : [];
  });
  const { text = "", contents: bytes = new Uint8Array() } = outputFiles[0] ?? {};
  return {
    text,
    kilobytes: bytes.length / 1000,
    compressedKilobytes: gzipSync(bytes).length / 1000,
    packages: [...new Set(packages)].sort(),
  };
}

const bundleEntry = (entry: string) => bundleForBrowser(`export * from "phoenix-kit-schema/${entry}";`);

beforeAll(async () => {
  await ensureBuild();
}, 300_000);

describe("in a bundle for a browser", () => {
  it("one list of values is a few hundred bytes, without Drizzle", async () => {
    const { text, kilobytes, packages } = await bundleForBrowser(
      `import { emailStatuses } from "phoenix-kit-schema/constants"; export default emailStatuses;`,
    );
    expect(packages).toEqual([]);
    expect(kilobytes).toBeLessThan(0.5);
    const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    expect(module.default).toEqual(emailStatuses);
  });

  it("all constants are a few kilobytes", async () => {
    const { kilobytes, packages } = await bundleEntry("constants");
    expect(packages).toEqual([]);
    expect(kilobytes).toBeLessThan(5);
  });

  it("the tables bring Drizzle, and the Zod schemas Zod too", async () => {
    expect((await bundleEntry("tables")).packages).toEqual(["drizzle-orm"]);
    expect((await bundleEntry("zod")).packages).toEqual(["drizzle-orm", "drizzle-zod", "zod"]);
  });

  it.each(["constants", "tables", "zod"])("%s costs what docs/browser.md says", async (entry) => {
    const row = new RegExp(`^\\| \`phoenix-kit-schema/${entry}\` \\|.*$`, "m");
    const [line = ""] = row.exec(readFileSync("docs/browser.md", "utf8")) ?? [];
    const [, said, saidCompressed] = /([\d.]+) kB \(([\d.]+) kB\)/.exec(line) ?? [];
    const { kilobytes, compressedKilobytes } = await bundleEntry(entry);
    expect(Math.abs(Number(said) / kilobytes - 1)).toBeLessThan(0.15);
    expect(Math.abs(Number(saidCompressed) / compressedKilobytes - 1)).toBeLessThan(0.15);
  });
});
