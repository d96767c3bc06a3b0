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
