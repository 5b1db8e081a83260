import { z } from "zod";
import { type ListedFiles, sendFiles as carryFiles } from "./app/sources/send-files.ts";
import { FrameferryError } from "./core/errors.ts";
import { type FilesOptions, filesShape } from "./options/files-options.ts";
import type { DestinationInput } from "./options/service-targets.ts";
import { checkOptions, type OptionsInput, type OptionsSchema } from "./options/options-schema.ts";
import { type SignalOption, signalShape } from "./options/signal-option.ts";
import { textList } from "./options/units.ts";
import { type Run, startRun } from "./started-run.ts";

/** Options of `sendFiles`: `to` is needed, and `paths` or `list`; all others have defaults. */
export interface SendFilesOptions
  extends
    OptionsInput<Omit<FilesOptions, "paths" | "to" | "routes">>,
    DestinationInput,
    SignalOption {
  /** Image files, and folders of them. @default [] */
  readonly paths?: readonly string[];
  /** Further image files, each sent as soon as its path comes. @default none */
  readonly list?: AsyncIterable<string>;
}

/**
 * Delivers existing image files, each once.
 *
 * Never throws. The run rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, before
 * anything is done, and another code when nothing could be carried, such as `ERR_SOURCE_MISSING`; and with
 * whatever `list` throws.
 */
export function sendFiles(options: SendFilesOptions): Run {
  return startRun(() => {
    const { signal, list, ...checked } = checkOptions(sendFilesShape, options);
    if (list === undefined && checked.paths.length === 0) throw nothingNamed();
    const listed: ListedFiles | null = list === undefined ? null : { source: "list", paths: list };
    return { signal, work: async (...run) => await carryFiles(checked, listed, ...run) };
  });
}

interface ListOption {
  readonly list: AsyncIterable<string> | undefined;
}

const sendFilesShape: OptionsSchema<FilesOptions & ListOption & Required<SignalOption>> = {
  ...filesShape,
  paths: textList().default([]),
  list: z
    .custom<AsyncIterable<string>>(isAsyncIterable, "must be an async iterable of paths")
    .optional(),
  ...signalShape,
};

function isAsyncIterable(given: unknown): boolean {
  return typeof given === "object" && given !== null && Symbol.asyncIterator in given;
}

function nothingNamed(): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "there is nothing to send",
    remedy: "name images or folders, or give a list of their paths",
  });
}
