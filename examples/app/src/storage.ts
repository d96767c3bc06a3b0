import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Bucket } from "phoenix-kit-schema";

/** The bytes of a file or of a variant, in one bucket of a tenant. */
export interface Copy {
  readonly tenant: string;
  readonly bucket: Pick<Bucket, "uuid">;
  readonly path: string;
}

/** Buckets are folders here. With S3, this file alone would change. */
const toPlace = (folder: string, { tenant, bucket, path }: Copy) => join(folder, tenant, bucket.uuid, path);

export async function writeCopy(folder: string, copy: Copy, bytes: Uint8Array): Promise<void> {
  const place = toPlace(folder, copy);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, bytes);
}

export async function readCopy(folder: string, copy: Copy): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(toPlace(folder, copy)));
}

/** A purge that was cut off comes again, so bytes may be gone already. */
export async function deleteCopy(folder: string, copy: Copy): Promise<void> {
  await rm(toPlace(folder, copy), { force: true });
}
