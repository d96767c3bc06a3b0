import { z } from "zod";
import {
  bounceTypes,
  type EmailLog,
  type EmailLogEvent,
  emailEvents,
  emailEventTypes,
  emailLogs,
  emailStatuses,
  type NewEmailLog,
  type NewEmailLogEvent,
} from "../../schema/index.ts";
import { count } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled, text } from "./text.ts";

// PhoenixKit allows a subject 998 characters, the column 255.
const logSchemas = createTableSchemas(
  emailLogs,
  { status: z.enum(emailStatuses) },
  {
    messageId: filled(),
    to: filled(),
    from: filled(),
    provider: filled(),
    attachmentsCount: count,
    sizeBytes: count,
    retryCount: count,
  },
);
/** Checks a new row: `NewEmailLog`. */
export const emailLogInsertSchema: RowSchema<NewEmailLog> = logSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailLog`. */
export const emailLogUpdateSchema: RowSchema<Partial<NewEmailLog>> = logSchemas.update;
/** Checks a row that was read: `EmailLog`. */
export const emailLogSelectSchema: RowSchema<EmailLog> = logSchemas.select;

const webLink = text({ max: 255 }).regex(
  /^https?:\/\/\S/i,
  "Give a link that begins with http:// or https://",
);

const eventSchemas = createTableSchemas(
  emailEvents,
  { eventType: z.enum(emailEventTypes), bounceType: z.enum(bounceTypes) },
  { linkUrl: webLink },
);
/** Checks a new row: `NewEmailLogEvent`. */
export const emailLogEventInsertSchema: RowSchema<NewEmailLogEvent> = eventSchemas.insert;
/** Checks a change of a row: any columns of `NewEmailLogEvent`. */
export const emailLogEventUpdateSchema: RowSchema<Partial<NewEmailLogEvent>> = eventSchemas.update;
/** Checks a row that was read: `EmailLogEvent`. */
export const emailLogEventSelectSchema: RowSchema<EmailLogEvent> = eventSchemas.select;
