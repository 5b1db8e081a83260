import type { EventListener } from "../../core/events/run-event.ts";
import { freeBytesAt } from "../../core/files/free-bytes.ts";
import { option } from "../../core/option-spelling.ts";
import type { RecordingLimits } from "../../options/recording-options.ts";
import { deleteRecorded, RecordedFiles } from "./recorded-files.ts";
import { outdated, type RecordedFile } from "./retention.ts";
import type { SegmentFile } from "./segment-file.ts";

/** What is kept of a recording, and where. */
export interface KeptSettings {
  readonly folder: string;
  /** Name of the camera, without secrets. */
  readonly source: string;
  /** `null` keeps everything. */
  readonly limits: RecordingLimits | null;
  /** Free space on the disk for which the oldest files go early. */
  readonly neededBytes: number;
}

/** The files of a recording, of which only so many stay. */
export class KeptFiles {
  readonly #settings: KeptSettings;
  readonly #emit: EventListener;
  readonly #files: RecordedFiles;
  readonly #warnings = new Set<string>();

  constructor(settings: KeptSettings, emit: EventListener) {
    this.#settings = settings;
    this.#emit = emit;
    this.#files = new RecordedFiles(settings.folder, settings.source);
  }

  /** A file that was recorded just now is over. @throws the system's error if it cannot be looked at. */
  async add(name: string): Promise<void> {
    await this.#files.add(name);
  }

  /** Removes what is not to be kept any longer. @param open files that are being written. */
  async tidy(open: readonly SegmentFile[]): Promise<void> {
    const { limits } = this.#settings;
    if (limits === null) return;
    try {
      const files = await this.#files.list(new Set(open.map(({ path }) => path)));
      const openBytes = open.reduce((sum, { writer }) => sum + writer.byteLength, 0);
      const gone = outdated(files, limits, { nowMs: Date.now(), openBytes });
      for (const file of gone) await deleteRecorded(file);
      await this.#makeRoom(files.filter((file) => !gone.includes(file)));
    } catch (error) {
      this.#warn(`old recordings cannot be removed: ${(error as Error).message}`);
    }
  }

  /** Removes the oldest files until there is enough room on the disk. */
  async #makeRoom(files: readonly RecordedFile[]): Promise<void> {
    const { folder, neededBytes } = this.#settings;
    let count = 0;
    for (const file of files) {
      if (freeBytesAt(folder) >= neededBytes) break;
      await deleteRecorded(file);
      count += 1;
    }
    if (count === 0) return;
    const flag = option("keep");
    this.#warn(
      `the disk of the recording is nearly full: ${count} of its oldest files went before ${flag} asks for it`,
    );
  }

  #warn(message: string): void {
    if (this.#warnings.has(message)) return;
    this.#warnings.add(message);
    this.#emit({ type: "warningRaised", message });
  }
}
