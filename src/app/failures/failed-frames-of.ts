import { resolve } from "node:path";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { realFolder } from "../../core/files/landed-file.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import { PathList } from "../../watcher/path-list.ts";
import type { FailedRecords } from "./failed-records.ts";

/** Dependencies of what sends failed frames again. */
export interface FailureTools {
  readonly clock: Clock;
  readonly emit: EventListener;
}

/** Failed frames of one source, from where their images lie. @param framesFolder of their job. */
export function failedFramesOf(
  source: string,
  records: FailedRecords,
  framesFolder: string | null,
  { clock, emit }: FailureTools,
): Omit<FrameSource, "source" | "delivered"> {
  // Links to the folder itself are the user's, and those below it nobody's.
  const folder = realFolder(framesFolder ?? source);
  const locate = (relativePath: string): string => resolve(folder, relativePath);
  // What was sent once was meant to be.
  const isMeant = (path: string): boolean => (records.find(source, path)?.attempts ?? 0) > 0;
  return {
    watcher: new PathList(records.paths(source), SETTLE_MS, clock, emit, { locate, isMeant }),
    write: async () => {},
    identify: ({ defect, ...file }) => {
      // A file that has changed is another frame; an image cut from a video goes by the video.
      const isOnRecord = framesFolder !== null || defect !== null;
      const record = isOnRecord ? records.find(source, file.relativePath) : undefined;
      const { relativePath, byteLength, modifiedAtMs } = record ?? file;
      return { source, relativePath, byteLength, modifiedAtMs };
    },
    timeOf: (relativePath) => records.timeOf(source, relativePath),
  };
}

/** An image that was parked unfinished has had its time. */
const SETTLE_MS = 1000;
