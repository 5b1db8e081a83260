import { readdirSync, statSync } from "node:fs";
import { deliver } from "../../../src/app/delivery/deliver.ts";
import { folderIdentity } from "../../../src/app/jobs/frame-identities.ts";
import { filesTask, Job } from "../../../src/app/jobs/job.ts";
import { jobPaths } from "../../../src/app/jobs/job-paths.ts";
import type { EventListener } from "../../../src/core/events/run-event.ts";
import { NO_TIME } from "../../../src/core/frame/frame.ts";
import type { RunSummary } from "../../../src/core/summary.ts";
import { keepImages } from "../../../src/images/delivered-images.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import type { FrameStore } from "../../../src/pipeline/frame-store.ts";
import type { LandedFile, Watcher } from "../../../src/watcher/watcher.ts";

export interface ListedDelivery {
  /** Absolute path of a folder of complete images. */
  readonly folder: string;
  /** Address of the service. */
  readonly to: string;
  readonly concurrency: number | "auto";
  /** Folder of the ledger and the results. */
  readonly state: string;
  /** True to record frames in the ledger; the program itself has no such option. */
  readonly remembers: boolean;
}

/** Delivers a folder as `frameferry send` does, without checking that images are complete. */
export async function deliverListed(delivered: ListedDelivery): Promise<RunSummary> {
  const { folder, remembers, ...given } = delivered;
  const options = checkOptions(filesSchema, { paths: [folder], ...given });
  const source = { kind: "folder", paths: [folder] } as const;
  const places = jobPaths(source, options);
  const frameSource = {
    source: folder,
    watcher: new Listing(folder),
    write: async () => {},
    identify: folderIdentity(folder),
    timeOf: () => NO_TIME,
    delivered: keepImages,
  };
  const supply = {
    frameSources: [frameSource],
    maxFrames: null,
    ...(!remembers && { memory: FORGETFUL }),
    framesPath: folder,
    account: () => ({ sliced: null, problems: [], warnings: [] }),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  const delivery = {
    options,
    openJob: async (emit: EventListener) =>
      await Job.open(places, filesTask(source), options, emit),
    openSource: async () => supply,
  };
  const never = new AbortController().signal;
  return await deliver(delivery, { emit: () => {} }, { drain: never, abort: never });
}

/** A store without any records. */
const FORGETFUL: FrameStore = {
  find: () => null,
  recall: (frame) => ({ frame, history: null }),
  commit: async () => {},
  recordCopied: () => {},
  flushNow: () => {},
};

/** Replaces a watcher: the files of a folder, sorted by name. */
class Listing implements Watcher {
  readonly isQuiet = true;
  readonly unreadable = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async ready(): Promise<void> {}

  async *files(): AsyncGenerator<LandedFile, void, void> {
    for (const relativePath of readdirSync(this.#folder).toSorted()) {
      const path = `${this.#folder}/${relativePath}`;
      const { size: byteLength, mtimeMs: modifiedAtMs, dev: device, ino: inode } = statSync(path);
      const landedAtMs = performance.now();
      const version = { byteLength, modifiedAtMs, device, inode };
      yield { path, relativePath, ...version, landedAtMs, defect: null };
    }
  }

  lookAgain(): void {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
