import { bigint, bigserial, boolean, foreignKey, index, integer, uniqueIndex } from "drizzle-orm/pg-core";
import { utcMicros, utcMicrosNow, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** Codes that bring new users in. */
export function referralTables({ table }: Namespace) {
  /** One row a code. Without `expiration_date` it holds for ever; `status` says whether it may be used at all. */
  const referralCodes = table(
    "phoenix_kit_referral_codes",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      code: varchar255("code").notNull(),
      description: varchar255("description").notNull(),
      status: boolean("status").notNull().default(true),
      numberOfUses: integer("number_of_uses").notNull().default(0),
      maxUses: integer("max_uses").notNull(),
      createdBy: integer("created_by").notNull(),
      dateCreated: utcMicrosNow("date_created"),
      expirationDate: utcMicros("expiration_date"),
      beneficiary: integer("beneficiary"),
    },
    (t) => [uniqueIndex("phoenix_kit_referral_codes_code_uidx").on(t.code)],
  );

  /** Who used which code, and when. */
  const referralCodeUsage = table(
    "phoenix_kit_referral_code_usage",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      codeId: bigint("code_id", { mode: "number" }).notNull(),
      usedBy: integer("used_by").notNull(),
      dateUsed: utcMicrosNow("date_used"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_referral_code_usage_code_id_fkey",
        columns: [t.codeId],
        foreignColumns: [referralCodes.id],
      }).onDelete("cascade"),
      index("phoenix_kit_referral_code_usage_code_id_idx").on(t.codeId),
      index("phoenix_kit_referral_code_usage_used_by_idx").on(t.usedBy),
      index("phoenix_kit_referral_code_usage_date_used_idx").on(t.dateUsed),
    ],
  );

  return { referralCodes, referralCodeUsage };
}
