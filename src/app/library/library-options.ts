import { optional } from "../../options/option.ts";
import { z } from "zod";
import { FrameferryError } from "../../core/errors.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { type CollectOptions, collectSchema } from "../../options/collect-options.ts";
import { type FilesOptions, filesSchema } from "../../options/files-options.ts";
import type { OptionsInput, OptionsSchema } from "../../options/options-schema.ts";
import type { ResubmitOptions } from "../../options/resubmit-options.ts";
import { type PreviewOptions, previewSchema } from "../../options/preview-options.ts";
import type { PreviewListener, PreviewProgress } from "../preview/preview-parties.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { DestinationInput } from "../../options/service-targets.ts";
import { type SignalOption, signalSchema } from "../../options/signal-option.ts";
import { type TuneOptions, tuneSchema } from "../../options/tune-options.ts";
import { textList } from "../../options/units.ts";
import type { WatchOptions } from "../../options/watch-options.ts";
import type { WorkOptions } from "../../options/work-options.ts";
import type { TuneEvent } from "../tune/tune-service.ts";

/** Options of `runVideo`: `video` and `to` are needed, all others have defaults. */
export interface RunVideoOptions
  extends
    OptionsInput<Omit<RunOptions, "video" | "to" | "routes">>,
    DestinationInput,
    SignalOption {
  /** Path of the video file, or address of a camera or stream. For several videos, call the function once for each. */
  readonly video: string;
}

/** Options of `watchFolders`: `folders` and `to` are needed, all others have defaults. */
export interface WatchFoldersOptions
  extends
    OptionsInput<Omit<WatchOptions, "folders" | "to" | "routes">>,
    DestinationInput,
    SignalOption {
  /** Folders to watch; the watch waits for one that does not exist yet. */
  readonly folders: readonly string[];
}

/** Options of `sendFiles`: `to` is needed, and `paths` or `list`; all others have defaults. */
export interface SendFilesOptions
  extends
    OptionsInput<Omit<FilesOptions, "paths" | "to" | "routes">>,
    DestinationInput,
    SignalOption {
  /** Image files, and folders of them. @default [] */
  readonly paths?: readonly string[];
  /** Further image files, each sent as soon as its path arrives. @default none */
  readonly list?: AsyncIterable<string>;
}

/** Options of `workFrames`: `broker` and `to` are needed, all others have defaults. */
export interface WorkFramesOptions
  extends
    OptionsInput<Omit<WorkOptions, "broker" | "to">>,
    Pick<DestinationInput, "to">,
    SignalOption {
  /** Address of the broker that the frames come from and the answers go to, such as `nats://broker:4222/frames`. */
  readonly broker: string;
}

/** Options of `collectResults`: `broker` is needed, all others have defaults. */
export interface CollectResultsOptions
  extends OptionsInput<Omit<CollectOptions, "broker">>, SignalOption {
  /** Address of the broker that the results are at, such as `nats://broker:4222/frames`. */
  readonly broker: string;
  /** Function that is called with each result; nothing is read until what it returns has resolved. @default none */
  readonly onResult?: (result: FrameResult) => void | Promise<void>;
  /** Function that is called with a sentence about what keeps results from coming. @default none */
  readonly onWarning?: (message: string) => void;
}

interface CollectListeners {
  readonly onResult: CollectResultsOptions["onResult"] | undefined;
  readonly onWarning: CollectResultsOptions["onWarning"] | undefined;
}

export const collectResultsSchema: OptionsSchema<
  CollectOptions & CollectListeners & Required<SignalOption>
> = {
  ...collectSchema,
  ...signalSchema,
  onResult: optional(
    () =>
      z.custom<NonNullable<CollectResultsOptions["onResult"]>>(
        (given) => typeof given === "function",
        "must be a function",
      ),
    undefined,
  ),
  onWarning: optional(
    () =>
      z.custom<NonNullable<CollectResultsOptions["onWarning"]>>(
        (given) => typeof given === "function",
        "must be a function",
      ),
    undefined,
  ),
};

/** Options of `resubmitFrames`: `sources` is needed, all others have defaults. */
export interface ResubmitFramesOptions
  extends
    OptionsInput<Omit<ResubmitOptions, "sources" | "to" | "routes">>,
    Pick<DestinationInput, "routes">,
    SignalOption {
  /** Videos, folders or listed paths of the jobs, or names of jobs. */
  readonly sources: readonly string[];
  /** Services that get the frames; `null` means those of their job. @default null */
  readonly to?: DestinationInput["to"] | null;
}

/** Options of `tuneService`: `to` is needed, all others have defaults. */
export interface TuneServiceOptions extends OptionsInput<Omit<TuneOptions, "to">> {
  /** Address that frames are posted to. */
  readonly to: string;
  /** Function that is called with each event of the load test. @default none */
  readonly onEvent?: (event: TuneEvent) => void;
  /** Ends the load test at once; the report then has what was measured so far. @default none */
  readonly signal?: AbortSignal;
}

/** Options of `previewFrames`: `sources` is needed, all others have defaults. */
export interface PreviewFramesOptions
  extends OptionsInput<Omit<PreviewOptions, "sources">>, SignalOption {
  /** A video; or images, and folders of them. */
  readonly sources: readonly string[];
  /** Further images, by their paths. @default none */
  readonly list?: AsyncIterable<string>;
  /** Function that is called for each frame that was counted, and each picture that was taken. @default none */
  readonly onProgress?: (progress: PreviewProgress) => void;
}

export const previewFramesSchema: OptionsSchema<
  PreviewOptions &
    ListOption & { readonly onProgress: PreviewListener | undefined } & Required<SignalOption>
> = {
  ...previewSchema,
  ...signalSchema,
  list: optional(
    () => z.custom<AsyncIterable<string>>(isAsyncIterable, "must be an async iterable of paths"),
    undefined,
  ),
  onProgress: optional(
    () => z.custom<PreviewListener>((given) => typeof given === "function", "must be a function"),
    undefined,
  ),
};

interface ListOption {
  readonly list: AsyncIterable<string> | undefined;
}

export const sendFilesSchema: OptionsSchema<FilesOptions & ListOption & Required<SignalOption>> = {
  ...filesSchema,
  paths: optional(textList, []),
  list: optional(
    () => z.custom<AsyncIterable<string>>(isAsyncIterable, "must be an async iterable of paths"),
    undefined,
  ),
  ...signalSchema,
};

interface ListenerOptions {
  readonly onEvent: TuneServiceOptions["onEvent"] | undefined;
  readonly signal: AbortSignal | undefined;
}

export const tuneServiceSchema: OptionsSchema<TuneOptions & ListenerOptions> = {
  ...tuneSchema,
  ...signalSchema,
  onEvent: optional(
    () =>
      z.custom<NonNullable<TuneServiceOptions["onEvent"]>>(
        (given) => typeof given === "function",
        "must be a function",
      ),
    undefined,
  ),
};

function isAsyncIterable(given: unknown): boolean {
  return typeof given === "object" && given !== null && Symbol.asyncIterator in given;
}

/** Of a call of the library that names nothing. */
export function noFiles(): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "there is nothing to send",
    remedy: "name images or folders, or give a list of their paths",
  });
}
