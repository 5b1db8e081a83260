import type { EventListener } from "../core/events.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import { absolutePaths, type JobSource } from "../ledger/job-folder.ts";
import type { JobInfo } from "../ledger/job-info.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import type { RecordOptions } from "../options/record-options.ts";
import type { FrameMemory } from "../pipeline/frame-memory.ts";
import { fileStillExists } from "./frame-identities.ts";
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
  #forgetting: Promise<unknown> = Promise.resolve();

  private constructor(ledger: Ledger, places: JobPlaces, former: JobInfo | null) {
    this.ledger = ledger;
    this.places = places;
    this.former = former;
    this.deliveredBefore = ledger.counts().delivered;
  }

  /**
   * Opens a job, and begins it anew when it is told to, or when its video or its slicing has changed.
   *
   * @throws FrameferryError `ERR_JOB_OWNED` when another process works on it, and what `openLedger` throws.
   */
  static async open(
    places: JobPlaces,
    task: JobTask,
    { restart, rememberMs }: RecordOptions,
    emit: EventListener,
  ): Promise<Job> {
    const ledger = await openTold(places.folder, emit);
    try {
      const known = ledger.job();
      const isNew = restart || known === null || known.fingerprint !== task.fingerprint;
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
      job.#forgetting = job.#forgetRegularly(rememberMs, task.stillExists);
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
      noteCopied: (identity) => ledger.noteCopied(identity),
      settle: ({ identity, index, ptsSeconds, landedAtMs }, result, owesCopy) => {
        const firstSeenAtMs = Math.round(performance.timeOrigin + landedAtMs);
        const { outcome, attempts, status, reason } = result;
        const settlement = { outcome, attempts, status, reason, owesCopy };
        return ledger.settle({ ...identity, index, ptsSeconds, firstSeenAtMs }, settlement);
      },
    };
  }

  /** Puts on record that the slice has come to its end. */
  async sliceEnded(frameCount: number): Promise<void> {
    const info = this.ledger.job();
    if (info !== null) await this.ledger.nameJob({ ...info, frameCount });
  }

  /** @throws FrameferryError when what is still open cannot be put on record. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#forgetting.catch(() => {});
    await this.ledger.close();
  }

  async #forgetRegularly(rememberMs: number, stillExists: JobTask["stillExists"]): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.ledger.forget({ rememberMs, stillExists }, signal);
      await sleepUnlessAborted(FORGET_EVERY_MS, signal);
    }
  }
}

const FORGET_EVERY_MS = 24 * 60 * 60 * 1000;

/** Opens the ledger of a job, and tells when it had to be mended. */
async function openTold(folder: string, emit: EventListener): Promise<Ledger> {
  const ledger = await openLedger(folder);
  if (ledger.salvaged !== null) emit(salvagedWarning(ledger.salvaged, folder));
  return ledger;
}

function salvagedWarning(count: number, folder: string): Parameters<EventListener>[0] {
  const message = `the ledger in ${folder} was damaged: ${count} records were saved, and frames without one are sent again`;
  return { type: "warningRaised", message };
}

async function sleepUnlessAborted(pauseMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pauseMs);
    timer.unref();
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
