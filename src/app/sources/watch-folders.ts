import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { NO_TIME } from "../../core/frame/frame.ts";
import { command, option } from "../../core/option-spelling.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { WatchOptions } from "../../options/watch-options.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import { isAskedToEnd, type StopSignals } from "../../submitter/submitter.ts";
import { FolderWatcher } from "../../watcher/folder-watcher.ts";
import type { FolderWatcherOptions } from "../../watcher/watcher-options.ts";
import { afterDelivery, checkDeliveredOptions } from "../images/after-delivery.ts";
import { checkFailureOptions, targetFolders } from "../images/after-failure.ts";
import { checkWrittenPaths } from "../paths/check-outputs.ts";
import { deliver, type Delivery } from "../delivery/deliver.ts";
import type { SourceTools, RunSource } from "../delivery/run-source.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { folderIdentity } from "../jobs/frame-identities.ts";
import { filesTask, Job } from "../jobs/job.ts";
import { checkOverflowOptions, overflowPolicy } from "./overflow-from-options.ts";
import { refuseMisnamedSource } from "./misnamed-source.ts";
import { jobPaths } from "../jobs/job-paths.ts";
import { checkFileRules } from "./check-landed-rules.ts";
import { folderSettings, refuseNestedPaths } from "../paths/source-folders.ts";
import {
  orderOf,
  secondsOfFile,
  type SelectorMaker,
  selectorMaker,
} from "./selection-from-options.ts";
import { unreadablePaths } from "./unreadable-paths.ts";
import { WatchEnding } from "./watch-ending.ts";

/**
 * Delivers what folders hold and what lands in them, until the options or a signal end it.
 *
 * @throws FrameferryError when nothing could be carried.
 */
export async function runWatch(
  options: WatchOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  checkWatchOptions(options);
  const source = { kind: "folder", paths: options.folders } as const;
  const places = jobPaths(source, options);
  const delivery: Delivery = {
    options,
    isEndless: true,
    openJob: async (emit) => await Job.open(places, filesTask(source), options, emit),
    openSource: async (tools) => {
      const makeSelector = await selectorMaker(options, tools, options);
      return watchedSource(options, { ...tools, makeSelector }, signals);
    },
  };
  return await deliver(delivery, observer, signals);
}

/** @throws FrameferryError for options that contradict each other, and for what is no folder. */
export function checkWatchOptions(options: WatchOptions): void {
  for (const path of options.folders) {
    refuseMisnamedSource(path, "watch");
    refuseOtherKind(path);
  }
  refuseNestedPaths(options.folders);
  checkDeliveredOptions(options, options.folders);
  checkOverflowOptions(options);
  checkFileRules(options);
  checkFailureOptions(options, options.folders);
  const { folders, untilFile } = options;
  const signs = untilFile === null ? [] : folders.map((folder) => join(folder, untilFile));
  checkWrittenPaths(
    options,
    { files: [], folders, frames: options },
    signs.map((path) => ({ flag: option("untilFile"), path, kind: "sign" })),
  );
}

/** A folder that does not exist yet is waited for, but one whose place is taken would never come. */
function refuseOtherKind(path: string): void {
  if (!isNoFolder(path)) return;
  throw new FrameferryError({
    code: "ERR_SOURCE_MISSING",
    kind: "source",
    message: `${path} is not a folder`,
    remedy: `name the folder that the images land in; ${command("send")} delivers single files`,
  });
}

function isNoFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    return false;
  }
}

function watchedSource(
  options: WatchOptions,
  tools: SourceTools & { readonly makeSelector: SelectorMaker },
  signals: StopSignals,
): RunSource {
  const { clock, emit, stats, job, makeSelector } = tools;
  const delivered = afterDelivery(options, emit);
  // One that was not there at the start may turn out to be a folder that somebody else delivers from.
  const owned = Promise.withResolvers<never>();
  owned.promise.catch(() => {});
  const watchers = options.folders.map((folder) => {
    const onFound = (): void => void job.sources.add(folder).catch(owned.reject);
    return new FolderWatcher(folder, { ...watcherOptions(folder, options), onFound }, clock, emit);
  });
  const isBusy = (): boolean => stats.backlog > 0 || watchers.some(({ isQuiet }) => !isQuiet);
  const ending = new WatchEnding({ options, tools, isBusy, signals });
  const frameSources = watchers.map((watcher, at): FrameSource => ({
    source: options.folders[at] ?? "",
    watcher,
    write: (drain) => Promise.race([ending.of(options.folders[at] ?? "", drain), owned.promise]),
    identify: folderIdentity(options.folders[at] ?? ""),
    timeOf: () => NO_TIME,
    delivered,
    ...makeSelector({ secondsOf: secondsOfFile, isEndless: true }),
  }));
  return {
    frameSources,
    maxFrames: options.maxFrames,
    overflow: overflowPolicy(options),
    framesPath: options.folders.length === 1 ? resolve(options.folders[0] ?? "") : null,
    account: () => {
      // Whoever stops a watch knows that more may come; what could not be read was told of in its time.
      const isStopped = isAskedToEnd(signals);
      const problems = isStopped ? [] : [...ending.problems(), ...unreadablePaths(watchers)];
      return { sliced: null, problems, warnings: [] };
    },
    close: async () => await ending.close(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(watchers.map((watcher) => watcher[Symbol.asyncDispose]()));
    },
  };
}

function watcherOptions(folder: string, options: WatchOptions): FolderWatcherOptions {
  return {
    ...folderSettings(folder, { ...options, order: orderOf(options) }, targetFolders(options)),
    arrivesWhole: false,
    onlyNew: options.onlyNew,
    rescanMs: options.rescanMs,
    poll: options.poll,
    waitsForFolder: true,
  };
}
