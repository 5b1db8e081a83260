import { type FileHandle, open, unlink } from "node:fs/promises";
import type { Patch } from "./segment-layout.ts";

/**
 * Writes one file from its beginning to its end, at the pace of its disk. Whoever fills it never waits: what the disk
 * has not taken yet is counted.
 */
export class SegmentWriter {
  /** Resolves when the file is closed; rejects with the system's error, and then holds what was whole before. */
  readonly closed: Promise<void>;
  #queue: Buffer[] = [];
  #pendingBytes = 0;
  #writtenBytes = 0;
  #end: ((byteLength: number) => readonly Patch[]) | null = null;
  #wake: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  /** @param path of a file that does not exist. */
  constructor(path: string) {
    this.closed = this.#run(path);
    // Whoever is interested listens to it a little later.
    this.closed.catch(() => {});
  }

  /** Bytes that wait for the disk. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Bytes that the disk has taken. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** True once nothing more comes. */
  get isEnding(): boolean {
    return this.#end !== null;
  }

  /** Size of the file with all that waits. */
  get byteLength(): number {
    return this.#writtenBytes + this.#pendingBytes;
  }

  /** Adds whole elements. */
  write(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= BATCH_BYTES) this.#wake();
    else this.#timer ??= setTimeout(() => this.#batchIsDue(), BATCH_MS);
  }

  /** Closes the file once all is written. @param patches what is then filled in. */
  end(patches: (byteLength: number) => readonly Patch[]): void {
    this.#end = patches;
    this.#wake();
  }

  #batchIsDue(): void {
    this.#isDue = true;
    this.#wake();
  }

  async #run(path: string): Promise<void> {
    const file = await open(path, "wx");
    try {
      await this.#writeAll(file);
      const patches = this.#end?.(this.#writtenBytes) ?? [];
      for (const { at, bytes } of patches) await file.write(bytes, 0, bytes.length, at);
      await file.datasync();
    } catch (error) {
      // Half an element at the end is of no use to anybody.
      await file.truncate(this.#writtenBytes).catch(() => {});
      if (this.#writtenBytes === 0) await unlink(path).catch(() => {});
      throw error;
    } finally {
      clearTimeout(this.#timer);
      await file.close();
    }
  }

  async #writeAll(file: FileHandle): Promise<void> {
    for (;;) {
      if (this.#queue.length === 0 && this.#end !== null) return;
      if (this.#end === null && !this.#isDue && this.#pendingBytes < BATCH_BYTES)
        await new Promise<void>((resolve) => (this.#wake = resolve));
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#isDue = false;
      const batch = Buffer.concat(this.#queue);
      this.#queue = [];
      for (let at = 0; at < batch.length;) {
        const place = this.#writtenBytes + at;
        at += (await file.write(batch, at, batch.length - at, place)).bytesWritten;
      }
      this.#writtenBytes += batch.length;
      this.#pendingBytes -= batch.length;
    }
  }
}

/** Written at once, or after `BATCH_MS`: twenty cameras would otherwise write a thousand times a second. */
const BATCH_BYTES = 256 * 1024;
const BATCH_MS = 250;
