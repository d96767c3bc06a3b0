import { eq } from "drizzle-orm";
import type { JsonObject, Tables } from "../../schema/index.ts";
import { isObject } from "./assert.ts";
import type { Db } from "./db.ts";

/** The types of notifications that users can decline in PhoenixKit's core, with the activities of each type. */
const actionsByType: Readonly<Record<string, readonly string[]>> = {
  security: ["user.new_login_detected", "session.account_added", "session.impersonated"],
  account: [
    "user.password_changed",
    "user.password_reset",
    "user.email_changed",
    "user.email_confirmed",
    "user.email_unconfirmed",
    "user.status_changed",
    "user.roles_updated",
    "user.profile_updated",
    "user.avatar_changed",
    "user.note_created",
    "user.note_deleted",
  ],
  "posts.likes": ["post.liked", "post.disliked"],
  "posts.comments": ["post.commented"],
  "posts.mentions": ["post.mentioned"],
  "posts.shares": ["post.shared"],
  "comments.replies": ["comment.replied"],
  "comments.reactions": ["comment.liked", "comment.disliked"],
};

const typeByAction = new Map(
  Object.entries(actionsByType).flatMap(([type, actions]) =>
    actions.map((action) => [action, type] as const),
  ),
);

/** PhoenixKit's application collects notifications of types with such a cadence, and posts their summary itself. */
const digests = ["hourly", "12h", "daily", "weekly"];

interface Recipient {
  readonly recipientUuid: string;
  readonly tables: Pick<Tables, "users">;
}

/** Whether a user wants a notification for each such activity; true by default. */
export async function isActionWanted(tx: Db, action: string, recipient: Recipient): Promise<boolean> {
  const type = typeByAction.get(action);
  if (type === undefined) return true;
  const fields = await readCustomFields(tx, recipient);
  const cadences = toObject(toObject(fields["notification_channel:inapp"]).cadences);
  return isWanted(fields, type) && !digests.includes(String(cadences[type]));
}

/** Whether a user wants notifications of a type, such as `account` or `posts.likes`; true by default. */
export async function isTypeWanted(tx: Db, type: string, recipient: Recipient): Promise<boolean> {
  return isWanted(await readCustomFields(tx, recipient), type);
}

/** A user who declines `posts` also declines `posts.likes`. */
function isWanted(customFields: JsonObject, type: string): boolean {
  const preferences = toObject(customFields.notification_preferences);
  const [base = type] = type.split(".", 1);
  return preferences[base] !== false && preferences[type] !== false;
}

async function readCustomFields(
  tx: Db,
  { recipientUuid, tables: { users } }: Recipient,
): Promise<JsonObject> {
  const [user] = await tx
    .select({ customFields: users.customFields })
    .from(users)
    .where(eq(users.uuid, recipientUuid));
  return toObject(user?.customFields);
}

/** Custom fields can contain anything, not only what PhoenixKit writes. */
function toObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
