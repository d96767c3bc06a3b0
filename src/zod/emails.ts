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
export const emailLogInsertSchema: RowSchema<NewEmailLog> = logSchemas.insert;
export const emailLogUpdateSchema: RowSchema<Partial<NewEmailLog>> = logSchemas.update;
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
export const emailLogEventInsertSchema: RowSchema<NewEmailLogEvent> = eventSchemas.insert;
export const emailLogEventUpdateSchema: RowSchema<Partial<NewEmailLogEvent>> = eventSchemas.update;
export const emailLogEventSelectSchema: RowSchema<EmailLogEvent> = eventSchemas.select;
