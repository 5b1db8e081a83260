import type { SendOptions } from "../../options/send-options.ts";
import { type TuneOptions, tuneSchema } from "../../options/tune-options.ts";
import type { Flag } from "./flags.ts";
import { SEND_FLAGS } from "./send-flags.ts";

const TO: Flag<TuneOptions> = {
  key: "to",
  spelling: "--to <url>",
  help: "the service to try",
};

const TRYING: readonly Flag<TuneOptions>[] = [
  {
    key: "images",
    spelling: "--images <folder>",
    help: "send the first 200 images of this folder, over and over (default: test pictures)",
  },
  {
    key: "video",
    spelling: "--video <file>",
    help: "send the first 100 frames of this video, over and over",
  },
  {
    key: "maxConcurrency",
    spelling: "--max-concurrency <n>",
    help: "requests in flight at once, at most",
  },
  {
    key: "maxSeconds",
    spelling: "--max-seconds <n>",
    help: "time for all requests together, in seconds, at most",
  },
  { key: "maxRequests", spelling: "--max-requests <n>", help: "requests in all, at most" },
  {
    key: "html",
    spelling: "--html <file>",
    help: "also write a page with the table and the plots here, replacing the file",
  },
  {
    key: "ffmpeg",
    spelling: "--ffmpeg <path>",
    help: "the ffmpeg that slices the video (default: the first that is found)",
  },
];

const OWN = [TO, ...TRYING];

/** The flags of `tune`, in the order of the help. */
export const TUNE_FLAGS: readonly Flag<TuneOptions>[] = [
  TO,
  ...SEND_FLAGS.filter(isShared).filter(({ key }) => OWN.every((own) => own.key !== key)),
  ...TRYING,
];

type SharedFlag = Flag<SendOptions> & { readonly key: keyof SendOptions & keyof TuneOptions };

function isShared(flag: Flag<SendOptions>): flag is SharedFlag {
  return flag.key in tuneSchema;
}
