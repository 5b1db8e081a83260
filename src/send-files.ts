import { type ListedFiles, sendFiles as carryFiles } from "./compose/send-files.ts";
import { FrameferryError } from "./core/errors.ts";
import { type FilesOptions, filesShape } from "./options/files-options.ts";
import { checkOptions, type Given } from "./options/shape.ts";
import { type PipelineRun, startRun } from "./started-run.ts";

/** Options of `sendFiles`: `to` is needed, and `paths` or `list`; all others have defaults. */
export interface SendFilesOptions extends Given<Omit<FilesOptions, "paths" | "to">> {
  /** Image files, and folders of them. @default [] */
  readonly paths?: readonly string[];
  /** Further image files, each sent as soon as its path comes. @default none */
  readonly list?: AsyncIterable<string>;
  /** Address that each frame is posted to. */
  readonly to: string;
  /** Ends the run early: no further frame is taken, and requests in flight are finished. */
  readonly signal?: AbortSignal;
}

/**
 * Delivers existing image files, each once.
 *
 * @throws FrameferryError `ERR_OPTION` at once, for options that do not fit.
 */
export function sendFiles(options: SendFilesOptions): PipelineRun {
  const { signal, list, paths = [], ...given } = options;
  if (list === undefined && paths.length === 0) throw nothingNamed();
  const checked = checkOptions(filesShape, { ...given, paths });
  const listed: ListedFiles | null = list === undefined ? null : { source: "list", paths: list };
  return startRun(
    async (follower, signals) => await carryFiles(checked, listed, follower, signals),
    signal,
  );
}

function nothingNamed(): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "nothing is named that could be sent",
    remedy: "give paths of images or folders, or a list that brings them",
  });
}
