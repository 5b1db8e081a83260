import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { realPath } from "../../core/files/real-path.ts";
import { isAbsence } from "../../core/files/system-error.ts";
import type { JobSource } from "../../ledger/job-folder.ts";
import { uniqueTimestamp } from "../../results/rotated-files.ts";
import type { PipedVideo } from "../../slicer/piped-video.ts";
import { writtenMeanwhile } from "../jobs/grown-video.ts";
import type { JobTask } from "../jobs/job.ts";
import { STREAM_NAME } from "../jobs/standard-input.ts";
import { historyOfVideo, type VideoHistory, warnOfOther } from "../jobs/video-history.ts";

/** A video as a job sees it: a file that is known again, or a stream that comes once. */
export interface VideoSource {
  readonly source: JobSource;
  /** Its name in messages: a path, or `standard input`. */
  readonly name: string;
  /** The stream; `null` for a file. */
  readonly piped: PipedVideo | null;
  /** Compares it with the record. @param jobFolder of the job that may know it. */
  readonly look: (jobFolder: string) => Promise<KnownVideo>;
}

/** A video beside what its job has on record. */
export interface KnownVideo {
  /** Size and time by which the job knows it. */
  readonly first: VideoHistory["first"];
  readonly task: Pick<JobTask, "video" | "stillExists">;
  /** Identity that all frames have, besides their path. */
  readonly identity: Omit<FrameIdentity, "relativePath">;
  /** Says, before anything is sent, that the frames on record are those of another video. */
  readonly warn: (emit: EventListener) => void;
  /** True if it broke off, so that its last frames may not hold all that they are made of. @default false */
  readonly brokeOff?: () => boolean;
  /** Tells at the end whether the video was written to meanwhile. */
  readonly findChange: () => FrameferryError | null;
}

/** A video file. */
export function fileSource(path: string): VideoSource {
  return {
    source: { kind: "video", paths: [path] },
    name: path,
    piped: null,
    look: async (jobFolder) => {
      const history = await historyOfVideo(path, jobFolder);
      const { version, first } = history;
      const { byteLength, modifiedAtMs } = version;
      return {
        first,
        task: {
          video: { version, hasGrown: history.relation === "grown" },
          stillExists: async (frame) => await holdsFrame(path, frame),
        },
        identity: { source: realPath(path), byteLength, modifiedAtMs },
        warn: (emit) => warnOfOther(path, history, emit),
        findChange: () => writtenMeanwhile(path, version),
      };
    },
  };
}

/**
 * A stream: nobody can tell whether it is one that came before, so that each has a job of its own, under
 * the moment at which it began, in the directory where it was read.
 */
export function streamSource(piped: PipedVideo, now: Date = new Date()): VideoSource {
  const path = join(resolve(), `${STREAM_NAME}${uniqueTimestamp(now)}`);
  const first = { byteLength: 0, modifiedAtMs: now.getTime() };
  return {
    source: { kind: "video", paths: [path] },
    name: "standard input",
    piped,
    look: async () => ({
      first,
      // Its frames do not come again.
      task: { stillExists: async () => false },
      identity: { source: realPath(path), ...first },
      warn: () => {},
      findChange: () => null,
    }),
  };
}

/** True if a video still holds a frame, or may. A job knows only one video, which may have grown. */
async function holdsFrame(video: string, { byteLength }: FrameIdentity): Promise<boolean> {
  try {
    return (await stat(video)).size >= byteLength;
  } catch (error) {
    return !isAbsence(error);
  }
}
