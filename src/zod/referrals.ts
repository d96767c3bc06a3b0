import {
  type NewReferralCode,
  type NewReferralCodeUse,
  type ReferralCode,
  type ReferralCodeUse,
  referralCodes,
  referralCodeUsage,
} from "../../schema/index.ts";
import { type RowSchema, tableSchemas } from "./table-schemas.ts";

const codeSchemas = tableSchemas(referralCodes, {});
export const referralCodeInsertSchema: RowSchema<NewReferralCode> = codeSchemas.insert;
export const referralCodeUpdateSchema: RowSchema<Partial<NewReferralCode>> = codeSchemas.update;
export const referralCodeSelectSchema: RowSchema<ReferralCode> = codeSchemas.select;

const useSchemas = tableSchemas(referralCodeUsage, {});
export const referralCodeUseInsertSchema: RowSchema<NewReferralCodeUse> = useSchemas.insert;
export const referralCodeUseUpdateSchema: RowSchema<Partial<NewReferralCodeUse>> = useSchemas.update;
export const referralCodeUseSelectSchema: RowSchema<ReferralCodeUse> = useSchemas.select;
