import { z } from "zod";
import {
  fileStatuses,
  files,
  fileTypes,
  folderHeaderSizes,
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
import { type RowSchema, tableSchemas } from "./table-schemas.ts";
import { filled } from "./text.ts";

const fileSchemas = tableSchemas(
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

const folderSchemas = tableSchemas(mediaFolders, { headerSize: z.enum(folderHeaderSizes) });
export const mediaFolderInsertSchema: RowSchema<NewMediaFolder> = folderSchemas.insert;
export const mediaFolderUpdateSchema: RowSchema<Partial<NewMediaFolder>> = folderSchemas.update;
export const mediaFolderSelectSchema: RowSchema<MediaFolder> = folderSchemas.select;

const linkSchemas = tableSchemas(mediaFolderLinks, {});
export const mediaFolderLinkInsertSchema: RowSchema<NewMediaFolderLink> = linkSchemas.insert;
export const mediaFolderLinkUpdateSchema: RowSchema<Partial<NewMediaFolderLink>> = linkSchemas.update;
export const mediaFolderLinkSelectSchema: RowSchema<MediaFolderLink> = linkSchemas.select;
