import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { verifySnsMessage } from "phoenix-kit-schema/rules";
import { signedIn } from "./accounts.ts";
import { answer, type Env, permitted, readFields } from "./context.ts";

/** Sending and searching e-mails of a tenant. */
export const emails = new Hono<Env>()
  .post("/emails", signedIn, permitted("emails"), async (c) => {
    const { to, subject, body } = await readFields(c, "to", "subject", "body");
    const from = (await c.var.rules.getSetting("contact_email")) ?? "noreply@example.com";
    const logged = await c.var.rules.logEmail({ messageId: randomUUID(), to, from, subject, bodyFull: body });
    await c.var.services.sendEmail({ to, subject, body });
    return answer(c, logged);
  })
  .get("/emails", signedIn, permitted("emails"), async (c) =>
    c.json(await c.var.rules.listEmails({ search: c.req.query("search") || undefined })),
  );

/** What Amazon SES reports about the e-mails of a tenant, by SNS. */
export const sesWebhook = new Hono<Env>().post("/webhooks/ses", async (c) => {
  const { topicArns } = c.var.services;
  const message = await verifySnsMessage(await c.req.text(), { topicArns });
  // the message is signed, so its link is Amazon's
  if (message.SubscribeURL) await fetch(message.SubscribeURL);
  // when a topic is set up, SES says so in plain text, which is no event
  if (message.Type !== "Notification" || !message.Message.startsWith("{"))
    return c.json({ outcome: message.Type });
  return c.json(await c.var.rules.recordSesEvent(JSON.parse(message.Message)));
});
