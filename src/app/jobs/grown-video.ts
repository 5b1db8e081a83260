import { statSync } from "node:fs";
import { basename } from "node:path";
import type { EventListener } from "../../core/events/run-event.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { VideoVersion } from "../../ledger/job-info.ts";
import type { Ledger } from "../../ledger/ledger.ts";

/**
 * Forgets the last frames of a video that has grown since they were sent. Where a file ends, a decoder
 * makes a picture of half a packet, and gives out what it has without the pictures that belong in between.
 */
export function forgetUnsureFrames(ledger: Ledger, nextIndex: number): Promise<void> {
  return ledger.forgetFrom(Math.max(0, nextIndex - UNSURE_FRAMES));
}

/** The most that H.264 and HEVC hold back to bring pictures into their order, and the one that was cut. */
const UNSURE_FRAMES = 17;

/** Says where a run goes on with a video that has grown. */
export function tellOfGrowth(path: string, nextIndex: number, emit: EventListener): void {
  const message = `${basename(path)} has grown since its frames were sent: the run continues at frame ${nextIndex} and sends the ${UNSURE_FRAMES} before it again, which may have been incomplete`;
  emit({ type: "warningRaised", message });
}

/** Why a video may hold other frames than were sliced; `null` if it is as it was at the start. */
export function writtenMeanwhile(path: string, before: VideoVersion): FrameferryError | null {
  const name = basename(path);
  try {
    const now = statSync(path, { throwIfNoEntry: false });
    // One that was removed grows no more, and was read to its end.
    if (now === undefined) return null;
    if (now.size === before.byteLength && now.mtimeMs === before.modifiedAtMs) return null;
    return now.size > before.byteLength
      ? incomplete(
          `${name} grew from ${bytes(before.byteLength)} to ${bytes(now.size)} ${now.size === 1 ? "byte" : "bytes"} while it was read`,
          GO_ON,
        )
      : incomplete(`${name} was rewritten while it was read`, SEND_ANEW);
  } catch (cause) {
    const reason = (cause as Error).message;
    return incomplete(`it is not known whether ${name} grew while it was read: ${reason}`, GO_ON);
  }
}

/** What keeps a video from being read at all that is still being written, such as an mp4 without its index. */
export function notYet(problem: FrameferryError, change: FrameferryError): FrameferryError {
  const { code, kind, message } = problem;
  return new FrameferryError({ code, kind, message, remedy: change.remedy, cause: change });
}

const GO_ON = "when it is finished, run the same command again: it goes on where it was";
const SEND_ANEW = "when it is no longer written, run the same command again";

function incomplete(fact: string, remedy: string): FrameferryError {
  const message = `${fact}, so that not all of its frames may have been sent`;
  return new FrameferryError({ code: "ERR_VIDEO_CHANGED", kind: "source", message, remedy });
}

function bytes(count: number): string {
  return count.toLocaleString("en-US");
}
