import type { FileStamp } from "../core/file-version.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { SettledFrame, Settlement } from "./frame-record.ts";
import { type FolderKey, FolderTable, type Place } from "./folder-table.ts";
import { FrameWriter } from "./frame-writer.ts";
import { type ForgetPolicy, forgetFrames, type LedgerParts } from "./forget-frames.ts";
import { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import type { HeldFiles } from "./held-files.ts";
import type { JobInfo } from "./job-info.ts";
import type { JobOwnership } from "./job-owner.ts";
import { LedgerReader } from "./ledger-reader.ts";
import { SizeBound, type SizePolicy } from "./size-bound.ts";

/** What is known of a ledger that was opened to be written. */
export interface LedgerFacts {
  readonly held: HeldFiles;
  readonly salvaged: number | null;
  readonly isPrivate: boolean;
  /** Reads the wall clock, in milliseconds since 1970. */
  readonly wallClockMs: () => number;
}

/**
 * What became of each frame of a job. It is the only writer of its database.
 *
 * A frame counts as settled when the promise of `settle` has resolved, and not before. After a
 * failure every call answers with that failure, and sending has to stop.
 */
export class Ledger extends LedgerReader {
  /** Records that were saved from a damaged file when this ledger was opened; `null` if it was sound. */
  readonly salvaged: number | null;
  /** Whether nobody but the user can read it; `false` on a file system without rights. */
  readonly isPrivate: boolean;
  /** What has to be in its place whenever records are called safe. */
  readonly held: HeldFiles;
  readonly #ownership: JobOwnership;
  readonly #wallClockMs: () => number;
  readonly #commits: GroupCommit;
  readonly #writer: FrameWriter;
  readonly #folders: FolderTable;

  constructor(
    database: GuardedDatabase,
    ownership: JobOwnership,
    { held, salvaged, isPrivate, wallClockMs }: LedgerFacts,
  ) {
    super(database);
    this.salvaged = salvaged;
    this.isPrivate = isPrivate;
    this.held = held;
    this.#ownership = ownership;
    this.#wallClockMs = wallClockMs;
    this.#commits = new GroupCommit(database, async () => await held.check());
    this.#writer = new FrameWriter(database);
    this.#folders = new FolderTable(database);
  }

  /**
   * Puts the final word on a frame on record. `find` knows it at once.
   *
   * @returns a promise that resolves when the record is safe on the disk, within some tens of
   * milliseconds. @throws FrameferryError if it could not be written.
   */
  settle(frame: SettledFrame, settlement: Settlement): Promise<void> {
    const nowMs = this.#wallClockMs();
    return this.#commits.write(() => this.#writer.write(frame, settlement, nowMs));
  }

  /** Notes how many frames have landed and have no final word, for `counts`. @returns as `settle`. */
  notePending(count: number): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) => connection.prepare(NOTE_PENDING).run(String(count))),
    );
  }

  /** Notes that the file of a frame, with the bytes that are on record, has another stamp by now. */
  restamp(frame: FrameIdentity, stamp: FileStamp): void {
    void this.#commits.write(() => this.#writer.restamp(frame, stamp));
  }

  /** Where a folder was when frames in it were put on record. */
  foldersOf(key: FolderKey): readonly Place[] {
    return this.database.run(() => this.#folders.find(key));
  }

  /** Notes a folder of frames. */
  noteFolder(place: Place, key: FolderKey): void {
    const { source } = place;
    void this.#commits.write(() => this.#folders.add(this.#writer.sourceId(source), place, key));
  }

  /** Notes that a frame lies elsewhere by now. */
  moveFrame(from: Place, to: FrameIdentity): void {
    void this.#commits.write(() => {
      this.#writer.sourceId(to.source);
      this.#folders.moveFrame(from, to);
    });
  }

  /** Remembers that no copy of a frame is owed any more. Nobody need wait. */
  noteCopied(frame: FrameIdentity): void {
    void this.#commits.write(() => this.#writer.noteCopied(frame));
  }

  /** Puts on record what the job is told to do. */
  nameJob(job: JobInfo): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) => connection.prepare(NAME_JOB).run(JSON.stringify(job))),
    );
  }

  /**
   * Looks whether the record, and all that must not vanish with it, is where it will be looked for.
   *
   * @throws FrameferryError `ERR_RECORD_LOST` if it was removed, moved away or replaced.
   */
  async checkRecord(): Promise<void> {
    await this.held.check().catch((cause: unknown) => {
      throw this.database.fail(cause as Error);
    });
  }

  /** Makes the last records safe as soon as it can be done. */
  flushNow(): void {
    this.#commits.flushNow();
  }

  /** Forgets the frames that are old and gone; returns how many. See `forgetFrames`. */
  async forget({ retentionMs, stillExists }: ForgetPolicy, signal: AbortSignal): Promise<number> {
    const cutoffMs = this.#wallClockMs() - retentionMs;
    return await forgetFrames(this.#parts, { cutoffMs, stillExists }, signal);
  }

  /** What keeps it below a size, as often as it is asked to. */
  sizeBound(policy: SizePolicy): SizeBound {
    return new SizeBound(this.#parts, policy);
  }

  get #parts(): LedgerParts {
    return { database: this.database, commits: this.#commits };
  }

  /** Forgets every frame, as for a job that begins again. */
  forgetAll(): Promise<void> {
    return this.#commits.write(() =>
      this.database.execute(
        "DELETE FROM frames; DELETE FROM folders; DELETE FROM about WHERE name = 'pending'",
      ),
    );
  }

  /** Forgets the frames from this index on, whatever became of them. */
  forgetFrom(index: number): Promise<void> {
    return this.#commits.write(() =>
      this.database.run((connection) =>
        connection.prepare("DELETE FROM frames WHERE frame_index >= ?").run(index),
      ),
    );
  }

  /** Commits what is open, and gives the job up. @throws FrameferryError if that fails. */
  override async close(): Promise<void> {
    try {
      await this.#commits.close();
    } finally {
      await super.close();
      await this.#ownership.release();
    }
  }
}

const NAME_JOB = `
  INSERT INTO about (name, value) VALUES ('job', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

const NOTE_PENDING = `
  INSERT INTO about (name, value) VALUES ('pending', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
