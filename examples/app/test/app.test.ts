import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { type ServerType, serve } from "@hono/node-server";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { up } from "phoenix-kit-schema";
import { prefix } from "../src/phoenix-kit.ts";
import { createApp } from "../src/server.ts";

const pglite = new PGlite({ extensions: { citext, pg_trgm } });
const db = drizzle({ client: pglite });
const sent: string[] = [];
let uploads = "";
let server: ServerType;

before(async () => {
  await up(pglite, { prefix });
  await migrate(db, { migrationsFolder: "drizzle" });
  uploads = await mkdtemp(join(tmpdir(), "uploads-"));
  const app = createApp({
    db,
    target: pglite,
    uploads,
    sendEmail: async ({ to }) => void sent.push(to),
    checkSns: async (message) => {
      if (JSON.parse(message).Signature !== "of Amazon") throw new Error("not of Amazon");
    },
  });
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0 }, () => resolve());
  });
});

after(async () => {
  server.close();
  await pglite.close();
  await rm(uploads, { recursive: true });
});

/** Somebody with a browser of their own. */
function createVisitor() {
  const cookies = new Map<string, string>();
  return async (method: string, path: string, body?: object) => {
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const isForm = body instanceof FormData;
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        origin,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(isForm ? {} : { "content-type": "application/json" }),
      },
      body: isForm ? body : body && JSON.stringify(body),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return { status: response.status, body: await response.json() };
  };
}

const ada = createVisitor();
const grace = createVisitor();
const stranger = createVisitor();
const adas = { email: "Ada@example.com", password: "countess of lovelace" };
const graces = { email: "grace@example.com", password: "rear admiral" };

test("the first who signs up is Owner, and nobody sees the hash of a password", async () => {
  const { status, body } = await ada("POST", "/users", adas);
  assert.equal(status, 201);
  assert.equal(body.role, "Owner");
  assert.equal("hashedPassword" in body, false);
  assert.equal((await ada("GET", "/me")).body.email, adas.email);
});

test("an address signs up once, in whatever case; values that are missing or wrong are refused", async () => {
  assert.equal((await stranger("POST", "/users", { ...adas, email: "ada@EXAMPLE.com" })).status, 409);
  assert.equal((await stranger("POST", "/users", { ...adas, email: "nobody" })).status, 400);
  assert.equal((await stranger("POST", "/users", { email: "b@example.com", password: "short" })).status, 400);
  assert.equal((await stranger("POST", "/users")).status, 400);
});

test("a tenant is made while the app runs, and its creator is its Owner", async () => {
  assert.equal((await stranger("POST", "/tenants", { name: "acme" })).status, 401);
  assert.equal((await stranger("GET", "/t/acme/me")).status, 404);
  assert.equal((await ada("POST", "/tenants", { name: "acme" })).status, 201);
  assert.equal((await ada("POST", "/tenants", { name: "acme" })).status, 409);
  assert.equal((await ada("POST", "/tenants", { name: "../etc" })).status, 400);
  assert.equal((await ada("GET", "/t/acme/me")).status, 401);
  assert.equal((await ada("POST", "/t/acme/session", { ...adas, password: "wrong one" })).status, 401);
  assert.equal((await ada("POST", "/t/acme/session", adas)).status, 201);
  assert.equal((await grace("POST", "/t/acme/users", graces)).body.role, "User");
});

test("settings are changed by those who may, in their tenant alone", async () => {
  const change = { key: "site_name", value: "Acme" };
  assert.equal((await grace("POST", "/t/acme/settings", change)).status, 403);
  assert.equal((await ada("POST", "/t/acme/settings", change)).status, 200);
  assert.equal((await grace("GET", "/t/acme/settings")).body.site_name, "Acme");
  assert.equal((await ada("POST", "/tenants", { name: "other" })).status, 201);
  await ada("POST", "/t/other/session", adas);
  assert.equal((await ada("GET", "/t/other/settings")).body.site_name, "A new site");
});

