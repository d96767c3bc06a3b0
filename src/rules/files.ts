import { createHash } from "node:crypto";
import { and, desc, eq, or, sql } from "drizzle-orm";
import { extension, lookup } from "mime-types";
import type { FileType, NewStoredFile, StoredFile, Tables } from "../../schema/index.ts";
import { assertString, assertText, assertUuid, quote } from "./assert.ts";
import type { Db } from "./db.ts";
import { invalidInputError, RuleError } from "./error.ts";
import { assertSeesAllRows } from "./hidden-rows.ts";
import { chooseTables, type InTables } from "./in-tables.ts";
import { assertRow } from "./row.ts";
import { runRule } from "./run-rule.ts";

type Known = "fileChecksum" | "originalFileName" | "size";
type Derived = "fileName" | "mimeType" | "fileType" | "ext";
type Further = "filePath" | "width" | "height" | "duration" | "status" | "metadata" | "folderUuid";

/**
 * An uploaded file: its user, the checksum of its content, its name and its size in bytes. By default, extension, MIME
 * type and kind follow from the name, and `fileName`, under which it is stored, from the checksum.
 */
export type FileUpload = { userUuid: string } & Pick<NewStoredFile, Known> &
  Partial<Pick<NewStoredFile, Derived | Further>>;

/**
 * Returns the row of an upload: the one that the user already has for that content, even in the trash, or a new one. If
 * several uploads of the same content run at once, one of them creates the row.
 *
 * @param db a Drizzle database or transaction
 * @param upload the user, the checksum, the name and the size, and further details
 * @param options the tables of another prefix
 * @returns the row, and whether it is new. Store the content unless `findFileSources` finds the original: an earlier
 * upload of it may have been interrupted
 * @throws RuleError `invalid_input` if the user, checksum, name or size is not valid
 * @example
 * import { createHash } from "node:crypto";
 * import { readFile } from "node:fs/promises";
 * import { findFileSources, findOrCreateFile } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const userUuid = "0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61";
 * const content = await readFile("Photo.JPG");
 * const fileChecksum = createHash("sha256").update(content).digest("hex");
 * const upload = { userUuid, fileChecksum, originalFileName: "Photo.JPG", size: content.length };
 * const { file } = await findOrCreateFile(db, upload);
 * const sources = await findFileSources(db, { fileUuid: file.uuid, variantName: "original" });
 * console.log(sources.length > 0 ? "nothing to store" : "store it in buckets, then call storeFileInstance");
 */
export async function findOrCreateFile(
  db: Db,
  upload: FileUpload,
  options: InTables<"files"> = {},
): Promise<{ file: StoredFile; created: boolean }> {
  const { files: table } = chooseTables(options, upload);
  const row = toRow(upload);
  assertRow(table, row);
  return runRule(db, async (tx) => {
    // a row that prevents the insert, but is not found then, was deleted in between
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const found = await findFile(tx, table, row);
      if (found) return { file: found, created: false };
      const target = table.userFileChecksum;
      const [created] = await tx.insert(table).values(row).onConflictDoNothing({ target }).returning();
      if (created) return { file: created, created: true };
      if (attempt === 3) await assertSeesAllRows(tx, table);
    }
    throw new RuleError("Another session keeps inserting and deleting this file.", {
      code: "file_not_found",
      remedy: "Try again.",
    });
  });
}

/**
 * Computes the checksum that is unique for a user's file: the SHA-256 of the text of the user's uuid followed by the
 * file's checksum, in lower-case hexadecimal. V26 computed it for older files with the integer ids that users had then.
 *
 * @param userUuid the user
 * @param fileChecksum the checksum of the content
 * @returns 64 hexadecimal digits
 * @example
 * import { eq } from "drizzle-orm";
 * import { files } from "phoenix-kit-schema";
 * import { computeUserFileChecksum } from "phoenix-kit-schema/rules";
 * import { db } from "./db.ts";
 *
 * const checksum = computeUserFileChecksum("0195a2f4-6c1e-7b3a-9d52-0a4f1c8e7b61", "0".repeat(64));
 * await db.select().from(files).where(eq(files.userFileChecksum, checksum));
 */
export function computeUserFileChecksum(userUuid: string, fileChecksum: string): string {
  assertUuid("user", userUuid);
  assertString("checksum of a file", fileChecksum);
  return createHash("sha256").update(`${userUuid.toLowerCase()}${fileChecksum}`).digest("hex");
}

const maxAttempts = 100;

type Row = NewStoredFile & { userUuid: string };

/** Files from before V74 keep their old `user_file_checksum`, so user and checksum count too. */
async function findFile(db: Db, table: Tables["files"], row: Row): Promise<StoredFile | undefined> {
  const isSame = eq(table.userFileChecksum, row.userFileChecksum);
  const [found] = await db
    .select()
    .from(table)
    .where(or(isSame, and(eq(table.userUuid, row.userUuid), eq(table.fileChecksum, row.fileChecksum))))
    .orderBy(desc(sql`${isSame}`), table.insertedAt, table.uuid)
    .limit(1);
  return found;
}

function toRow(upload: FileUpload): Row {
  const { userUuid, fileChecksum, originalFileName, size } = upload;
  assertUuid("user", userUuid);
  assertText("checksum of a file", fileChecksum, { min: 1, max: 255 });
  assertText("name of a file", originalFileName, { min: 1, max: 255 });
  if (!Number.isSafeInteger(size) || size <= 0) {
    throw invalidInputError(
      `A file of ${quote(size)} bytes cannot be stored.`,
      "Give the size in whole bytes, more than 0.",
    );
  }
  const mimeType = chooseMimeType(upload);
  const ext = upload.ext ?? chooseExtension(originalFileName, mimeType);
  return {
    ...upload,
    mimeType,
    ext,
    fileType: chooseFileType(mimeType, upload.fileType),
    fileName: upload.fileName ?? `${fileChecksum}.${ext}`,
    userFileChecksum: computeUserFileChecksum(userUuid, fileChecksum),
  };
}

const unknown = "application/octet-stream";

/** Browsers send unknown files as `application/octet-stream`; then the name says more. */
function chooseMimeType({ mimeType: given = "", originalFileName }: FileUpload): string {
  const says = given !== "" && given.toLowerCase() !== unknown;
  return says ? given : lookup(originalFileName) || given || unknown;
}

function chooseExtension(name: string, mimeType: string): string {
  const own = /[^/\\]\.([a-z0-9]{1,16})$/i.exec(name)?.[1];
  return own?.toLowerCase() ?? (extension(mimeType) || "bin");
}

const documents =
  /^text\/|^application\/(?:pdf|msword|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)$/;
const archives = /zip|archive|^application\/(?:zstd|vnd\.rar|x-(?:tar|gtar|7z|rar|bzip|xz|compress))/;

/** The MIME type counts more than what the caller claims, except for tiles. */
function chooseFileType(mimeType: string, claimed?: FileType): FileType {
  if (claimed === "tile") return claimed;
  const type = mimeType.toLowerCase();
  const media = /^(image|video|audio)\//.exec(type)?.[1];
  if (media) return media as FileType;
  if (documents.test(type)) return "document";
  if (archives.test(type)) return "archive";
  return claimed ?? "other";
}
