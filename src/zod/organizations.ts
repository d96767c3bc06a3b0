import { z } from "zod";
import {
  invitationStatuses,
  type NewOrganizationInvitation,
  type OrganizationInvitation,
  organizationInvitations,
} from "../../schema/index.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";

const invitationSchemas = createTableSchemas(organizationInvitations, { status: z.enum(invitationStatuses) });
export const organizationInvitationInsertSchema: RowSchema<NewOrganizationInvitation> =
  invitationSchemas.insert;
export const organizationInvitationUpdateSchema: RowSchema<Partial<NewOrganizationInvitation>> =
  invitationSchemas.update;
export const organizationInvitationSelectSchema: RowSchema<OrganizationInvitation> = invitationSchemas.select;
