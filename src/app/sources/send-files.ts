import { stat } from "node:fs/promises";
import { NO_TIME } from "../../core/frame/frame.ts";
import { byReader } from "../../core/option-spelling.ts";
import type { RunSummary } from "../../core/summary.ts";
import { systemErrorCode } from "../../core/files/system-error.ts";
import type { FilesOptions } from "../../options/files-options.ts";
import type { JobSource } from "../../ledger/job-folder.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { FolderWatcher } from "../../watcher/folder-watcher.ts";
import type { FolderWatcherOptions } from "../../watcher/watcher-options.ts";
import { isNamedBy } from "../../watcher/frame-filter.ts";
import { PathList } from "../../watcher/path-list.ts";
import { afterDelivery, checkDeliveredOptions } from "../images/after-delivery.ts";
import { checkFailureOptions, targetFolders } from "../images/after-failure.ts";
import { checkWrittenPaths } from "../paths/check-outputs.ts";
import { deliver, type Delivery } from "../delivery/deliver.ts";
import type { SourceTools, RunSource } from "../delivery/run-source.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { fileIdentity, folderIdentity } from "../jobs/frame-identities.ts";
import { filesTask, Job } from "../jobs/job.ts";
import { refuseMisnamedFiles } from "./misnamed-source.ts";
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
import { unseenSource } from "../paths/unseen-source.ts";

/** Paths that come one by one, and what to call where they come from. */
export interface ListedFiles {
  /** `-` for standard input. */
  readonly source: string;
  readonly paths: AsyncIterable<string>;
}

/**
 * Delivers existing files: those named, those in named folders, and those of a list as they come.
 *
 * @throws FrameferryError when nothing could be carried, such as `ERR_SOURCE_MISSING`.
 */
export async function runSend(
  options: FilesOptions,
  list: ListedFiles | null,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  const named = await sortPaths(options);
  const source = sourceOf(named, list !== null);
  const places = jobPaths(source, options);
  const delivery: Delivery = {
    options,
    isEndless: list !== null,
    openJob: async (emit) => await Job.open(places, filesTask(source), options, emit),
    openSource: async (tools) => {
      const makeSelector = await selectorMaker(options, tools, options);
      return filesSource(options, named, list, { ...tools, makeSelector });
    },
  };
  return await deliver(delivery, observer, signals);
}

/** Folders alone are the job that `watch` would have of them; all else is a list of the working directory. */
export function sourceOf({ folders, files }: NamedPaths, hasList: boolean): JobSource {
  if (files.length === 0 && !hasList) return { kind: "folder", paths: folders };
  return { kind: "list", paths: [...folders, ...files, ...(hasList ? ["-"] : [])] };
}

/** Named paths, by what they lead to. */
export interface NamedPaths {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * @throws FrameferryError for a path that leads nowhere or may not be reached, or that another one
 * covers. One of several that a disk fails to tell of is taken for a file, and does not hold up the others.
 */
export async function sortPaths(options: FilesOptions): Promise<NamedPaths> {
  refuseMisnamedFiles(options.paths, options.match);
  const folders: string[] = [];
  const files: string[] = [];
  for (const path of options.paths)
    ((await isFolder(path, options.paths.length > 1)) ? folders : files).push(path);
  refuseNestedPaths(folders, files);
  checkFileRules(options);
  checkDeliveredOptions(options, folders);
  checkFailureOptions(options, folders);
  checkWrittenPaths(options, { files, folders, frames: options });
  return { folders, files };
}

function filesSource(
  options: FilesOptions,
  { folders, files }: NamedPaths,
  list: ListedFiles | null,
  { clock, emit, makeSelector }: SourceTools & { readonly makeSelector: SelectorMaker },
): RunSource {
  const shared = {
    write: async (): Promise<void> => {},
    timeOf: () => NO_TIME,
    delivered: afterDelivery(options, emit),
  };
  const isMeant = isNamedBy(options.match);
  const listed = (source: string, paths: AsyncIterable<string>): FrameSource => {
    const watcher = new PathList(paths, options.settleMs, clock, emit, { isMeant });
    const selection = makeSelector({
      secondsOf: secondsOfFile,
      isEndless: source === list?.source,
    });
    return { source, watcher, identify: fileIdentity(folders), ...shared, ...selection };
  };
  const frameSources = folders.map((folder): FrameSource => {
    const ordered = { ...options, order: orderOf(options) };
    const settings = folderSettings(folder, ordered, targetFolders(options));
    const selection = makeSelector({ secondsOf: secondsOfFile, isEndless: false });
    const watcher = new FolderWatcher(folder, { ...settings, ...ONCE }, clock, emit);
    const identify = folderIdentity(folder);
    return { source: folder, watcher, identify, ...shared, ...selection };
  });
  if (files.length > 0) frameSources.push(listed(WORKING_FOLDER, oneByOne(files)));
  if (list !== null) frameSources.push(listed(list.source, list.paths));
  const watchers = frameSources.map(({ watcher }) => watcher);
  return {
    frameSources,
    maxFrames: null,
    framesPath: null,
    account: () => ({ sliced: null, problems: unreadablePaths(watchers), warnings: [] }),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {
      await Promise.all(watchers.map((watcher) => watcher[Symbol.asyncDispose]()));
    },
  };
}

/** Folder that the paths of named files are relative to. */
export const WORKING_FOLDER = ".";

/** A folder is listed, and not watched. */
export const ONCE: Pick<
  FolderWatcherOptions,
  "arrivesWhole" | "onlyNew" | "rescanMs" | "poll" | "waitsForFolder"
> = {
  arrivesWhole: false,
  onlyNew: false,
  rescanMs: Number.POSITIVE_INFINITY,
  poll: true,
  waitsForFolder: false,
};

async function* oneByOne(paths: readonly string[]): AsyncGenerator<string, void, void> {
  yield* paths;
}

async function isFolder(path: string, hasOthers: boolean): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    if (hasOthers && MAY_BE_THERE.has(systemErrorCode(cause))) return false;
    throw unseenSource(path, cause, {
      missing: `there is no file or folder ${path}`,
      remedy: byReader({
        commandLine: "check the path; a list of paths can be read from standard input with -",
        library: "check the path",
      }),
    });
  }
}

/** Error codes of failing disks and network folders. */
const MAY_BE_THERE: ReadonlySet<string> = new Set(["EIO", "ESTALE", "ETIMEDOUT"]);
