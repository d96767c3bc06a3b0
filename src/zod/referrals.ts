import {
  type NewReferralCode,
  type NewReferralCodeUse,
  type ReferralCode,
  type ReferralCodeUse,
  referralCodes,
  referralCodeUsage,
} from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";

const codeSchemas = createTableSchemas(referralCodes, {});
export const referralCodeInsertSchema: RowSchema<NewReferralCode> = codeSchemas.insert;
export const referralCodeUpdateSchema: RowSchema<Partial<NewReferralCode>> = codeSchemas.update;
export const referralCodeSelectSchema: RowSchema<ReferralCode> = codeSchemas.select;

const useSchemas = createTableSchemas(referralCodeUsage, {});
export const referralCodeUseInsertSchema: RowSchema<NewReferralCodeUse> = useSchemas.insert;
export const referralCodeUseUpdateSchema: RowSchema<Partial<NewReferralCodeUse>> = useSchemas.update;
export const referralCodeUseSelectSchema: RowSchema<ReferralCodeUse> = useSchemas.select;
