import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { up } from "phoenix-kit-schema";
import { listActiveRoles } from "phoenix-kit-schema/rules";
import { prefix, tables } from "../src/phoenix-kit.ts";
import { createApp } from "../src/server.ts";

const pglite = new PGlite({ extensions: { citext, pg_trgm } });
const db = drizzle({ client: pglite });
const server = createApp(db);

before(async () => {
  await up(pglite, { prefix });
  await migrate(db, { migrationsFolder: "drizzle" });
  await new Promise<void>((resolve) => server.listen(0, resolve));
});

after(async () => {
  server.close();
  await pglite.close();
});

async function call(method: string, path: string, body?: object) {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}${path}`, { method, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const ada = { email: "Ada@example.com", password: "countess" };

test("the first who registers is Owner, and may write a post", async () => {
  const { status, body } = await call("POST", "/users", ada);
  assert.equal(status, 201);
  assert.deepEqual(
    (await listActiveRoles(db, body.uuid, { tables })).map(({ role }) => role),
    ["Owner"],
  );
  const written = await call("POST", "/posts", { author: "ada@example.com", title: "On engines" });
  assert.equal(written.status, 201);
  const posts = await call("GET", "/posts");
  assert.deepEqual(posts.body, [{ title: "On engines", author: ada.email }]);
});

test("an address registers once, in whatever case", async () => {
  const { status } = await call("POST", "/users", { ...ada, email: "ada@EXAMPLE.com" });
  assert.equal(status, 409);
});

test("nobody else may", async () => {
  const { status } = await call("POST", "/posts", { author: "b@example.com", title: "On nothing" });
  assert.equal(status, 404);
});

test("what is missing or wrong is asked for", async () => {
  assert.equal((await call("POST", "/users", { email: "nobody", password: "x" })).status, 400);
  assert.equal((await call("POST", "/users", { email: "b@example.com" })).status, 400);
  assert.equal((await call("POST", "/posts")).status, 400);
  assert.equal((await call("GET", "/")).status, 404);
});
