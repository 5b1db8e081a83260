import type { Clock } from "../../core/concurrency/clock.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { SlicedFrame } from "../ffmpeg-log.ts";
import type { Ffmpeg } from "../find-ffmpeg.ts";
import type { Recorder } from "../recording/recorder.ts";
import type { Gateway } from "../remote/gateway.ts";
import type { SpoolQuota } from "../spool-quota.ts";
import type { LiveAddress } from "./live-address.ts";
import type { LiveSlicing } from "./live-arguments.ts";
import type { ConnectionObserver } from "./live-connection.ts";
import type { SourceGap } from "./source-gap.ts";

/** What of a stream is taken, and when a connection to it is ended; units are in the names. */
export interface StreamSettings extends LiveSlicing {
  /** Time without a frame after which a connection is ended. */
  readonly stallMs: number;
  /** True if broken pictures are left out. */
  readonly discardCorrupt: boolean;
  /** Folder of the recording; `null` for none. */
  readonly record: string | null;
}

/** Tools and input of a live slicer. */
export interface LiveTools {
  readonly ffmpeg: Ffmpeg;
  readonly address: LiveAddress;
  readonly clock: Clock;
  /** Quota of the frames; `null` sets no limit. */
  readonly quota: SpoolQuota | null;
  /** What ffmpeg reads through, which knows better than its log why nothing comes. @default none */
  readonly gateway?: Pick<Gateway, "fault" | "forgetFault">;
  /** Records the stream itself. @default nobody does */
  readonly recorder?: Recorder | null;
  /** Told which part of the picture frames show from an index on, where not all of it is taken. @default nobody is */
  readonly onCrop?: ((fromIndex: number, crop: CroppedPart) => void) | undefined;
  /** A gap that may have begun before. @default none */
  readonly gap?: SourceGap;
  /** Called with every line of ffmpeg's log, without secrets. @default none */
  readonly onLogLine?: ((line: string) => void) | undefined;
}

/** Observer of the frames of a connection. */
export interface FrameObserver extends Required<
  Pick<ConnectionObserver, "onArrival" | "onLeftOut">
> {
  /**
   * A frame is about to be written.
   *
   * @param atMs its arrival, on the monotonic clock.
   * @param flaw why it is to be left out; `null` if it is not.
   */
  readonly onFrame: (frame: SlicedFrame, atMs: number, flaw: PictureFlaw | null) => void;
}

/** Why a picture is left out. */
export interface PictureFlaw {
  /** One sentence without a full stop. */
  readonly reason: string;
  /** False for one that is whole, and comes behind a change of its stream. */
  readonly isBroken: boolean;
}
