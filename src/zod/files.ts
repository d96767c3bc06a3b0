import { z } from "zod";
import {
  fileStatuses,
  files,
  fileTypes,
  type MediaFolder,
  type MediaFolderLink,
  mediaFolderLinks,
  mediaFolders,
  type NewMediaFolder,
  type NewMediaFolderLink,
  type NewStoredFile,
  type StoredFile,
} from "../../schema/index.ts";
import { positive, size } from "./numbers.ts";
import { createTableSchemas, type RowSchema } from "./table-schemas.ts";
import { filled } from "./text.ts";

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

export const storedFileInsertSchema: RowSchema<NewStoredFile> = fileSchemas.insert.refine(
  ({ userUuid, parentFileUuid }) => userUuid != null || parentFileUuid != null,
  orphan,
);
export const storedFileUpdateSchema: RowSchema<Partial<NewStoredFile>> = fileSchemas.update.refine(
  ({ userUuid, parentFileUuid }) => userUuid !== null || parentFileUuid !== null,
  orphan,
);
export const storedFileSelectSchema: RowSchema<StoredFile> = fileSchemas.select;

const folderSchemas = createTableSchemas(mediaFolders, {});
export const mediaFolderInsertSchema: RowSchema<NewMediaFolder> = folderSchemas.insert;
export const mediaFolderUpdateSchema: RowSchema<Partial<NewMediaFolder>> = folderSchemas.update;
export const mediaFolderSelectSchema: RowSchema<MediaFolder> = folderSchemas.select;

const linkSchemas = createTableSchemas(mediaFolderLinks, {});
export const mediaFolderLinkInsertSchema: RowSchema<NewMediaFolderLink> = linkSchemas.insert;
export const mediaFolderLinkUpdateSchema: RowSchema<Partial<NewMediaFolderLink>> = linkSchemas.update;
export const mediaFolderLinkSelectSchema: RowSchema<MediaFolderLink> = linkSchemas.select;
