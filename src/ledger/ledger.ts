import type { FrameIdentity } from "../core/frame-identity.ts";
import type { FailedAttempt, SettledFrame, Settlement } from "./frame-record.ts";
import { FrameWriter } from "./frame-writer.ts";
import { type ForgetPolicy, forgetFrames } from "./forget-frames.ts";
import { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import type { JobInfo } from "./job-info.ts";
import type { JobOwnership } from "./job-owner.ts";
import { LedgerReader } from "./ledger-reader.ts";

/**
 * What became of each frame of a job. It is the only writer of its database.
 *
 * A frame counts as settled when the promise of `settle` has resolved, and not before. After a
 * failure every call answers with that failure, and sending has to stop.
 */
export class Ledger extends LedgerReader {
  /** Records that were saved from a damaged file when this ledger was opened; `null` if it was sound. */
  readonly salvaged: number | null;
  readonly #ownership: JobOwnership;
  readonly #wallClockMs: () => number;
  readonly #commits: GroupCommit;
  readonly #writer: FrameWriter;

  constructor(
    database: GuardedDatabase,
    ownership: JobOwnership,
    { salvaged, wallClockMs }: { salvaged: number | null; wallClockMs: () => number },
  ) {
    super(database);
    this.salvaged = salvaged;
    this.#ownership = ownership;
    this.#wallClockMs = wallClockMs;
    this.#commits = new GroupCommit(database);
    this.#writer = new FrameWriter(database);
  }

  /**
   * Puts the final word on a frame on record. `find` knows it at once.
   *
   * @returns a promise that resolves when the record is safe on the disk, within some tens of
   * milliseconds. @throws FrameferryError if it could not be written.
   */
  settle(frame: SettledFrame, settlement: Settlement): Promise<void> {
    const nowMs = this.#wallClockMs();
    return this.#commits.write(() =>
      this.#writer.write(frame, settlement.outcome, settlement, nowMs),
    );
  }

  /**
   * Remembers that an attempt failed and more may follow, so that a restart does not begin to count
   * anew. Nobody need wait: what is lost with a crash is one attempt of the count.
   */
  noteAttempt(frame: SettledFrame, attempt: FailedAttempt): void {
    void this.#commits.write(() => this.#writer.write(frame, "pending", attempt, null));
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

  /** Makes the last records safe as soon as it can be done. */
  hurry(): void {
    this.#commits.hurry();
  }

  /** Forgets the frames that are old and gone; returns how many. See `forgetFrames`. */
  async forget(policy: ForgetPolicy, signal: AbortSignal): Promise<number> {
    const parts = { database: this.database, commits: this.#commits };
    return await forgetFrames(parts, policy, this.#wallClockMs(), signal);
  }

  /** Forgets every frame, as for a job that begins again. */
  forgetAll(): Promise<void> {
    return this.#commits.write(() => this.database.execute("DELETE FROM frames"));
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
