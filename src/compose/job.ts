import { dirname, sep } from "node:path";
import type { EventListener } from "../core/events.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import { absolutePaths, type JobSource } from "../ledger/job-folder.ts";
import type { JobInfo } from "../ledger/job-info.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type LedgerOptions, openLedger } from "../ledger/open-ledger.ts";
import { makePrivateFile, makePrivateFolder } from "../ledger/private-files.ts";
import type { RecordOptions } from "../options/record-options.ts";
import type { FrameMemory } from "../pipeline/frame-memory.ts";
import { fileStillExists } from "./frame-identities.ts";
import { keepLedgerSmall } from "./ledger-upkeep.ts";
import type { JobPlaces } from "./places.ts";

/** What a job is about, besides its places. */
export interface JobTask {
  readonly source: JobSource;
  /** All that decides what a slice writes; `null` where frames come ready-made. */
  readonly fingerprint: string | null;
  /** Absolute path of the folder that the images lie in; `null` where each frame's source tells. */
  readonly framesFolder: string | null;
  /** Whether a frame that was settled is still there, and so must be remembered. */
  readonly stillExists: (frame: FrameIdentity) => Promise<boolean>;
}

/** The task of a source whose images come ready-made. */
export function filesTask(source: JobSource): JobTask {
  return { source, fingerprint: null, framesFolder: null, stillExists: fileStillExists };
}

/** A job that this process owns: its ledger, and what earlier runs left in it. */
export class Job implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly places: JobPlaces;
  /** What an earlier run put on record; `null` for a new job, or one that begins again. */
  readonly former: JobInfo | null;
  /** Frames that earlier runs have delivered. */
  readonly deliveredBefore: number;
  readonly #closing = new AbortController();
  readonly #lost = new AbortController();
  readonly #watching: NodeJS.Timeout;
  #forgetting: Promise<unknown> = Promise.resolve();

  private constructor(ledger: Ledger, places: JobPlaces, former: JobInfo | null) {
    this.ledger = ledger;
    this.places = places;
    this.former = former;
    this.deliveredBefore = ledger.counts().delivered;
    this.#watching = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /**
   * Opens a job, and begins it anew when it is told to, or when its video or its slicing has changed.
   *
   * @throws FrameferryError `ERR_JOB_OWNED` when another process works on it, and what `openLedger` throws.
   */
  static async open(
    places: JobPlaces,
    task: JobTask,
    options: RecordOptions,
    emit: EventListener,
  ): Promise<Job> {
    const { ledgerMaxSizeBytes } = options;
    const ledger = await openTold(places.folder, emit, { maxBytes: ledgerMaxSizeBytes });
    try {
      const known = ledger.job();
      const isNew = options.restart || known === null || known.fingerprint !== task.fingerprint;
      // It shares its commit with what is written next.
      if (isNew) void ledger.forgetAll();
      const former = isNew ? null : known;
      const info: JobInfo = {
        source: { kind: task.source.kind, paths: absolutePaths(task.source) },
        service: places.service,
        address: places.address,
        fingerprint: task.fingerprint,
        framesFolder: task.framesFolder,
        frameCount: former?.frameCount ?? null,
      };
      await ledger.nameJob(info);
      const job = new Job(ledger, places, former);
      const upkeep = { ...options, stillExists: task.stillExists };
      job.#forgetting = keepLedgerSmall(ledger, upkeep, emit, job.#closing.signal);
      // A ledger that fails tells it to whoever settles the next frame.
      job.#forgetting.catch(() => {});
      return job;
    } catch (error) {
      await ledger.close().catch(() => {});
      throw error;
    }
  }

  /**
   * Opens a job for frames that are on record, and leaves all else as earlier runs have told it.
   *
   * @throws FrameferryError as `open`.
   */
  static async reopen(places: JobPlaces, emit: EventListener): Promise<Job> {
    const ledger = await openTold(places.folder, emit);
    return new Job(ledger, places, ledger.job());
  }

  /** What the pipeline asks of the ledger. */
  get memory(): FrameMemory {
    const { ledger } = this;
    return {
      find: (identity) => ledger.find(identity),
      hurry: () => ledger.hurry(),
      lost: this.#lost.signal,
      settle: ({ identity, index, ptsSeconds, landedAtMs }, result) => {
        const firstSeenAtMs = Math.round(performance.timeOrigin + landedAtMs);
        const put = (): Promise<void> =>
          ledger.settle({ ...identity, index, ptsSeconds, firstSeenAtMs }, result);
        // The image may be missing because its whole folder is: then the frame has not failed.
        return result.outcome === "failed" ? ledger.checkRecord().then(put) : put();
      },
    };
  }

  /** Makes the results file for its owner alone, where it lies in the folder of the job. */
  async makeResultsPrivate(): Promise<void> {
    const { folder, results } = this.places;
    if (!results.startsWith(`${folder}${sep}`)) return;
    // Whoever opens the file next says why it cannot be made.
    await makePrivateFolder(dirname(results)).catch(() => {});
    makePrivateFile(results);
  }

  /** @throws FrameferryError `ERR_RECORD_LOST` unless all that the run works with lies where it was. */
  async checkRecord(): Promise<void> {
    await this.ledger.checkRecord();
  }

  /** Puts on record that the slice has come to its end. */
  async sliceEnded(frameCount: number): Promise<void> {
    const info = this.ledger.job();
    if (info !== null) await this.ledger.nameJob({ ...info, frameCount });
  }

  /** @throws FrameferryError when what is still open cannot be put on record. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#watching);
    await this.#forgetting.catch(() => {});
    await this.ledger.close().catch((error: unknown) => {
      // Whoever carried the frames was told already why nothing can be put on record.
      if (!this.#lost.signal.aborted) throw error;
    });
  }

  /** While nothing is put on record nobody else would notice, and a second instance could start. */
  #look(): void {
    this.ledger.checkRecord().catch((error: unknown) => this.#lost.abort(error));
  }
}

const LOOK_EVERY_MS = 1000;

/** Opens the ledger of a job, and tells when it had to be mended. */
async function openTold(
  folder: string,
  emit: EventListener,
  options: LedgerOptions = {},
): Promise<Ledger> {
  const ledger = await openLedger(folder, options);
  if (ledger.salvaged !== null) emit(salvagedWarning(ledger.salvaged, folder));
  if (!ledger.isPrivate) emit(openToOthers(folder));
  return ledger;
}

function salvagedWarning(count: number, folder: string): Parameters<EventListener>[0] {
  const message = `the ledger in ${folder} was damaged: ${count} records were saved, and frames without one are sent again`;
  return { type: "warningRaised", message };
}

function openToOthers(folder: string): Parameters<EventListener>[0] {
  const message = `others on this machine can read ${folder}, which holds answers: its rights cannot be changed; choose another folder with --state`;
  return { type: "warningRaised", message };
}
