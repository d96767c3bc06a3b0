import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, mock, test } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { type ServerType, serve } from "@hono/node-server";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { up } from "phoenix-kit-schema";
import sharp from "sharp";
import type { Services } from "../src/context.ts";
import { createTasks } from "../src/jobs.ts";
import { prefix } from "../src/phoenix-kit.ts";
import { createApp } from "../src/server.ts";

const pglite = new PGlite({ extensions: { citext, pg_trgm } });
const db = drizzle({ client: pglite });
const sent: string[] = [];
/** What waits for a worker: graphile-worker needs a server, so the tests run its tasks themselves. */
const waiting: (() => unknown)[] = [];
const topicArn = "arn:aws:sns:eu-north-1:123456789012:ses";
let uploads = "";
let server: ServerType;
let tasks: ReturnType<typeof createTasks>;

before(async () => {
  await up(pglite, { prefix });
  await migrate(db, { migrationsFolder: "drizzle" });
  uploads = await mkdtemp(join(tmpdir(), "uploads-"));
  const services: Services = {
    db,
    target: pglite,
    uploads,
    sendEmail: async ({ to }) => void sent.push(to),
    topicArns: [topicArn],
    addJob: async (_db, name, payload) => void waiting.push(() => tasks[name](payload as never, {} as never)),
  };
  tasks = createTasks(services);
  const app = createApp(services);
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0 }, () => resolve());
  });
});

async function runJobs(): Promise<void> {
  for (const run of waiting.splice(0)) await run();
}

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
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return {
      status: response.status,
      body: isJson ? await response.json() : new Uint8Array(await response.arrayBuffer()),
    };
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

const upload = (bytes: Uint8Array<ArrayBuffer>, name: string) => {
  const form = new FormData();
  form.set("file", new File([bytes], name));
  return form;
};

test("a file is stored once, however often it is uploaded", async () => {
  const note = () => ada("POST", "/t/acme/files", upload(Buffer.from("Note G"), "note.txt"));
  const uploaded = await Promise.all(Array.from({ length: 5 }, note));
  assert.equal(uploaded.filter(({ body }) => body.created).length, 1);
  assert.equal(new Set(uploaded.map(({ body }) => body.file.uuid)).size, 1);
  await runJobs();
  const { body: files } = await ada("GET", "/t/acme/files");
  assert.deepEqual(
    files.map(({ status }: { status: string }) => status),
    ["active"],
  );
  const path = `/t/acme/files/${files[0].uuid}`;
  assert.equal(Buffer.from((await ada("GET", path)).body).toString(), "Note G");
  assert.equal((await grace("GET", path)).status, 404);
  assert.equal((await grace("POST", `${path}/trash`)).status, 404);
  assert.equal((await ada("GET", "/t/acme/files/note")).status, 400);
  assert.equal((await ada("POST", "/t/acme/files", new FormData())).status, 400);
});

test("a picture gets its variants, each once, and what is no picture fails", async () => {
  const background = { r: 0, g: 128, b: 128 };
  const png = await sharp({ create: { width: 400, height: 200, channels: 3, background } })
    .png()
    .toBuffer();
  const { body } = await ada("POST", "/t/acme/files", upload(new Uint8Array(png), "sea.png"));
  const { uuid } = body.file;
  const path = `/t/acme/files/${uuid}`;
  assert.equal((await ada("GET", `${path}/thumbnail`)).status, 404);
  waiting.push(...waiting);
  await runJobs();
  const thumbnail = await ada("GET", `${path}/thumbnail`);
  const { format, width, height } = await sharp(thumbnail.body).metadata();
  assert.deepEqual([format, width, height], ["jpeg", 150, 75]);
  assert.equal((await ada("GET", `${path}/large`)).status, 200);
  const [stored] = (await ada("GET", "/t/acme/files")).body;
  assert.deepEqual([stored.status, stored.width, stored.height], ["active", 400, 200]);
  const broken = upload(new Uint8Array(png.subarray(0, 20)), "broken.png");
  await ada("POST", "/t/acme/files", broken);
  await runJobs();
  assert.equal((await ada("GET", "/t/acme/files")).body[0].uuid, uuid);
});

test("what is in the trash comes back, or goes for good with its bytes", async () => {
  const [{ uuid }] = (await ada("GET", "/t/acme/files")).body;
  const path = `/t/acme/files/${uuid}`;
  const copies = async () => {
    const names = await readdir(uploads, { recursive: true });
    return names.filter((name) => name.includes(uuid) || name.endsWith(".jpg")).length;
  };
  assert.equal((await ada("POST", `${path}/trash`)).body.trashed, true);
  assert.equal((await ada("GET", path)).status, 404);
  assert.equal((await ada("POST", `${path}/restore`)).body.restored, true);
  assert.equal((await ada("GET", path)).status, 200);
  await ada("POST", `${path}/trash`);
  await tasks.purge_trash({}, {} as never);
  assert.ok((await copies()) > 2, "it is not old enough to be purged at night");
  assert.equal((await grace("POST", "/t/acme/trash/empty")).status, 403);
  assert.deepEqual((await ada("POST", "/t/acme/trash/empty")).body, { purged: 1, references: [] });
  assert.equal((await ada("GET", path)).status, 404);
  assert.equal(await copies(), 0);
  const [entry] = (await ada("GET", "/t/acme/audit")).body;
  assert.deepEqual([entry.action, entry.metadata], ["trash_emptied", { files: 1 }]);
});

/** A message as Amazon signs it, whose host of certificates the tests do not reach. */
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const certificate = publicKey.export({ format: "pem", type: "spki" });
mock.method(https, "get", (_url: unknown, answer: (response: object) => void) => {
  answer(Object.assign(Readable.from([Buffer.from(certificate)]), { statusCode: 200 }));
  return { on: () => undefined };
});
function signed(Message: string, TopicArn = topicArn) {
  const message = {
    Message,
    MessageId: "1",
    Timestamp: "2026-01-01T00:00:00.000Z",
    TopicArn,
    Type: "Notification",
  };
  const signer = createSign("RSA-SHA256");
  for (const [name, value] of Object.entries(message)) signer.update(`${name}\n${value}\n`);
  const SigningCertURL = "https://sns.eu-north-1.amazonaws.com/a.pem";
  return { ...message, SigningCertURL, SignatureVersion: "2", Signature: signer.sign(privateKey, "base64") };
}

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
  const report = (message: object) => stranger("POST", "/t/acme/webhooks/ses", message);
  const tampered = { ...signed(Message), Message: Message.replace("bounce@", "other@") };
  assert.equal((await report(tampered)).status, 403);
  assert.equal((await report(signed(Message, "arn:aws:sns:eu-north-1:666:ses"))).status, 403);
  assert.equal((await report({})).status, 403);
  const validated = signed("Successfully validated SNS topic for Amazon SES event publishing.");
  assert.equal((await report(validated)).status, 200);
  assert.equal((await report(signed(Message))).body.outcome, "stored");
  assert.equal((await report(signed(Message))).body.outcome, "duplicate");
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

test("users are found by parts of their addresses by those who may, without the hashes of their passwords", async () => {
  const { body: found } = await ada("GET", "/t/acme/users?search=ADA");
  assert.equal(found.length, 1);
  assert.equal("hashedPassword" in found[0], false);
  assert.equal((await grace("GET", "/t/acme/users")).status, 403);
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
