import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { type RecordingOptions, recordingSchema } from "../../options/recording-options.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";

/** @throws FrameferryError `ERR_OPTION` for a recording of what is a file already. */
export function refuseRecordingOfFile(options: RunOptions): void {
  const given = givenKey(options);
  if (given === null) return;
  throw senseless(
    `${given} is for a recording of a camera, and ${options.video} is there already`,
    `leave ${given} out`,
  );
}

/** @throws FrameferryError `ERR_OPTION` for what cannot be recorded, and for settings of no recording. */
export function checkRecording(options: RunOptions, { kind, name }: LiveAddress): void {
  const given = givenKey(options);
  if (options.record === null && given !== null)
    throw senseless(
      `${given} has no effect without a recording`,
      `name its folder with ${option("record")}, or leave ${given} out`,
    );
  if (options.record !== null && (kind === "device" || kind === "test"))
    throw senseless(
      `${name} sends pictures that are not encoded, so that there is no stream to record`,
      `leave ${option("record")} out; ${option("frames")} keeps the frames`,
    );
}

/** @throws FrameferryError `ERR_OPTION` for a recording of single pictures. */
export function refuseRecordingOfPictures({ record, video }: RunOptions): void {
  if (record === null) return;
  throw senseless(
    `${video} sends single pictures, so that there is no stream to record`,
    `leave ${option("record")} out; ${option("frames")} keeps the pictures`,
  );
}

/** The first option of a recording that differs from its default, as it is spelled; `null` for none. */
function givenKey(options: RecordingOptions): string | null {
  if (options.record !== recordingSchema.record.default) return option("record");
  if (options.segmentMs !== recordingSchema.segmentMs.default) return option("segmentMs");
  return options.keep === null ? null : option("keep");
}

function senseless(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
