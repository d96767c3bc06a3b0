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

/** Checks a new row: `NewObanJob`. */
export const obanJobInsertSchema: RowSchema<NewObanJob> = jobSchemas.insert.refine(
  ({ attempt = 0, maxAttempts = 20 }) => attempt <= maxAttempts,
  tooMany,
);
/** Checks a change of a row: any columns of `NewObanJob`. */
export const obanJobUpdateSchema: RowSchema<Partial<NewObanJob>> = jobSchemas.update.refine(
  ({ attempt = 0, maxAttempts = attempt }) => attempt <= maxAttempts,
  tooMany,
);
/** Checks a row that was read: `ObanJob`. */
export const obanJobSelectSchema: RowSchema<ObanJob> = jobSchemas.select;

const peerSchemas = createTableSchemas(obanPeers, {});
/** Checks a new row: `NewObanPeer`. */
export const obanPeerInsertSchema: RowSchema<NewObanPeer> = peerSchemas.insert;
/** Checks a change of a row: any columns of `NewObanPeer`. */
export const obanPeerUpdateSchema: RowSchema<Partial<NewObanPeer>> = peerSchemas.update;
/** Checks a row that was read: `ObanPeer`. */
export const obanPeerSelectSchema: RowSchema<ObanPeer> = peerSchemas.select;
