import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import type { AccountType, OauthProvider, TokenContext } from "./allowed-values.ts";
import {
  bytea,
  citext,
  insertedAt,
  instant,
  type JsonObject,
  updatedAt,
  uuidKey,
  varchar255,
} from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** People who may sign in. */
export function defineUserTables({ table, newUuid }: Namespace) {
  /**
   * One row per person or organization, which others belong to. `email` and `username` are unique without regard to
   * case.
   */
  const users = table(
    "phoenix_kit_users",
    {
      uuid: uuidKey(newUuid),
      email: citext("email").notNull(),
      hashedPassword: varchar255("hashed_password").notNull(),
      firstName: varchar("first_name", { length: 100 }),
      lastName: varchar("last_name", { length: 100 }),
      isActive: boolean("is_active").notNull().default(true),
      confirmedAt: instant("confirmed_at"),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
      username: citext("username"),
      registrationIp: varchar("registration_ip", { length: 45 }),
      registrationCountry: varchar("registration_country", { length: 2 }),
      registrationRegion: varchar("registration_region", { length: 100 }),
      registrationCity: varchar("registration_city", { length: 100 }),
      userTimezone: varchar("user_timezone", { length: 3 }),
      customFields: jsonb("custom_fields").$type<JsonObject>().default({}),
      accountType: varchar("account_type", { length: 20 }).$type<AccountType>().notNull().default("person"),
      organizationName: varchar255("organization_name"),
      organizationUuid: uuid("organization_uuid"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_users_organization_uuid_fkey",
        columns: [t.organizationUuid],
        foreignColumns: [t.uuid],
      }).onDelete("set null"),
      check("phoenix_kit_users_account_type_check", sql`account_type IN ('person', 'organization')`),
      uniqueIndex("phoenix_kit_users_uuid_idx").on(t.uuid),
      index("phoenix_kit_users_account_type_index").on(t.accountType),
      index("phoenix_kit_users_organization_uuid_index").on(t.organizationUuid),
      uniqueIndex("phoenix_kit_users_email_index").on(t.email),
      index("idx_users_active").on(t.isActive),
      uniqueIndex("phoenix_kit_users_username_uidx").on(t.username).where(sql`username IS NOT NULL`),
      index("phoenix_kit_users_reg_ip_date_idx").on(t.registrationIp, t.insertedAt),
      index("phoenix_kit_users_reg_country_date_idx").on(t.registrationCountry, t.insertedAt),
      index("phoenix_kit_users_reg_region_date_idx").on(t.registrationRegion, t.insertedAt),
      index("phoenix_kit_users_reg_city_date_idx").on(t.registrationCity, t.insertedAt),
      index("phoenix_kit_users_reg_geo_idx").on(
        t.registrationCountry,
        t.registrationRegion,
        t.registrationCity,
      ),
    ],
  );

  /** Sessions and the secrets that are mailed out. Only a registration by magic link has no user yet. */
  const usersTokens = table(
    "phoenix_kit_users_tokens",
    {
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid"),
      token: bytea("token").notNull(),
      context: varchar255("context").$type<TokenContext>().notNull(),
      sentTo: varchar255("sent_to"),
      insertedAt: insertedAt(),
      ipAddress: varchar255("ip_address"),
      userAgentHash: varchar255("user_agent_hash"),
      browser: varchar("browser", { length: 100 }),
      os: varchar("os", { length: 100 }),
    },
    (t) => [
      foreignKey({
        name: "fk_users_tokens_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      check(
        "user_uuid_required_for_non_registration_tokens",
        sql`CASE WHEN context = 'magic_link_registration' THEN true ELSE user_uuid IS NOT NULL END`,
      ),
      uniqueIndex("phoenix_kit_users_tokens_uuid_idx").on(t.uuid),
      index("phoenix_kit_users_tokens_user_uuid_idx").on(t.userUuid),
      uniqueIndex("phoenix_kit_users_tokens_context_token_index").on(t.context, t.token),
      index("phoenix_kit_users_tokens_ip_address_index").on(t.ipAddress),
      index("phoenix_kit_users_tokens_user_agent_hash_index").on(t.userAgentHash),
      index("phoenix_kit_users_tokens_token_ip_address_user_agent_hash_index").on(
        t.token,
        t.ipAddress,
        t.userAgentHash,
      ),
    ],
  );

  /** OAuth accounts that a person signs in with: one per provider. */
  const userOauthProviders = table(
    "phoenix_kit_user_oauth_providers",
    {
      uuid: uuidKey(newUuid),
      userUuid: uuid("user_uuid").notNull(),
      provider: varchar255("provider").$type<OauthProvider>().notNull(),
      providerUid: varchar255("provider_uid").notNull(),
      providerEmail: varchar255("provider_email"),
      accessToken: text("access_token"),
      refreshToken: text("refresh_token"),
      tokenExpiresAt: instant("token_expires_at"),
      rawData: jsonb("raw_data").$type<JsonObject>().default({}),
      insertedAt: insertedAt(),
      updatedAt: updatedAt(),
    },
    (t) => [
      foreignKey({
        name: "fk_user_oauth_providers_user_uuid",
        columns: [t.userUuid],
        foreignColumns: [users.uuid],
      }).onDelete("cascade"),
      uniqueIndex("phoenix_kit_oauth_providers_provider_uid_idx").on(t.provider, t.providerUid),
      uniqueIndex("phoenix_kit_oauth_providers_user_uuid_provider_idx").on(t.userUuid, t.provider),
      uniqueIndex("phoenix_kit_user_oauth_providers_uuid_idx").on(t.uuid),
      index("phoenix_kit_user_oauth_providers_user_uuid_idx").on(t.userUuid),
      index("phoenix_kit_user_oauth_providers_provider_index").on(t.provider),
      index("phoenix_kit_user_oauth_providers_provider_email_index").on(t.providerEmail),
    ],
  );

  return { users, usersTokens, userOauthProviders };
}

export type UserTables = ReturnType<typeof defineUserTables>;
