import type { CroppedPart } from "../core/frame/cropped-part.ts";
import type { FileStamp } from "../core/files/file-version.ts";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { RecordedFrame, OutcomeRecord } from "./frame-record.ts";
import { type FolderKey, FolderTable, type FrameLocation } from "./folder-table.ts";
import { FrameWriter } from "./frame-writer.ts";
import { type ForgetPolicy, forgetFrames, type LedgerParts } from "./forget-frames.ts";
import { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";
import { HandOvers } from "./hand-overs.ts";
import type { LeftOutCounts } from "../core/selection-rule.ts";
import { withCrop } from "./recorded-crops.ts";
import type { RequiredFiles } from "./required-files.ts";
import type { JobInfo } from "./job-info.ts";
import type { JobOwnership } from "./job-owner.ts";
import { RecordedPaths } from "./recorded-paths.ts";
import { LedgerReader } from "./ledger-reader.ts";
import type { RecordedContent } from "./recorded-content.ts";
import { SizeBound, type SizePolicy } from "./size-bound.ts";

/** Facts about a ledger that was opened for writing. */
export interface LedgerFacts {
  readonly requiredFiles: RequiredFiles;
  readonly salvaged: number | null;
  readonly isPrivate: boolean;
  /** Wall clock, in milliseconds since 1970. */
  readonly wallClockMs: () => number;
}

/**
 * The outcome of each frame of a job. It is the only writer of its database.
 *
 * An outcome counts when the promise of `commit` has resolved, and not before. After a failure every call
 * throws that failure, and sending must stop.
 */
export class Ledger extends LedgerReader {
  /** Number of records recovered from a damaged file when this ledger was opened; `null` if it was intact. */
  readonly salvaged: number | null;
  /** True if only its owner can read it; `false` on a file system without permissions. */
  readonly isPrivate: boolean;
  /** Files that must be in their place whenever records are reported as safe. */
  readonly requiredFiles: RequiredFiles;
  readonly #ownership: JobOwnership;
  readonly #wallClockMs: () => number;
  readonly #commits: GroupCommit;
  readonly #writer: FrameWriter;
  readonly #folders: FolderTable;
  readonly #paths: RecordedPaths;
  /** `null` while no frame goes to a broker. */
  #handOvers: HandOvers | null = null;

  constructor(
    database: GuardedDatabase,
    ownership: JobOwnership,
    { requiredFiles, salvaged, isPrivate, wallClockMs }: LedgerFacts,
  ) {
    super(database);
    this.salvaged = salvaged;
    this.isPrivate = isPrivate;
    this.requiredFiles = requiredFiles;
    this.#ownership = ownership;
    this.#wallClockMs = wallClockMs;
    this.#commits = new GroupCommit(database, async () => await requiredFiles.check());
    this.#writer = new FrameWriter(database);
    this.#folders = new FolderTable(database);
    this.#paths = new RecordedPaths(database);
  }

  override findContent(frame: FrameIdentity): RecordedContent | null {
    this.database.check();
    return this.#paths.mayHold(frame) ? super.findContent(frame) : null;
  }

  /**
   * Records the outcome of a frame. `find` returns it at once.
   *
   * @returns a promise that resolves when the record is safe on the disk, within some tens of milliseconds.
   * @throws FrameferryError if it could not be written.
   */
  commit(frame: RecordedFrame, outcome: OutcomeRecord): Promise<void> {
    const nowMs = this.#wallClockMs();
    this.#paths.add(frame);
    return this.#commits.write(() => {
      this.#writer.write(frame, outcome, nowMs);
      this.#handOvers?.end(idempotencyKey(frame));
    });
  }

  /**
   * Frames that a broker has taken and nobody has answered; from the first call on, an outcome ends that of its frame.
   *
   * @param retentionMs those that nobody has answered for so long are forgotten.
   */
  handOvers(retentionMs: number): HandOvers {
    const forgetBeforeMs = this.#wallClockMs() - retentionMs;
    return (this.#handOvers ??= new HandOvers(this.database, this.#commits, forgetBeforeMs));
  }

  /** Gets the time that each group of records takes until it is safe on the disk, in seconds. */
  set onCommitted(listener: (seconds: number) => void) {
    this.#commits.onCommitted = listener;
  }

  /** Records the number of frames that have landed and have no outcome, for `counts`. @returns as `commit`. */
  recordPending(count: number): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) => connection.prepare(RECORD_PENDING).run(String(count))),
    );
  }

  /** Records the number of frames that ffmpeg has left out of the job's source by each rule. @returns as `commit`. */
  recordLeftOut(counts: LeftOutCounts): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) =>
        connection.prepare(RECORD_LEFT_OUT).run(JSON.stringify(counts)),
      ),
    );
  }

  /**
   * Records what the images of a slice show from an index on; `null` for the whole picture. It is safe on the disk before
   * any outcome that is recorded later.
   */
  recordCrop(fromIndex: number, crop: CroppedPart | null): void {
    const crops = withCrop(this.crops(), fromIndex, crop);
    if (crops.length === 0) return;
    void this.#commits.write(() =>
      this.database.run((connection) =>
        connection.prepare(RECORD_CROPS).run(JSON.stringify(crops)),
      ),
    );
  }

  /** Updates the stamp of a frame's file whose bytes are unchanged. */
  updateStamp(frame: FrameIdentity, stamp: FileStamp): void {
    void this.#commits.write(() => this.#writer.updateStamp(frame, stamp));
  }

  /** Locations of a folder when frames in it were recorded. */
  foldersOf(key: FolderKey): readonly FrameLocation[] {
    return this.database.run(() => this.#folders.find(key));
  }

  /** Records a folder of frames. */
  recordFolder(place: FrameLocation, key: FolderKey): void {
    const { source } = place;
    void this.#commits.write(() => this.#folders.add(this.#writer.sourceId(source), place, key));
  }

  /** Records the new location of a frame. */
  moveFrame(from: FrameLocation, to: FrameIdentity): void {
    void this.#commits.write(() => {
      this.#writer.sourceId(to.source);
      this.#paths.add(to);
      this.#folders.moveFrame(from, to);
    });
  }

  /** Records that the required copy of a frame was made. There is no promise. */
  recordCopied(frame: FrameIdentity): void {
    void this.#commits.write(() => this.#writer.recordCopied(frame));
  }

  /** Records the settings of the job. */
  recordJob(job: JobInfo): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) => connection.prepare(RECORD_JOB).run(JSON.stringify(job))),
    );
  }

  /**
   * Checks that the ledger, and all files that belong to it, are in their place.
   *
   * @throws FrameferryError `ERR_RECORD_LOST` if one was removed, moved or replaced.
   */
  async checkRecord(): Promise<void> {
    await this.requiredFiles.check().catch((cause: unknown) => {
      throw this.database.fail(cause as Error);
    });
  }

  /** Flushes the last records as soon as possible. */
  flushNow(): void {
    this.#commits.flushNow();
  }

  /** Deletes the records of frames that are old and gone; returns their number. See `forgetFrames`. */
  async forget({ retentionMs, stillExists }: ForgetPolicy, signal: AbortSignal): Promise<number> {
    const cutoffMs = this.#wallClockMs() - retentionMs;
    return await forgetFrames(this.#parts, { cutoffMs, stillExists }, signal);
  }

  /** Creates a size limit, which is enforced at each call of `keep`. */
  sizeBound(policy: SizePolicy): SizeBound {
    return new SizeBound(this.#parts, policy);
  }

  get #parts(): LedgerParts {
    return { database: this.database, commits: this.#commits };
  }

  /** Deletes all records, for a job that starts over. */
  forgetAll(): Promise<void> {
    return this.#commits.write(() =>
      this.database.execute(
        `DELETE FROM frames; DELETE FROM folders; DELETE FROM handed_over;
         DELETE FROM about WHERE name IN ('pending', 'leftOut', 'crops', 'edge')`,
      ),
    );
  }

  /** Deletes all records from this index on. */
  forgetFrom(index: number): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) =>
        connection.prepare("DELETE FROM frames WHERE frame_index >= ?").run(index),
      ),
    );
  }

  /** Commits the open group, and releases the job. @throws FrameferryError if that fails. */
  override async close(): Promise<void> {
    try {
      await this.#commits.close();
    } finally {
      await super.close();
      await this.#ownership.release();
    }
  }
}

const RECORD_JOB = `
  INSERT INTO about (name, value) VALUES ('job', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

const RECORD_PENDING = `
  INSERT INTO about (name, value) VALUES ('pending', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

const RECORD_CROPS = `
  INSERT INTO about (name, value) VALUES ('crops', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

const RECORD_LEFT_OUT = `
  INSERT INTO about (name, value) VALUES ('leftOut', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
