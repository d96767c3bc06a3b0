import { z } from "zod";
import {
  type NewObanJob,
  type NewObanPeer,
  type ObanJob,
  type ObanPeer,
  obanJobStates,
  obanJobs,
  obanPeers,
} from "../../schema/index.ts";
import { jsonObject } from "./json.ts";
import { count, positive } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { text } from "./text.ts";

// The limits are those of the table's own checks.
const name = text({ min: 1, max: 127 });
const jobSchemas = createTableSchemas(
  obanJobs,
  { state: z.enum(obanJobStates), errors: z.array(jsonObject) },
  { queue: name, worker: name, attempt: count, maxAttempts: positive, priority: count },
);

const tooMany = { path: ["attempt"], message: "Give no more than maxAttempts" };

export const obanJobInsertSchema: RowSchema<NewObanJob> = jobSchemas.insert.refine(
  ({ attempt = 0, maxAttempts = 20 }) => attempt <= maxAttempts,
  tooMany,
);
export const obanJobUpdateSchema: RowSchema<Partial<NewObanJob>> = jobSchemas.update.refine(
  ({ attempt = 0, maxAttempts = attempt }) => attempt <= maxAttempts,
  tooMany,
);
export const obanJobSelectSchema: RowSchema<ObanJob> = jobSchemas.select;

const peerSchemas = createTableSchemas(obanPeers, {});
export const obanPeerInsertSchema: RowSchema<NewObanPeer> = peerSchemas.insert;
export const obanPeerUpdateSchema: RowSchema<Partial<NewObanPeer>> = peerSchemas.update;
export const obanPeerSelectSchema: RowSchema<ObanPeer> = peerSchemas.select;