test("a file is stored once, however often it is uploaded", async () => {
  const upload = () => {
    const form = new FormData();
    form.set("file", new File(["Note G"], "note.txt"));
    return form;
  };
  const uploaded = await Promise.all(Array.from({ length: 5 }, () => ada("POST", "/t/acme/files", upload())));
  assert.equal(uploaded.filter(({ body }) => body.created).length, 1);
  assert.equal((await ada("GET", "/t/acme/files")).body.length, 1);
  const name = uploaded[0]?.body.file.fileName;
  assert.equal((await grace("GET", `/t/acme/files/${name}`)).status, 404);
  assert.equal((await ada("POST", "/t/acme/files", new FormData())).status, 400);
});

test("e-mails are found by parts of them, and what SES reports blocks an address", async () => {
  const email = { to: "bounce@example.com", subject: "100% off", body: "…" };
  assert.equal((await ada("POST", "/t/acme/emails", email)).status, 201);
  assert.deepEqual(sent, ["bounce@example.com"]);
  const find = async (search: string) =>
    (await ada("GET", `/t/acme/emails?search=${encodeURIComponent(search)}`)).body;
  const [logged] = await find("100%");
  assert.equal(logged.subject, email.subject);
  assert.deepEqual(await find("1%f"), []);
  const Message = JSON.stringify({
    eventType: "Bounce",
    mail: { messageId: logged.messageId, destination: [email.to] },
    bounce: {
      bounceType: "Permanent",
      timestamp: new Date().toISOString(),
      bouncedRecipients: [{ emailAddress: email.to }],
    },
  });
  const report = (Signature: string) =>
    stranger("POST", "/t/acme/webhooks/ses", { Type: "Notification", Message, Signature });
  assert.equal((await report("of nobody")).status, 403);
  assert.equal((await report("of Amazon")).status, 200);
  assert.equal((await find("bounce@"))[0].status, "hard_bounced");
  assert.equal((await ada("POST", "/t/acme/emails", email)).status, 409);
  assert.equal((await grace("GET", "/t/acme/emails")).status, 403);
});

test("records are what their entity says", async () => {
  const fieldsDefinition = [{ type: "number", key: "pages", label: "Pages", required: true }];
  const entity = { name: "book", displayName: "Book", displayNamePlural: "Books", fieldsDefinition };
  assert.equal((await ada("POST", "/t/acme/entities", entity)).status, 201);
  assert.equal((await ada("POST", "/t/acme/entities", { ...entity, name: "A book" })).status, 400);
  const record = (data: object) => grace("POST", "/t/acme/entities/book", { title: "Notes", data });
  assert.equal((await record({ pages: 66 })).status, 201);
  assert.equal((await record({ pages: "many" })).status, 400);
  assert.equal((await grace("POST", "/t/acme/entities/film", { title: "x", data: {} })).status, 404);
});

test("a role is given by those who may, and stands in the audit log", async () => {
  const grant = { email: graces.email, role: "Admin" };
  assert.equal((await grace("POST", "/t/acme/roles", grant)).status, 403);
  assert.equal((await ada("POST", "/t/acme/roles", grant)).body.granted, true);
  const { body: audit } = await ada("GET", "/t/acme/audit");
  assert.equal(audit[0].action, "role_assigned");
  assert.deepEqual(audit[0].metadata, { role: "Admin" });
  assert.match(audit[0].ipAddress, /127\.0\.0\.1|::1/);
});

test("a session ends when its user signs out", async () => {
  assert.equal((await grace("POST", "/t/acme/session/end", {})).status, 200);
  assert.equal((await grace("GET", "/t/acme/me")).status, 401);
});

test("forms of other sites are refused", async () => {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/users`, {
    method: "POST",
    headers: { origin: "https://example.net" },
    body: new URLSearchParams(adas),
  });
  assert.equal(response.status, 403);
});
