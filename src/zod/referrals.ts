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
/** Checks a new row: `NewReferralCode`. */
export const referralCodeInsertSchema: RowSchema<NewReferralCode> = codeSchemas.insert;
/** Checks a change of a row: any columns of `NewReferralCode`. */
export const referralCodeUpdateSchema: RowSchema<Partial<NewReferralCode>> = codeSchemas.update;
/** Checks a row that was read: `ReferralCode`. */
export const referralCodeSelectSchema: RowSchema<ReferralCode> = codeSchemas.select;

const useSchemas = createTableSchemas(referralCodeUsage, {});
/** Checks a new row: `NewReferralCodeUse`. */
export const referralCodeUseInsertSchema: RowSchema<NewReferralCodeUse> = useSchemas.insert;
/** Checks a change of a row: any columns of `NewReferralCodeUse`. */
export const referralCodeUseUpdateSchema: RowSchema<Partial<NewReferralCodeUse>> = useSchemas.update;
/** Checks a row that was read: `ReferralCodeUse`. */
export const referralCodeUseSelectSchema: RowSchema<ReferralCodeUse> = useSchemas.select;
