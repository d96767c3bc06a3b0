import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type EmbeddedServer, removeEmbedded, startEmbedded } from "../../src/embedded/embedded.ts";
import { isAnswering, queryValue, withClient } from "../support/admin.ts";
import { root, settings, useFolders } from "./folders.ts";

const { newFolder, start } = useFolders();

async function serverProcess(server: EmbeddedServer): Promise<number> {
  return Number.parseInt(String(await queryValue(server.url, "SELECT pg_read_file('postmaster.pid')")), 10);
}

/** Another process that uses the server of a folder until its stdin ends. */
function command(directory: string): ChildProcess {
  const source = `
    import { startEmbedded } from ${JSON.stringify(new URL("../../src/embedded/embedded.ts", import.meta.url).href)};
    const server = await startEmbedded(${JSON.stringify({ directory, settings })});
    console.log(JSON.stringify({ url: server.url, started: server.started }));
    process.stdin.resume().on("end", () => server.stop());`;
  const args = ["--import", "tsx", "--input-type=module", "-e", source];
  return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
}

async function firstLine(child: ChildProcess): Promise<{ url: string; started: boolean }> {
  const [chunk] = await once(child.stdout ?? child, "data");
  return JSON.parse(String(chunk));
}

describe("the embedded server", () => {
  test("starts in a folder, keeps its data over a restart and stays on its port", async () => {
    const directory = await newFolder('a folder with blanks, $HOME, it\'s "odd"');
    const first = await start(directory);
    expect(first.started).toBe(true);
    expect(first.url).toBe(`postgresql://postgres@127.0.0.1:${first.port}/phoenix_kit`);
    expect(await queryValue(first.url, "SHOW server_encoding")).toBe("UTF8");
    expect(await queryValue(first.url, "SHOW listen_addresses")).toBe("127.0.0.1");
    expect(await queryValue(first.url, "SHOW fsync")).toBe("off");
    expect(await readFile(join(directory, ".gitignore"), "utf8")).toBe("*\n");
    await queryValue(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    await first.stop();
    expect(await isAnswering(first.url)).toBe(false);

    const second = await start(directory);
    expect(second.port).toBe(first.port);
    expect(await queryValue(second.url, "SELECT answer FROM kept")).toBe(42);
  });

  test("is reused by a second start in the same folder, and stopped by the last stop", async () => {
    const directory = await newFolder();
    const first = await start(directory);
    const second = await start(directory);
    expect(second.started).toBe(false);
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await isAnswering(second.url)).toBe(true);

    await withClient(second.url, async (client) => {
      await second.stop();
      expect((await client.query("SELECT 1")).rowCount).toBe(1);
    });
    const third = await start(directory);
    expect(third.started).toBe(false);
    await third.stop();
    expect(await isAnswering(third.url)).toBe(false);
  });

  test("is started once by two processes at the same moment, and survives the kill -9 of one", async () => {
    const directory = await newFolder();
    const commands = [command(directory), command(directory)] as const;
    const lines = await Promise.all(commands.map(firstLine));
    expect(lines.map((line) => line.started).sort()).toEqual([false, true]);
    const url = String(lines[0]?.url);
    expect(lines[1]?.url).toBe(url);

    commands[0].kill("SIGKILL");
    await once(commands[0], "exit");
    expect(await isAnswering(url)).toBe(true);
    commands[1].kill("SIGKILL");
    await once(commands[1], "exit");
    const next = await start(directory);
    expect(next).toMatchObject({ url, started: false });
    await next.stop();
    expect(await isAnswering(url)).toBe(false);
  });

  test("comes back with its data after the kill -9 of the server", async () => {
    const directory = await newFolder();
    const first = await start(directory);
    await queryValue(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(await serverProcess(first), "SIGKILL");
    const second = await start(directory);
    expect(second.started).toBe(true);
    expect(await queryValue(second.url, "SELECT answer FROM kept")).toBe(42);
    await first.stop(); // one use less; the other goes on
    expect(await isAnswering(second.url)).toBe(true);
  });

  test("takes another port if its own is in use, but fails if the option port is in use", async () => {
    const directory = await newFolder();
    const first = await start(directory);
    await first.stop();
    const other = createServer().listen(first.port, "127.0.0.1");
    await once(other, "listening");
    await expect(start(directory, { port: first.port })).rejects.toMatchObject({
      code: "embedded_failed",
      detail: expect.stringMatching(/Address already in use/),
    });
    const second = await start(directory);
    expect(second.port).not.toBe(first.port);
    expect(await isAnswering(second.url)).toBe(true);
    other.close();
  });

  test("throws an error with the end of its log if it does not start", async () => {
    const directory = await newFolder();
    const settings = { no_such_setting: "1" };
    await expect(startEmbedded({ directory, settings })).rejects.toMatchObject({
      code: "embedded_failed",
      detail: expect.stringMatching(/no_such_setting/),
    });
  });

  test.runIf(root)("runs for root in a folder that no other user can enter", async () => {
    const directory = await newFolder(".phoenix-kit", 0o700);
    const first = await start(directory);
    await queryValue(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const data = (await readFile(join(directory, "location"), "utf8")).trim();
    const second = await start(directory);
    expect(second.started).toBe(true);
    expect(await queryValue(second.url, "SELECT answer FROM kept")).toBe(42);
    await second.stop();
    await removeEmbedded(directory);
    await expect(access(data)).rejects.toThrow(/ENOENT/);
  });
});
