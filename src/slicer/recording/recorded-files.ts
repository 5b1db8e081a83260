import { open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isAbsence, isSystemError } from "../../core/files/system-error.ts";
import { isSegmentName } from "./recording-name.ts";
import type { RecordedFile } from "./retention.ts";
import { isRecordingOf, MARKED_BYTES } from "./segment-layout.ts";

/**
 * Files in a folder that frameferry has recorded of one source: none that somebody else has put there, and none that
 * another frameferry may still be writing.
 */
export class RecordedFiles {
  readonly #folder: string;
  readonly #source: string;
  /** By name, with `null` for files of others. */
  readonly #known = new Map<string, RecordedFile | null>();

  /** @param source name of the camera, without secrets. */
  constructor(folder: string, source: string) {
    this.#folder = folder;
    this.#source = source;
  }

  /**
   * The oldest first.
   *
   * @param written paths that are being written.
   * @throws the system's error if the folder cannot be listed.
   */
  async list(written: ReadonlySet<string>): Promise<readonly RecordedFile[]> {
    const names = (await readdir(this.#folder)).filter(isSegmentName).toSorted();
    const found: RecordedFile[] = [];
    for (const name of names) {
      if (written.has(join(this.#folder, name))) continue;
      const file = this.#known.get(name) ?? (await this.#examine(name));
      if (file !== null) found.push(file);
    }
    return found;
  }

  /** A file that was recorded just now is over. */
  async add(name: string): Promise<void> {
    const path = join(this.#folder, name);
    const { size, mtimeMs } = await stat(path);
    this.#known.set(name, { path, byteLength: size, endedAtMs: mtimeMs });
  }

  /** `null` for a file of somebody else, and for one that is gone, cannot be read or may still grow. */
  async #examine(name: string): Promise<RecordedFile | null> {
    if (this.#known.has(name)) return null;
    const path = join(this.#folder, name);
    try {
      const { size, mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs < QUIET_MS) return null;
      const isOurs = isRecordingOf(this.#source, await beginningOf(path));
      const file = isOurs ? { path, byteLength: size, endedAtMs: mtimeMs } : null;
      this.#known.set(name, file);
      return file;
    } catch (error) {
      if (isSystemError(error)) return null;
      throw error;
    }
  }
}

/** A recording that is not written to for so long is over. */
const QUIET_MS = 10_000;

async function beginningOf(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MARKED_BYTES), 0, MARKED_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

/** Deletes a file that may be gone already. @throws the system's error. */
export async function deleteRecorded({ path }: RecordedFile): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isAbsence(error)) throw error;
  });
}
