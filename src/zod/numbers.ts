import { z } from "zod";

/** A whole number that a column `integer` holds, 0 or more. */
export const count: z.ZodInt = z.int().min(0).max(2_147_483_647);

/** A whole number that a column `integer` holds, 1 or more. */
export const positive: z.ZodInt = count.min(1);

/** A size that a column `bigint` holds and JavaScript counts exactly, 1 or more. */
export const size: z.ZodInt = z.int().min(1);
