import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { checkFailureOptions } from "../images/after-failure.ts";
import { checkWrittenPaths, IMAGES } from "../paths/check-outputs.ts";

/** @throws FrameferryError for outputs that would cost data, and for options that have no effect. */
export function checkSlicePlaces(options: RunOptions, files: readonly string[]): void {
  refuseSenselessOptions(options);
  if (options.frames !== null) checkFailureOptions(options, [options.frames]);
  checkWrittenPaths(options, { files, folders: [], frames: IMAGES });
}

function refuseSenselessOptions({ format, quality }: RunOptions): void {
  if (format !== "png" || quality === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option("quality")} has no effect on png, which is lossless`,
    remedy: `leave ${option("quality")} out, or choose ${option("format", "jpg")} or ${option("format", "webp")}`,
  });
}
