import { bigserial, foreignKey, index, integer, jsonb, text, uniqueIndex } from "drizzle-orm/pg-core";
import { type JsonObject, utcMicrosNow, utcMicrosRenewed, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";
import type { EntityFieldType, EntityStatus } from "./values.ts";

/** One field of an entity, as `fields_definition` holds it: these keys, and what its type needs beside them. */
export interface EntityField {
  type: EntityFieldType;
  key: string;
  label: string;
  required?: boolean;
  [option: string]: unknown;
}

/** Kinds of content that administrators define, and the records of each. */
export function entityTables({ table }: Namespace) {
  /** One row a kind, with the fields that its records have. */
  const entities = table(
    "phoenix_kit_entities",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      name: varchar255("name").notNull(),
      displayName: varchar255("display_name").notNull(),
      displayNamePlural: varchar255("display_name_plural"),
      description: text("description"),
      icon: varchar255("icon"),
      status: varchar255("status").$type<EntityStatus>().notNull().default("draft"),
      fieldsDefinition: jsonb("fields_definition").$type<EntityField[]>().notNull().default([]),
      settings: jsonb("settings").$type<JsonObject>(),
      createdBy: integer("created_by").notNull(),
      dateCreated: utcMicrosNow("date_created"),
      dateUpdated: utcMicrosRenewed("date_updated"),
    },
    (t) => [
      uniqueIndex("phoenix_kit_entities_name_uidx").on(t.name),
      index("phoenix_kit_entities_created_by_idx").on(t.createdBy),
      index("phoenix_kit_entities_status_idx").on(t.status),
    ],
  );

  /** One row a record; `data` holds its values under the keys of the entity's fields. */
  const entityData = table(
    "phoenix_kit_entity_data",
    {
      id: bigserial("id", { mode: "number" }).primaryKey(),
      entityId: integer("entity_id").notNull(),
      title: varchar255("title").notNull(),
      slug: varchar255("slug"),
      status: varchar255("status").$type<EntityStatus>().notNull().default("draft"),
      data: jsonb("data").$type<JsonObject>().notNull().default({}),
      metadata: jsonb("metadata").$type<JsonObject>(),
      createdBy: integer("created_by").notNull(),
      dateCreated: utcMicrosNow("date_created"),
      dateUpdated: utcMicrosRenewed("date_updated"),
    },
    (t) => [
      foreignKey({
        name: "phoenix_kit_entity_data_entity_id_fkey",
        columns: [t.entityId],
        foreignColumns: [entities.id],
      }).onDelete("cascade"),
      index("phoenix_kit_entity_data_entity_id_idx").on(t.entityId),
      index("phoenix_kit_entity_data_slug_idx").on(t.slug),
      index("phoenix_kit_entity_data_status_idx").on(t.status),
      index("phoenix_kit_entity_data_created_by_idx").on(t.createdBy),
      index("phoenix_kit_entity_data_title_idx").on(t.title),
    ],
  );

  return { entities, entityData };
}
