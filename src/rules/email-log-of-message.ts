import { eq, or, sql } from "drizzle-orm";
import type { Tables } from "../../schema/index.ts";
import type { Db } from "./db.ts";

/**
 * The log of a message, by the app's own id of it or else by that of AWS. It cannot go until the transaction ends.
 *
 * @param tx a transaction
 * @param logs the table of the logs
 * @param messageId the id
 * @returns the log's uuid; undefined where there is none
 * @example
 * const emailLogUuid = await logOfMessage(tx, emailLogs, "0100-aws");
 */
export async function logOfMessage(
  tx: Db,
  logs: Tables["emailLogs"],
  messageId: string,
): Promise<string | undefined> {
  const [log] = await tx
    .select({ uuid: logs.uuid })
    .from(logs)
    .where(or(eq(logs.messageId, messageId), eq(logs.awsMessageId, messageId)))
    .orderBy(sql`${logs.messageId} = ${messageId} DESC`)
    .limit(1)
    .for("key share");
  return log?.uuid;
}
