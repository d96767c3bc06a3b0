import { relations } from "drizzle-orm";
import type { Tables } from "../tables.ts";
import { loosenRelation } from "./optional.ts";

/** Kinds of content, their records, and who made them. */
export function defineEntityRelations({ users, entities, entityData }: Tables) {
  const entitiesRelations = relations(entities, ({ one, many }) => ({
    createdBy: loosenRelation(one(users, { fields: [entities.createdByUuid], references: [users.uuid] })),
    records: many(entityData),
  }));

  const entityDataRelations = relations(entityData, ({ one, many }) => ({
    entity: one(entities, { fields: [entityData.entityUuid], references: [entities.uuid] }),
    createdBy: loosenRelation(one(users, { fields: [entityData.createdByUuid], references: [users.uuid] })),
    parent: one(entityData, {
      relationName: "nesting",
      fields: [entityData.parentUuid],
      references: [entityData.uuid],
    }),
    children: many(entityData, { relationName: "nesting" }),
  }));

  return { entitiesRelations, entityDataRelations };
}

/** Files, the folders that they are shown in, and what is drawn on them. */
export function defineFileRelations(tables: Tables) {
  const { users, files, mediaFolders, mediaFolderLinks, fileInstances, annotations } = tables;

  const filesRelations = relations(files, ({ one, many }) => ({
    user: one(users, { fields: [files.userUuid], references: [users.uuid] }),
    folder: one(mediaFolders, {
      relationName: "content",
      fields: [files.folderUuid],
      references: [mediaFolders.uuid],
    }),
    folderLinks: many(mediaFolderLinks),
    parent: one(files, {
      relationName: "derivation",
      fields: [files.parentFileUuid],
      references: [files.uuid],
    }),
    children: many(files, { relationName: "derivation" }),
    instances: many(fileInstances),
    annotations: many(annotations),
    coverOf: many(mediaFolders, { relationName: "cover" }),
    logoOf: many(mediaFolders, { relationName: "logo" }),
  }));

  const mediaFoldersRelations = relations(mediaFolders, ({ one, many }) => ({
    user: one(users, { fields: [mediaFolders.userUuid], references: [users.uuid] }),
    parent: one(mediaFolders, {
      relationName: "nesting",
      fields: [mediaFolders.parentUuid],
      references: [mediaFolders.uuid],
    }),
    children: many(mediaFolders, { relationName: "nesting" }),
    files: many(files, { relationName: "content" }),
    fileLinks: many(mediaFolderLinks),
    coverFile: one(files, {
      relationName: "cover",
      fields: [mediaFolders.coverFileUuid],
      references: [files.uuid],
    }),
    logoFile: one(files, {
      relationName: "logo",
      fields: [mediaFolders.logoFileUuid],
      references: [files.uuid],
    }),
  }));

  const mediaFolderLinksRelations = relations(mediaFolderLinks, ({ one }) => ({
    folder: one(mediaFolders, { fields: [mediaFolderLinks.folderUuid], references: [mediaFolders.uuid] }),
    file: one(files, { fields: [mediaFolderLinks.fileUuid], references: [files.uuid] }),
  }));

  const annotationsRelations = relations(annotations, ({ one }) => ({
    file: one(files, { fields: [annotations.fileUuid], references: [files.uuid] }),
    creator: one(users, { fields: [annotations.creatorUuid], references: [users.uuid] }),
  }));

  return { filesRelations, mediaFoldersRelations, mediaFolderLinksRelations, annotationsRelations };
}

/** The variants of files, and the buckets that hold copies of them. */
export function defineStorageRelations({ files, fileInstances, fileLocations, buckets }: Tables) {
  const fileInstancesRelations = relations(fileInstances, ({ one, many }) => ({
    file: one(files, { fields: [fileInstances.fileUuid], references: [files.uuid] }),
    locations: many(fileLocations),
  }));

  const fileLocationsRelations = relations(fileLocations, ({ one }) => ({
    instance: one(fileInstances, {
      fields: [fileLocations.fileInstanceUuid],
      references: [fileInstances.uuid],
    }),
    bucket: one(buckets, { fields: [fileLocations.bucketUuid], references: [buckets.uuid] }),
  }));

  const bucketsRelations = relations(buckets, ({ many }) => ({
    locations: many(fileLocations),
  }));

  return { fileInstancesRelations, fileLocationsRelations, bucketsRelations };
}
