import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../core/concurrency/clock.ts";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import type { GatedFrame } from "../../slicer/ffmpeg-slicer.ts";
import { frameIndexOf } from "../../slicer/frame-name.ts";
import type { Slicer, SliceReport } from "../../slicer/slicer.ts";
import { makeSlicer } from "../../slicer/sparse/make-slicer.ts";
import { SpoolQuota } from "../../slicer/spool-quota.ts";
import { FolderWatcher } from "../../watcher/folder-watcher.ts";
import type { LandedFile } from "../../watcher/watcher.ts";
import { SLICED_FRAMES } from "../sources/sliced-source.ts";
import type { PreviewTask } from "./preview-task.ts";

/** An image that ffmpeg has written, and its place in the video. */
export interface SlicedImage {
  readonly file: LandedFile;
  readonly time: FrameTime;
}

/** Who hears of a slicing. */
export interface SlicingListeners {
  readonly emit: EventListener;
  /** As `SlicerTools` has it. @default none */
  readonly onGated?: (frame: GatedFrame) => void;
}

/** Images of a video that are made to be looked at, and removed: ffmpeg waits while those on the disk are too many. */
export class ScratchSlicing implements AsyncDisposable {
  readonly #folder: string;
  readonly #room: SpoolQuota;
  readonly #slicer: Slicer;
  readonly #emit: EventListener;
  readonly #signal: AbortSignal;
  readonly #left = new AbortController();
  #slicing: Promise<SliceReport> | null = null;

  private constructor(
    { folder, room, slicer }: Pick<ScratchParts, "folder" | "room" | "slicer">,
    { emit, signal }: Pick<ScratchParts, "emit" | "signal">,
  ) {
    this.#folder = folder;
    this.#room = room;
    this.#slicer = slicer;
    this.#emit = emit;
    this.#signal = signal;
  }

  static async open(
    { slicing, found, folder: parent, signal }: PreviewTask,
    { emit, onGated }: SlicingListeners,
  ): Promise<ScratchSlicing> {
    const folder = await mkdtemp(join(parent, "slice-"));
    const { format } = slicing;
    const limits = { spoolSizeBytes: MAX_SCRATCH_BYTES, minFreeBytes: 0, firstIndex: 0, format };
    const spool = { path: folder, isSpool: true, close: async (): Promise<void> => {} };
    const room = new SpoolQuota(spool, limits);
    const slicer = await makeSlicer(slicing, { ...found, quota: room, onGated });
    return new ScratchSlicing({ folder, room, slicer }, { emit, signal });
  }

  /** The images as ffmpeg finishes them. @throws the reason of the signal of its task. */
  async *images(): AsyncGenerator<SlicedImage, void, void> {
    using joined = new JoinedSignal(this.#signal, this.#left.signal);
    const isWanted = (path: string): boolean => frameIndexOf(path) !== null;
    const options = { ...SLICED_FRAMES, isWanted };
    await using watcher = new FolderWatcher(this.#folder, options, systemClock, this.#emit);
    await watcher.ready(joined.signal);
    this.#slicing = this.#slicer.slice(this.#folder, this.#emit, joined.signal);
    for await (const file of watcher.files(this.#slicing, joined.signal))
      yield { file, time: await this.#slicer.timeOf(file.relativePath) };
    this.#signal.throwIfAborted();
    await this.#slicing;
  }

  /** Removes an image that was looked at. */
  async remove({
    path,
    byteLength,
    relativePath,
  }: Pick<LandedFile, "path" | "byteLength" | "relativePath">): Promise<void> {
    await rm(path, { force: true });
    const index = frameIndexOf(relativePath);
    if (index !== null) this.#room.frameFinished(index, byteLength);
  }

  /** What ffmpeg has told of the video; after the last image. */
  async report(): Promise<SliceReport> {
    if (this.#slicing === null) throw new Error("the video has not been sliced yet");
    return await this.#slicing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.abort();
    // Whoever takes the images hears of an error.
    await this.#slicing?.catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface ScratchParts extends SlicingListeners {
  readonly folder: string;
  readonly room: SpoolQuota;
  readonly slicer: Slicer;
  readonly signal: AbortSignal;
}

/** Size of images on the disk at once, about; the folder for temporary files may lie in memory. */
const MAX_SCRATCH_BYTES = 256 * 1024 * 1024;
