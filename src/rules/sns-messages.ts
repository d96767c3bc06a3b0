import { assertArgument, assertList } from "./assert.ts";
import { packageNotInstalledError, signatureInvalidError } from "./error.ts";
import { readText } from "./webhook-events.ts";

/** A message of Amazon SNS whose signature was checked. */
export interface SnsMessage {
  /** `Notification`, or the confirmation of a subscription, which is confirmed by fetching `SubscribeURL`. */
  readonly Type: string;
  /** The topic, which is one of `topicArns`. */
  readonly TopicArn: string;
  /** What was published, as text: for an event of SES, give `JSON.parse` of it to `recordSesEvent`. */
  readonly Message: string;
  /** The URL that confirms a subscription. */
  readonly SubscribeURL?: string | undefined;
}

/**
 * Checks that a message comes from one of your topics of Amazon SNS: that the certificate is Amazon's, and that the
 * signature fits the message. It needs the package `sns-validator` of AWS, an optional peer dependency, which fetches
 * the certificate.
 *
 * @param body the body of the request, as text or parsed
 * @param options your topics: Amazon signs the messages of other people's topics, too
 * @returns the message
 * @throws RuleError `signature_invalid`, also if the certificate cannot be fetched; `package_not_installed` without
 *   `sns-validator`; `invalid_input` if the topics are not a list
 * @example
 * import { recordSesEvent, verifySnsMessage } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * async function receive(body: string): Promise<void> {
 *   const message = await verifySnsMessage(body, { topicArns: ["arn:aws:sns:eu-north-1:123456789012:ses"] });
 *   if (message.Type === "Notification") await recordSesEvent(db, JSON.parse(message.Message));
 *   else if (message.SubscribeURL) await fetch(message.SubscribeURL);
 * }
 */
export async function verifySnsMessage(
  body: unknown,
  options: { readonly topicArns: readonly string[] },
): Promise<SnsMessage> {
  assertArgument("options", options);
  assertList("topics", options.topicArns);
  const Validator = await loadValidator();
  const message = await new Promise<unknown>((resolve, reject) => {
    const parsed: unknown = typeof body === "string" ? JSON.parse(body) : body;
    if (!options.topicArns.includes(readText(parsed, "TopicArn") ?? "")) {
      throw new Error("The message is of another topic.");
    }
    const given = { ...(parsed as Record<string, unknown>) };
    new Validator().validate(given, (error, valid) => (error ? reject(error) : resolve(valid)));
  }).catch((cause: unknown) => {
    throw signatureInvalidError("Amazon SNS", cause);
  });
  return message as SnsMessage;
}

async function loadValidator(): Promise<typeof import("sns-validator")> {
  try {
    // The import is a literal inside of try, so that bundlers include the package, or accept that it is missing.
    return (await import("sns-validator")).default;
  } catch (cause) {
    throw packageNotInstalledError("sns-validator", cause);
  }
}
