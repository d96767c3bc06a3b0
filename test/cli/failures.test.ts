import { createServer, type Server } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { phoenixKit } from "./phoenix-kit.ts";

/** A PostgreSQL that takes no password. */
async function refusingServer(): Promise<{ port: number; server: Server }> {
  const fields = ["SFATAL", "VFATAL", "C28P01", 'Mpassword authentication failed for user "me"', "", ""];
  const body = Buffer.from(fields.join("\0"));
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(body.length + 4, 1);
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(Buffer.concat([head, body])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
}

const { server, port } = await refusingServer();
afterAll(() => server.close());

describe("phoenix-kit with a database that cannot be used", () => {
  const commands = [["up"], ["down", "--to", "0"], ["status"], ["plan", "up"], ["studio"]];

  it.each(commands)("exits 1 for %s on an unreachable server, and shows no password", async (...args) => {
    const url = "postgres://me:s3cret@127.0.0.1:1/app";
    const { exitCode, stdout, stderr } = await phoenixKit(args, { env: { DATABASE_URL: url } });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^error: Cannot connect to the database: .*ECONNREFUSED.*\n→ Check host/);
    expect(stderr).not.toContain("s3cret");
  });

  it("prints the code and the remedy of the error with --json", async () => {
    const url = `postgres://me:s3cret@127.0.0.1:${port}/app`;
    const { exitCode, stdout, stderr } = await phoenixKit(["up", "--json", "--url", url]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({
      code: "authentication_failed",
      remedy: expect.stringMatching(/user and password/),
    });
    expect(error.message).toContain('password authentication failed for user "me"');
    expect(stdout).not.toContain("s3cret");
  });
});

describe("phoenix-kit down with a step that fails", () => {
  const database = useDatabase({ from: "empty" });

  it("reports version, file, statement, PostgreSQL's message and a remedy", async () => {
    await phoenixKit(["up", "--to", "26", "--url", database().url]);
    await database().pool.query("CREATE VIEW mine AS SELECT user_file_checksum FROM phoenix_kit_files");
    const { exitCode, stderr } = await phoenixKit(["down", "--to", "25", "--url", database().url]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: V26 failed \(down\/0025_\w+\.sql:\d+\): cannot drop column/);
    expect(stderr).toContain("view mine depends on column user_file_checksum");
    expect(stderr).toMatch(/^ {4}ALTER TABLE "public"\."phoenix_kit_files"/m);
    expect(stderr).toMatch(/^→ Drop or change the object that the message or detail names/m);
  });

  it("reports the same as JSON with --json", async () => {
    const { stdout } = await phoenixKit(["down", "--to", "25", "--url", database().url, "--json"]);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "dependent_objects",
      version: 26,
      line: expect.any(Number),
      file: expect.stringMatching(/^down\/0025_/),
      statement: expect.stringMatching(/^ALTER TABLE/),
      detail: expect.stringMatching(/view mine/),
      remedy: expect.stringMatching(/nothing is cascaded/),
    });
  });
});
