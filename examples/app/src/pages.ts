import { asc, eq } from "drizzle-orm";
import { Hono } from "hono";
import { html } from "hono/html";
import { limits } from "phoenix-kit-schema/constants";
import { findUser } from "./accounts.ts";
import { defaultSettings } from "./content.ts";
import type { Env } from "./context.ts";
import { listOwnFiles } from "./files.ts";
import { tenants } from "./schema.ts";

type Html = ReturnType<typeof html>;

const page = (title: string, body: Html) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${title}</title>
    <style>
      body { font: 1rem/1.5 system-ui; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
      form { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0; }
    </style>
  </head>
  <body><main><h1>${title}</h1>${body}</main></body>
</html>`;

const credentials = (
  base: string,
  path: string,
  label: string,
) => html`<form method="post" action="${base}${path}">
  <input name="email" type="email" maxlength="${limits.users.email.max}" required aria-label="E-mail, ${label}" />
  <input name="password" type="password" minlength="${limits.users.password.min}" required aria-label="Password, ${label}" />
  <button>${label}</button>
</form>`;

const entrance = (base: string) =>
  html`${credentials(base, "/users", "Sign up")}${credentials(base, "/session", "Sign in")}`;

const exit = (base: string, email: string) => html`<form method="post" action="${base}/session/end">
  <span>Signed in as ${email}</span><button>Sign out</button>
</form>`;

/** The page of the service: accounts, and the tenants of the one who is signed in. */
export const servicePage = new Hono<Env>().get("/", async (c) => {
  const user = await findUser(c);
  if (!user) return c.html(page("Sites", entrance("")));
  const owned = await c.var.services.db
    .select()
    .from(tenants)
    .where(eq(tenants.ownerUuid, user.uuid))
    .orderBy(asc(tenants.name));
  const list = owned.map(({ name }) => html`<li><a href="/t/${name}/">${name}</a></li>`);
  return c.html(
    page(
      "Sites",
      html`${exit("", user.email)}<ul>${list}</ul>
        <form method="post" action="/tenants">
          <input name="name" pattern="[a-z][a-z0-9]+" required aria-label="Name" /><button>Create a site</button>
        </form>`,
    ),
  );
});

/** The page of a tenant: its settings, files and e-mails. */
export const tenantPage = new Hono<Env>().get("/", async (c) => {
  const { base, rules } = c.var;
  const { site_name: title } = await rules.getSettings(defaultSettings);
  const user = await findUser(c);
  if (!user) return c.html(page(title, entrance(base)));
  const stored = await listOwnFiles(c, user.uuid);
  const kept = stored.filter(({ status }) => status !== "trashed");
  const trashed = stored.filter(({ status }) => status === "trashed");
  const button = (path: string, label: string) =>
    html`<form method="post" action="${base}${path}"><button>${label}</button></form>`;
  const mayReadEmails = await rules.hasPermission({ userUuid: user.uuid, key: "emails" });
  const search = c.req.query("search") || undefined;
  const found = mayReadEmails ? await rules.listEmails({ search }) : [];
  return c.html(
    page(
      title,
      html`${exit(base, user.email)}
        <form method="post" action="${base}/settings">
          <input type="hidden" name="key" value="site_name" />
          <input name="value" value="${title}" maxlength="${limits.settings.value.max}" required aria-label="Site name" />
          <button>Save</button>
        </form>
        <form method="post" action="${base}/files" enctype="multipart/form-data">
          <input name="file" type="file" required aria-label="File" /><button>Upload</button>
        </form>
        <ul id="files">
          ${kept.map(
            ({ uuid, originalFileName, fileType }) => html`<li>
              ${fileType === "image" ? html`<img src="${base}/files/${uuid}/thumbnail" alt="" />` : ""}
              <a href="${base}/files/${uuid}">${originalFileName}</a> ${button(`/files/${uuid}/trash`, "Trash")}
            </li>`,
          )}
        </ul>
        <ul id="trash">
          ${trashed.map(
            ({ uuid, originalFileName }) =>
              html`<li>${originalFileName} ${button(`/files/${uuid}/restore`, "Restore")}</li>`,
          )}
        </ul>
        <form>
          <input name="search" value="${search ?? ""}" aria-label="Search e-mails" /><button>Search</button>
        </form>
        <ul id="emails">
          ${found.map(({ to, subject, status }) => html`<li>${to}: ${subject} (${status})</li>`)}
        </ul>`,
    ),
  );
});
