import { tmpdir } from "node:os";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { FfmpegLog } from "../ffmpeg-log.ts";
import type { Ffmpeg } from "../find-ffmpeg.ts";
import type { Loss } from "./connection-end.ts";
import { frameRateOf } from "./frame-rate.ts";
import type { LiveAddress } from "./live-address.ts";
import { examineTask } from "./live-arguments.ts";
import { connect } from "./live-connection.ts";

/** Facts about a camera or stream, from some seconds of it. */
export interface StreamFacts {
  /** ffmpeg's name of its codec, such as `h264`. */
  readonly codec: string;
  /** Width and height in pixels, such as `1280x720`; `null` if its header does not say. */
  readonly size: string | null;
  /** Frames in a second, as they came; `null` if only one came. */
  readonly framesPerSecond: number | null;
  readonly hasSound: boolean;
  /** Time from the start of ffmpeg to the first decoded frame, in milliseconds. */
  readonly firstFrameMs: number;
}

/** How a stream is looked at; times in milliseconds. */
export interface Examination {
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  /** Longest time to its first frame. */
  readonly patienceMs: number;
  /** Longest time from its first frame on; 0 for a look at that frame alone. */
  readonly lookMs: number;
}

/** Connects to a camera or stream and looks at its first frames; a loss if none comes. */
export async function examineStream(
  address: LiveAddress,
  { ffmpeg, clock, patienceMs, lookMs }: Examination,
  signal: AbortSignal,
): Promise<StreamFacts | Loss> {
  const startedMs = clock.nowMs();
  const arrivals: { readonly atMs: number; readonly ptsSeconds: number | null }[] = [];
  let hasSound = false;
  const seen = (): Loss | null => {
    const silentMs = clock.nowMs() - startedMs;
    const [first] = arrivals;
    if (first === undefined) return silentMs < patienceMs ? null : silent(patienceMs);
    const lookedMs = clock.nowMs() - first.atMs;
    const isEnough = arrivals.length >= MIN_FRAMES && lookedMs >= USUAL_LOOK_MS;
    return isEnough || lookedMs >= lookMs ? SEEN : null;
  };
  const { loss, log, firstArrivalMs } = await connect(
    {
      ...{ ffmpegPath: ffmpeg.path, address, task: examineTask(address, ffmpeg), clock },
      output: { path: tmpdir(), isPrivate: false },
      ...{ stallMs: Number.POSITIVE_INFINITY, onlyKeyframes: false, firstIndex: 0 },
    },
    {
      onLogLine: (line) => (hasSound ||= SOUND.test(line)),
      onArrival: () => {},
      onFrame: ({ ptsSeconds }, atMs) => arrivals.push({ atMs, ptsSeconds }),
      objection: seen,
    },
    signal,
  );
  if (firstArrivalMs === null) return loss;
  const isTimeless = address.kind === "http" && codecIn(log) === "mjpeg";
  return {
    ...{ codec: codecIn(log), size: sizeIn(log), hasSound },
    framesPerSecond: frameRateOf(arrivals, isTimeless),
    firstFrameMs: firstArrivalMs - startedMs,
  };
}

/** So many frames within so long tell the rate. */
const MIN_FRAMES = 5;
const USUAL_LOOK_MS = 2000;
const SOUND = /^\[info\] +Stream #0:\d+.*: Audio: /u;
const SEEN: Loss = { kind: "changed", reason: "enough was seen of it" };

function silent(patienceMs: number): Loss {
  return { kind: "away", reason: `it sent no frame within ${patienceMs / 1000} s` };
}

function codecIn({ videoDetails }: FfmpegLog): string {
  return /^\w+/u.exec(videoDetails ?? "")?.[0] ?? "video";
}

function sizeIn({ videoDetails }: FfmpegLog): string | null {
  return /, (\d{2,5}x\d{2,5})\b/u.exec(videoDetails ?? "")?.[1] ?? null;
}
