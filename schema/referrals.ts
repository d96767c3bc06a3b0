import { boolean, foreignKey, index, integer, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, instantNow, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** Codes that bring new users in. */
export function defineReferralTables({ table, newUuid }: Namespace) {
  /** One row per code. Without `expiration_date` it holds for ever; `status` says whether it may be used at all. */
  const referralCodes = table(
    "phoenix_kit_referral_codes",
    {
      uuid: uuidKey(newUuid),
      code: varchar255("code").notNull(),
      description: varchar255("description").notNull(),
      status: boolean("status").notNull().default(true),
      numberOfUses: integer("number_of_uses").notNull().default(0),
      maxUses: integer("max_uses").notNull(),
      createdByUuid: uuid("created_by_uuid").notNull(),
      dateCreated: instantNow("date_created"),
      expirationDate: instant("expiration_date"),
      beneficiaryUuid: uuid("beneficiary_uuid"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_referral_codes_code_uidx").on(t.code),
      uniqueIndex("phoenix_kit_referral_codes_uuid_idx").on(t.uuid),
      index("phoenix_kit_referral_codes_created_by_uuid_idx").on(t.createdByUuid),
      index("phoenix_kit_referral_codes_beneficiary_uuid_idx").on(t.beneficiaryUuid),
    ],
  );

  /** Who used which code, and when. */
  const referralCodeUsage = table(
    "phoenix_kit_referral_code_usage",
    {
      uuid: uuidKey(newUuid),
      codeUuid: uuid("code_uuid").notNull(),
      usedByUuid: uuid("used_by_uuid").notNull(),
      dateUsed: instantNow("date_used"),
    },
    (t) => [
      foreignKey({
        name: "fk_referral_code_usage_code_uuid",
        columns: [t.codeUuid],
        foreignColumns: [referralCodes.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_referral_code_usage_uuid_idx").on(t.uuid),
      index("phoenix_kit_referral_code_usage_code_uuid_idx").on(t.codeUuid),
      index("phoenix_kit_referral_code_usage_used_by_uuid_idx").on(t.usedByUuid),
      index("phoenix_kit_referral_code_usage_date_used_idx").on(t.dateUsed),
    ],
  );

  return { referralCodes, referralCodeUsage };
}
