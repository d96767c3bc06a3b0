import { z } from "zod";
import {
  type Annotation,
  annotationKinds,
  annotations,
  type Entity,
  type EntityRecord,
  entities,
  entityData,
  entityFieldTypes,
  entityRecordStatuses,
  entityStatuses,
  fileStatuses,
  files,
  fileTypes,
  folderHeaderSizes,
  limits,
  type MediaFolder,
  type MediaFolderLink,
  type Mention,
  mediaFolderLinks,
  mediaFolders,
  mentionKinds,
  mentions,
  type NewAnnotation,
  type NewEntity,
  type NewEntityRecord,
  type NewMediaFolder,
  type NewMediaFolderLink,
  type NewMention,
  type NewStoredFile,
  type StoredFile,
} from "../../schema/index.ts";
import { isStorableJson, notStorable } from "./json.ts";
import { positive, size } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled, text } from "./text.ts";

const displayNamePlural = filled(limits.entities.displayNamePlural);

/** A field as it is stored, with the options that all types have. */
const field = z.looseObject({
  type: z.enum(entityFieldTypes),
  key: z.string(),
  label: z.string(),
  required: z.boolean().optional(),
});

const entitySchemas = createTableSchemas(
  entities,
  { status: z.enum(entityStatuses), fieldsDefinition: z.array(field) },
  {
    name: text(limits.entities.name).regex(limits.entities.name.pattern, "Give a name like blog_post"),
    displayName: filled(limits.entities.displayName),
    displayNamePlural,
    description: text(limits.entities.description),
    fieldsDefinition: z.array(field).refine(isStorableJson, notStorable),
  },
);

/** PhoenixKit's application requires the plural, although the column does not. */
type WithPlural = Omit<NewEntity, "displayNamePlural"> & { displayNamePlural: string };

/** Checks a new row: `NewEntity` with a `displayNamePlural`. */
export const entityInsertSchema: RowSchema<WithPlural> = entitySchemas.insert.extend({
  displayNamePlural,
});
/** Checks a change of a row: any columns of `NewEntity`. */
export const entityUpdateSchema: RowSchema<Partial<WithPlural>> = entitySchemas.update.extend({
  displayNamePlural: displayNamePlural.optional(),
});
/** Checks a row that was read: `Entity`. */
export const entitySelectSchema: RowSchema<Entity> = entitySchemas.select;

const recordSchemas = createTableSchemas(
  entityData,
  { status: z.enum(entityRecordStatuses) },
  { title: filled() },
);
/** Checks a new row: `NewEntityRecord`. */
export const entityRecordInsertSchema: RowSchema<NewEntityRecord> = recordSchemas.insert;
/** Checks a change of a row: any columns of `NewEntityRecord`. */
export const entityRecordUpdateSchema: RowSchema<Partial<NewEntityRecord>> = recordSchemas.update;
/** Checks a row that was read: `EntityRecord`. */
export const entityRecordSelectSchema: RowSchema<EntityRecord> = recordSchemas.select;

const fileSchemas = createTableSchemas(
  files,
  { fileType: z.enum(fileTypes), status: z.enum(fileStatuses) },
  {
    originalFileName: filled(),
    fileName: filled(),
    mimeType: filled(),
    ext: filled(),
    fileChecksum: filled(),
    userFileChecksum: filled(),
    size,
    width: positive,
    height: positive,
  },
);

const orphan = { path: ["userUuid"], message: "Give the user, or the file that this one was made of" };

/** Checks a new row: `NewStoredFile`. */
export const storedFileInsertSchema: RowSchema<NewStoredFile> = fileSchemas.insert.refine(
  ({ userUuid, parentFileUuid }) => userUuid != null || parentFileUuid != null,
  orphan,
);
/** Checks a change of a row: any columns of `NewStoredFile`. */
export const storedFileUpdateSchema: RowSchema<Partial<NewStoredFile>> = fileSchemas.update.refine(
  ({ userUuid, parentFileUuid }) => userUuid !== null || parentFileUuid !== null,
  orphan,
);
/** Checks a row that was read: `StoredFile`. */
export const storedFileSelectSchema: RowSchema<StoredFile> = fileSchemas.select;

const folderSchemas = createTableSchemas(mediaFolders, { headerSize: z.enum(folderHeaderSizes) });
/** Checks a new row: `NewMediaFolder`. */
export const mediaFolderInsertSchema: RowSchema<NewMediaFolder> = folderSchemas.insert;
/** Checks a change of a row: any columns of `NewMediaFolder`. */
export const mediaFolderUpdateSchema: RowSchema<Partial<NewMediaFolder>> = folderSchemas.update;
/** Checks a row that was read: `MediaFolder`. */
export const mediaFolderSelectSchema: RowSchema<MediaFolder> = folderSchemas.select;

const linkSchemas = createTableSchemas(mediaFolderLinks, {});
/** Checks a new row: `NewMediaFolderLink`. */
export const mediaFolderLinkInsertSchema: RowSchema<NewMediaFolderLink> = linkSchemas.insert;
/** Checks a change of a row: any columns of `NewMediaFolderLink`. */
export const mediaFolderLinkUpdateSchema: RowSchema<Partial<NewMediaFolderLink>> = linkSchemas.update;
/** Checks a row that was read: `MediaFolderLink`. */
export const mediaFolderLinkSelectSchema: RowSchema<MediaFolderLink> = linkSchemas.select;

const annotationSchemas = createTableSchemas(annotations, { kind: z.enum(annotationKinds) });
/** Checks a new row: `NewAnnotation`. */
export const annotationInsertSchema: RowSchema<NewAnnotation> = annotationSchemas.insert;
/** Checks a change of a row: any columns of `NewAnnotation`. */
export const annotationUpdateSchema: RowSchema<Partial<NewAnnotation>> = annotationSchemas.update;
/** Checks a row that was read: `Annotation`. */
export const annotationSelectSchema: RowSchema<Annotation> = annotationSchemas.select;

const mentionSchemas = createTableSchemas(
  mentions,
  { kind: z.enum(mentionKinds) },
  {
    sourceType: filled(),
    sourceField: filled(),
    targetType: text().regex(/^[a-z][a-z0-9_]*$/, "Give a type like blog_post"),
    label: text(limits.mentions.label).regex(limits.mentions.label.pattern, "Give a label without ] and |"),
  },
);
/** Checks a new row: `NewMention`. */
export const mentionInsertSchema: RowSchema<NewMention> = mentionSchemas.insert;
/** Checks a change of a row: any columns of `NewMention`. */
export const mentionUpdateSchema: RowSchema<Partial<NewMention>> = mentionSchemas.update;
/** Checks a row that was read: `Mention`. */
export const mentionSelectSchema: RowSchema<Mention> = mentionSchemas.select;
