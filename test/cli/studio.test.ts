import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findDrizzleKit } from "../../src/cli/drizzle-kit.ts";
import { up } from "../../src/migrate/up-down.ts";
import { useDatabase } from "../support/database.ts";
import { phoenixKit, printed } from "./phoenix-kit.ts";

const database = useDatabase({ from: "empty" });
const folder = mkdtempSync(join(tmpdir(), "phoenix-kit-no-studio-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function listening(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: typeof address === "object" && address ? address.port : 0, close };
}

describe.each(["public", 'Käse "tenant" 1'])("phoenix-kit studio with the prefix %s", (prefix) => {
  beforeAll(async () => {
    await up(database().url, { prefix });
  });

  it("serves the tables over HTTP on 127.0.0.1 only, and ends with Ctrl-C", async () => {
    const { port, close } = await listening();
    await close();
    const args = ["studio", "--port", String(port), "--prefix", prefix, "--json", "--url", database().url];
    const child = phoenixKit(args, { env: { TMPDIR: folder } });
    const opened = JSON.parse(await printed(child.stdout, "\n"));
    expect(opened).toEqual({ url: `https://local.drizzle.studio?port=${port}`, host: "127.0.0.1", port });
    const ask = async (question: object) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(question);
      return (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body })).json();
    };
    const { dialect, customDefaults } = (await ask({ type: "init" })) as Record<string, unknown>;
    expect(dialect).toBe("postgresql");
    const column = { schema: prefix, table: "phoenix_kit_users", column: "inserted_at" };
    expect(customDefaults).toContainEqual(expect.objectContaining(column));
    const sql = `SELECT count(*) FROM "${prefix.replaceAll('"', '""')}".phoenix_kit_users`;
    const data = { sql, params: [], method: "all", mode: "object" };
    expect(await ask({ type: "proxy", data })).toEqual([{ count: "0" }]);
    child.kill("SIGINT");
    expect((await child).exitCode).toBe(0);
    expect(readdirSync(folder).filter((name) => name.includes("studio"))).toEqual([]);
  });
});

describe("phoenix-kit studio", () => {
  it("exits 1 if the port is taken, and names --port", async () => {
    const { port, close } = await listening();
    const { exitCode, stderr } = await phoenixKit([
      "studio",
      "--port",
      String(port),
      "--url",
      database().url,
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^error: Cannot listen on port ${port} of 127\\.0\\.0\\.1\\.\n→ .*--port`),
    );
    await close();
  });

  it("says what to install if drizzle-kit is missing", () => {
    const nowhere = pathToFileURL(join(folder, "package.json")).href;
    expect(() => findDrizzleKit([nowhere])).toThrow(
      expect.objectContaining({
        code: "drizzle_kit_missing",
        remedy: expect.stringContaining("npm install"),
      }),
    );
  });
});
