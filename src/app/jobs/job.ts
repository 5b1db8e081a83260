import { systemClock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { digestOfFrame } from "../../core/frame/frame-digest.ts";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import { type JobSource, realPaths } from "../../ledger/job-folder.ts";
import type { JobInfo, VideoVersion } from "../../ledger/job-info.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { SourceLocks } from "../../ledger/source-locks.ts";
import type { RecordOptions } from "../../options/record-options.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";
import { EarlierFailures } from "./earlier-failures.ts";
import { forgetSlicings } from "./forget-slicings.ts";
import { fileStillExists, stampOf } from "./frame-identities.ts";
import { recallFrame } from "./frame-recall.ts";
import { forgetUnsureFrames } from "./grown-video.ts";
import { otherSlicingWarning, retryWarning, warnOfLeftImages } from "./job-warnings.ts";
import { keepLedgerSmall } from "./ledger-upkeep.ts";
import { MovedFolders } from "./moved-folders.ts";
import { releaseJob, type OpenJob, openOwn, openReported, takeSources } from "./open-job.ts";
import type { JobPaths } from "./job-paths.ts";
import { requestDigest, type RequestOptions } from "./request-digest.ts";
import { nextIndexOf } from "./slice-progress.ts";
import { failuresOfOthers, isSlicing } from "./slicings.ts";

/** Source and slicing of a job. */
export interface JobTask {
  readonly source: JobSource;
  /** All that decides what a slice writes; `null` where frames come ready-made. */
  readonly fingerprint: string | null;
  /** The video as it is now, and whether it has only grown since its frames were put on record. @default none */
  readonly video?: { readonly version: VideoVersion; readonly hasGrown: boolean };
  /** Absolute path of the folder that the images lie in; `null` where each frame's source tells. */
  readonly framesFolder: (places: JobPaths) => string | null;
  /** True if a frame that was settled is still there, and so must be remembered. */
  readonly stillExists: (frame: FrameIdentity) => Promise<boolean>;
}

/** The task of a source whose images come ready-made. */
export function filesTask(source: JobSource): JobTask {
  return { source, fingerprint: null, framesFolder: () => null, stillExists: fileStillExists };
}

/** Frames that a run did not come across, and that have failed before. */
export interface UntouchedFailures {
  readonly own: readonly FrameRecord[];
  /** Those of jobs that have sliced the same video otherwise, or another one in its place. */
  readonly ofOtherSlicings: readonly FrameRecord[];
}

/** A job that this process owns: its ledger, and what earlier runs left in it. */
export class Job implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly places: JobPaths;
  /** Record of an earlier run; `null` for a new job, or one that begins again. */
  readonly previous: JobInfo | null;
  /** Frames that earlier runs have delivered. */
  readonly previouslyDelivered: number;
  /** Frames that earlier runs left failed; `null` for a job that was opened for that alone. */
  readonly earlier: EarlierFailures | null;
  /** Its sources, which nobody else may deliver from meanwhile. */
  readonly sources: SourceLocks;
  readonly #request: string;
  readonly #usualFolder: string | null;
  readonly #closing = new AbortController();
  readonly #lost = new AbortController();
  readonly #watching: NodeJS.Timeout;
  #forgetting: Promise<unknown> = Promise.resolve();

  private constructor(
    { ledger, sources, places, usualFolder }: OpenJob,
    previous: JobInfo | null,
    request: string,
    earlier: EarlierFailures | null,
  ) {
    this.ledger = ledger;
    this.sources = sources;
    this.places = places;
    this.previous = previous;
    this.earlier = earlier;
    this.#request = request;
    this.#usualFolder = usualFolder;
    this.previouslyDelivered = ledger.counts().delivered;
    this.#watching = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /**
   * Opens a job, and begins it anew on request, or when its video or its slicing has changed; but
   * what failed of another slicing stays on record, where it is.
   *
   * @throws FrameferryError `ERR_JOB_OWNED` when another process works on it, and what `openLedger` throws.
   */
  static async open(
    places: JobPaths,
    task: JobTask,
    options: RecordOptions & RequestOptions,
    emit: EventListener,
  ): Promise<Job> {
    const { restart, retryFailed } = options;
    const request = await requestDigest(options);
    const open = await openOwn(places, task, options, emit);
    const { ledger } = open;
    try {
      const known = ledger.job();
      if (restart) await forgetSlicings(places.folder, open.places, ledger, emit);
      const isNew = restart || !isSlicing(known, task.fingerprint);
      const { delivered } = ledger.counts();
      const isOtherSlicing = isNew && !restart && isSameVideo(known, task);
      if (isOtherSlicing && delivered > 0) emit(otherSlicingWarning(delivered));
      // It shares its commit with what is written next.
      if (isNew) void ledger.forgetAll();
      const previous = isNew || known === null ? null : previousOf(known, task);
      if (previous !== null && task.video?.hasGrown === true)
        void forgetUnsureFrames(ledger, nextIndexOf(ledger));
      const info: JobInfo = {
        source: { kind: task.source.kind, paths: realPaths(task.source) },
        service: places.service,
        address: places.address,
        fingerprint: task.fingerprint,
        framesFolder: task.framesFolder(open.places),
        frameCount: previous?.frameCount ?? null,
        video: task.video?.version ?? null,
      };
      await ledger.recordJob(info);
      if (previous !== null) warnOfLeftImages(previous, info, ledger.counts().failed, emit);
      const earlier = new EarlierFailures(ledger, { request, retryFailed });
      if (!retryFailed && earlier.changedCount > 0) emit(retryWarning(earlier.changedCount));
      const job = new Job(open, previous, request, earlier);
      const upkeep = { ...options, stillExists: task.stillExists };
      job.#forgetting = keepLedgerSmall(ledger, upkeep, emit, job.#closing.signal);
      // A ledger that fails tells it to whoever settles the next frame.
      job.#forgetting.catch(() => {});
      return job;
    } catch (error) {
      await releaseJob(open).catch(() => {});
      throw error;
    }
  }

  /**
   * Opens a job for frames that are on record, and leaves all else as earlier runs recorded it.
   *
   * @throws FrameferryError as `open`.
   */
  static async reopen(
    places: JobPaths,
    options: RequestOptions,
    emit: EventListener,
  ): Promise<Job> {
    const request = await requestDigest(options);
    const ledger = await openReported(places.folder, emit);
    const sources = await takeSources(ledger, places, null);
    return new Job({ ledger, sources, places, usualFolder: null }, ledger.job(), request, null);
  }

  /** View of the ledger that the pipeline uses. */
  get memory(): FrameStore {
    const { ledger, earlier } = this;
    const request = this.#request;
    const folders = new MovedFolders(ledger, () => systemClock.nowMs());
    const memory: FrameStore = {
      find: (identity) => ledger.find(identity),
      flushNow: () => ledger.flushNow(),
      lost: this.#lost.signal,
      recall: (frame) => recallFrame(ledger, frame, folders),
      recordCopied: (identity) => ledger.recordCopied(identity),
      commit: (frame, result, needsCopy) => {
        const { identity, index, ptsSeconds, landedAtMs, capturedAtMs = landedAtMs } = frame;
        const firstSeenAtMs = Math.round(performance.timeOrigin + capturedAtMs);
        const { outcome, attempts, status, reason } = result;
        const settlement = { outcome, attempts, status, reason, request, needsCopy };
        const stamp = stampOf(frame);
        const content = stamp === null ? {} : { stamp, digest: digestOfFrame(frame) };
        if (stamp !== null) folders.note(frame);
        const settled = { ...identity, index, ptsSeconds, firstSeenAtMs, ...content };
        const put = (): Promise<void> => ledger.commit(settled, settlement);
        // The image may be missing because its whole folder is: then the frame has not failed.
        return outcome === "failed" ? ledger.checkRecord().then(put) : put();
      },
    };
    return earlier?.memory(memory) ?? memory;
  }

  /** Frames of this source that failed in earlier runs, are still failed, and were not met by this one. */
  async untouchedFailures(emit: EventListener): Promise<UntouchedFailures> {
    const folder = this.#usualFolder;
    const own = this.earlier?.untouched(folder !== null) ?? [];
    if (folder === null) return { own, ofOtherSlicings: [] };
    return { own, ofOtherSlicings: await failuresOfOthers(folder, this.places.folder, emit) };
  }

  /** @throws FrameferryError `ERR_RECORD_LOST` unless all that the run works with lies where it was. */
  async checkRecord(): Promise<void> {
    await this.ledger.checkRecord();
  }

  /** Puts on record that the slice has come to its end. */
  async sliceEnded(frameCount: number): Promise<void> {
    const info = this.ledger.job();
    if (info !== null) await this.ledger.recordJob({ ...info, frameCount });
  }

  /** @throws FrameferryError when what is still open cannot be put on record. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#watching);
    await this.#forgetting.catch(() => {});
    await releaseJob(this).catch((error: unknown) => {
      // Whoever carried the frames was told already why nothing can be put on record.
      if (!this.#lost.signal.aborted) throw error;
    });
  }

  /** While nothing is put on record nobody else would notice, and a second instance could start. */
  #look(): void {
    this.ledger.checkRecord().catch((error: unknown) => this.#lost.abort(error));
  }
}

/** True if a job has had the same video, be it shorter; the caller reports a different one. */
function isSameVideo(known: JobInfo | null, { video }: JobTask): boolean {
  if (video === undefined || known === null) return false;
  return video.hasGrown || known.video?.digest === video.version.digest;
}

/** A video that has grown has not come to its end. */
function previousOf(known: JobInfo, { video }: JobTask): JobInfo {
  return video?.hasGrown === true ? { ...known, frameCount: null } : known;
}

const LOOK_EVERY_MS = 1000;
