import { z } from "zod";
import {
  invitationStatuses,
  type NewOrganizationInvitation,
  type OrganizationInvitation,
  organizationInvitations,
} from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";

const invitationSchemas = createTableSchemas(organizationInvitations, { status: z.enum(invitationStatuses) });
/** Checks a new row: `NewOrganizationInvitation`. */
export const organizationInvitationInsertSchema: RowSchema<NewOrganizationInvitation> =
  invitationSchemas.insert;
/** Checks a change of a row: any columns of `NewOrganizationInvitation`. */
export const organizationInvitationUpdateSchema: RowSchema<Partial<NewOrganizationInvitation>> =
  invitationSchemas.update;
/** Checks a row that was read: `OrganizationInvitation`. */
export const organizationInvitationSelectSchema: RowSchema<OrganizationInvitation> = invitationSchemas.select;
