import { systemClock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { PreviewOptions } from "../../options/preview-options.ts";
import { FolderWatcher } from "../../watcher/folder-watcher.ts";
import { isNamedBy } from "../../watcher/frame-filter.ts";
import { PathList } from "../../watcher/path-list.ts";
import type { Watcher } from "../../watcher/watcher.ts";
import { STANDARD_INPUT } from "../jobs/standard-input.ts";
import { folderSettings } from "../paths/source-folders.ts";
import { orderOf } from "../sources/selection-from-options.ts";
import { ONCE, WORKING_FOLDER } from "../sources/send-files.ts";
import type { ImagePaths } from "./image-paths.ts";

/** A folder or a list of images, whose frames are decided on by themselves, as `send` does. */
export interface ImageSource {
  readonly source: string;
  readonly watcher: Watcher;
  /** True if paths may stop to come without an end. */
  readonly isEndless: boolean;
}

/** What `send` would take images from, without a wait for images that are not whole yet. */
export function imageSources(
  { folders, files, list }: ImagePaths,
  options: PreviewOptions,
  emit: EventListener,
): readonly ImageSource[] {
  const isMeant = isNamedBy(options.match);
  const listed = (source: string, paths: AsyncIterable<string>): ImageSource => {
    const watcher = new PathList(paths, 0, systemClock, emit, { isMeant });
    return { source, watcher, isEndless: source === STANDARD_INPUT };
  };
  const sources = folders.map((folder): ImageSource => {
    const ordered = { ...options, settleMs: 0, order: orderOf(options) };
    const settings = { ...folderSettings(folder, ordered, []), ...ONCE };
    const watcher = new FolderWatcher(folder, settings, systemClock, emit);
    return { source: folder, watcher, isEndless: false };
  });
  if (files.length > 0) sources.push(listed(WORKING_FOLDER, oneByOne(files)));
  if (list !== null) sources.push(listed(STANDARD_INPUT, list));
  return sources;
}

async function* oneByOne(paths: readonly string[]): AsyncGenerator<string, void, void> {
  yield* paths;
}
