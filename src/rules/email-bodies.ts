import { gunzipSync, gzipSync } from "node:zlib";
import { and, eq, gt, isNotNull, lt } from "drizzle-orm";
import type { EmailLog } from "../../schema/index.ts";
import { assertArgument, assertDate, assertString } from "./assert.ts";
import type { Db } from "./db.ts";
import { RuleError } from "./error.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { runRule } from "./run-rule.ts";

/** The columns of a log that hold its body: plain text, or gzip in base64 if `bodyCompressed` is true. */
export type EmailBody = Pick<EmailLog, "bodyFull" | "bodyCompressed">;

/** What the first three bytes of any gzip are in base64. */
const gzipMagic = "H4sI";

/**
 * Compresses a body for a log, if that makes it shorter.
 *
 * @param text the body
 * @returns both columns, for an insert or update
 * @example
 * import { emailLogs } from "phoenix-kit-schema";
 * import { compressEmailBody } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const email = { messageId: "0100-aws", to: "ada@example.com", from: "shop@example.com" };
 * await db.insert(emailLogs).values({ ...email, ...compressEmailBody("<p>Welcome!</p>") });
 */
export function compressEmailBody(text: string): { bodyFull: string; bodyCompressed: boolean } {
  assertString("body", text);
  const packed = gzipSync(text).toString("base64");
  return packed.length < Buffer.byteLength(text)
    ? { bodyFull: packed, bodyCompressed: true }
    : { bodyFull: text, bodyCompressed: false };
}

/**
 * Returns the original body of a log, whether it is stored compressed or not. PhoenixKit's own application compresses
 * in the same way, but leaves `bodyCompressed` false and may compress a body twice; such bodies are read as well.
 *
 * @param log the log, or both of its columns
 * @returns the text; null if the log keeps none
 * @throws RuleError `body_corrupted` if the compressed body is damaged
 * @example
 * import { eq } from "drizzle-orm";
 * import { emailLogs } from "phoenix-kit-schema";
 * import { readEmailBody } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const logs = await db.select().from(emailLogs).where(eq(emailLogs.messageId, "0100-aws"));
 * for (const log of logs) console.log(readEmailBody(log));
 */
export function readEmailBody(log: EmailBody): string | null {
  assertArgument("log", log);
  const { bodyFull, bodyCompressed } = log;
  if (bodyFull === null) return null;
  try {
    return unpackAll(bodyCompressed ? unpack(bodyFull) : bodyFull);
  } catch (cause) {
    throw new RuleError("The compressed body of an e-mail is damaged.", {
      code: "body_corrupted",
      remedy: "Restore body_full from a backup, or set it to NULL and body_compressed to false.",
      cause,
    });
  }
}

function unpack(bodyFull: string): string {
  const packed = Buffer.from(bodyFull, "base64");
  if (packed.toString("base64") !== bodyFull) throw new Error("It is not base64.");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(gunzipSync(packed));
}

/** Removes all layers of gzip in base64. A body that was never compressed has none. */
function unpackAll(text: string): string {
  if (!text.startsWith(gzipMagic)) return text;
  let inner: string;
  try {
    inner = unpack(text);
  } catch {
    return text;
  }
  return inner === text ? text : unpackAll(inner);
}

/** The bodies to compress, and their tables. */
export interface CompressionOptions extends InTables<"emailLogs"> {
  /** Only bodies of e-mails that were sent before this time. */
  readonly sentBefore: Date;
}

const atOnce = 100;

/**
 * Compresses the bodies of old e-mails, if that makes them shorter, and marks those that PhoenixKit's own application
 * compressed. Concurrent calls take different e-mails.
 *
 * @param db a Drizzle database or transaction; each hundred e-mails are a transaction
 * @param options how old, and the tables of another prefix
 * @returns how many bodies were compressed
 * @throws RuleError `invalid_input` if the date is not valid
 * @example
 * import { compressOldEmailBodies } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const monthAgo = new Date(Date.now() - 30 * 24 * 60 * 60 * 1000);
 * console.log(await compressOldEmailBodies(db, { sentBefore: monthAgo }));
 */
export async function compressOldEmailBodies(db: Db, options: CompressionOptions): Promise<number> {
  const { emailLogs: logs } = chooseTables(options);
  const { sentBefore } = options;
  assertDate("sentBefore", sentBefore);
  const isOld = and(isNotNull(logs.bodyFull), eq(logs.bodyCompressed, false), lt(logs.sentAt, sentBefore));
  let compressed = 0;
  let last: string | undefined;
  do {
    const batch = await runRule(db, async (tx) => {
      const found = await tx
        .select({ uuid: logs.uuid, bodyFull: logs.bodyFull })
        .from(logs)
        .where(and(isOld, last === undefined ? undefined : gt(logs.uuid, last)))
        .orderBy(logs.uuid)
        .limit(atOnce)
        .for("no key update", { skipLocked: true });
      let count = 0;
      for (const { uuid, bodyFull } of found) {
        const body = compressEmailBody(readEmailBody({ bodyFull, bodyCompressed: false }) ?? "");
        if (!body.bodyCompressed) continue;
        await tx.update(logs).set(body).where(eq(logs.uuid, uuid));
        count += 1;
      }
      return { count, last: found.at(-1)?.uuid };
    });
    compressed += batch.count;
    last = batch.last;
  } while (last !== undefined);
  return compressed;
}
