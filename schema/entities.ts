import { foreignKey, index, integer, jsonb, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { EntityFieldType, EntityRecordStatus, EntityStatus } from "./allowed-values.ts";
import { instantNow, instantRenewed, type JsonObject, uuidKey, varchar255 } from "./columns.ts";
import type { Namespace } from "./namespace.ts";

/** One field of an entity, as `fields_definition` holds it: these keys, and what its type needs beside them. */
export interface EntityField {
  /** How the value is entered and checked. */
  type: EntityFieldType;
  /** The key of the value in `data` of a record. */
  key: string;
  /** What people see beside the value. */
  label: string;
  /** Whether every record needs a value. Default: false. */
  required?: boolean;
  [option: string]: unknown;
}

/** Kinds of content that administrators define, and the records of each. */
export function defineEntityTables({ table, newUuid }: Namespace) {
  /** One row per kind, with the fields that its records have. */
  const entities = table(
    "phoenix_kit_entities",
    {
      uuid: uuidKey(newUuid),
      name: varchar255("name").notNull(),
      displayName: varchar255("display_name").notNull(),
      displayNamePlural: varchar255("display_name_plural"),
      description: text("description"),
      icon: varchar255("icon"),
      status: varchar255("status").$type<EntityStatus>().notNull().default("draft"),
      fieldsDefinition: jsonb("fields_definition").$type<EntityField[]>().notNull().default([]),
      settings: jsonb("settings").$type<JsonObject>(),
      createdByUuid: uuid("created_by_uuid").notNull(),
      dateCreated: instantNow("date_created"),
      dateUpdated: instantRenewed("date_updated"),
      position: integer("position").default(0),
    },
    (t) => [
      uniqueIndex("phoenix_kit_entities_name_uidx").on(t.name),
      uniqueIndex("phoenix_kit_entities_uuid_idx").on(t.uuid),
      index("phoenix_kit_entities_created_by_uuid_idx").on(t.createdByUuid),
      index("phoenix_kit_entities_status_idx").on(t.status),
    ],
  );

  /**
   * One row per record; `data` holds its values under the keys of the entity's fields. Records may be nested; those of
   * a public form have no creator.
   */
  const entityData = table(
    "phoenix_kit_entity_data",
    {
      uuid: uuidKey(newUuid),
      entityUuid: uuid("entity_uuid").notNull(),
      title: varchar255("title").notNull(),
      slug: varchar255("slug"),
      status: varchar255("status").$type<EntityRecordStatus>().notNull().default("draft"),
      data: jsonb("data").$type<JsonObject>().notNull().default({}),
      metadata: jsonb("metadata").$type<JsonObject>(),
      createdByUuid: uuid("created_by_uuid"),
      dateCreated: instantNow("date_created"),
      dateUpdated: instantRenewed("date_updated"),
      position: integer("position"),
      parentUuid: uuid("parent_uuid"),
    },
    (t) => [
      foreignKey({
        name: "fk_entity_data_entity_uuid",
        columns: [t.entityUuid],
        foreignColumns: [entities.uuid],
      }).onDelete("cascade"),
      foreignKey({
        name: "phoenix_kit_entity_data_parent_uuid_fkey",
        columns: [t.parentUuid],
        foreignColumns: [t.uuid],
      }),
      uniqueIndex("phoenix_kit_entity_data_uuid_idx").on(t.uuid),
      index("phoenix_kit_entity_data_entity_uuid_idx").on(t.entityUuid),
      index("phoenix_kit_entity_data_entity_position_idx").on(t.entityUuid, t.position),
      index("phoenix_kit_entity_data_parent_index").on(t.parentUuid),
      index("phoenix_kit_entity_data_slug_idx").on(t.slug),
      index("phoenix_kit_entity_data_status_idx").on(t.status),
      index("phoenix_kit_entity_data_created_by_uuid_idx").on(t.createdByUuid),
      index("phoenix_kit_entity_data_title_idx").on(t.title),
    ],
  );

  return { entities, entityData };
}
