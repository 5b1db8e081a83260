import type { Clock } from "../../core/concurrency/clock.ts";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import { option } from "../../core/option-spelling.ts";
import type { LeftOutCounts } from "../../core/selection-rule.ts";
import { FfmpegLog, type SlicedFrame } from "../ffmpeg-log.ts";
import { type FfmpegTask, type OutputFolder, runFfmpeg } from "../ffmpeg-process.ts";
import type { GateLog } from "../gate-log.ts";
import { readArrival } from "./arrivals.ts";
import { type Loss, lossOf } from "./connection-end.ts";
import { withoutSecretsOf } from "./hide-secrets.ts";
import type { LiveAddress } from "./live-address.ts";

/** What a connection works with. */
export interface ConnectionParts {
  readonly ffmpegPath: string;
  readonly address: LiveAddress;
  readonly task: FfmpegTask;
  readonly output: OutputFolder;
  readonly clock: Clock;
  /** Time without a frame after which it is ended, in milliseconds. */
  readonly stallMs: number;
  /** True if it decodes nothing but keyframes. */
  readonly onlyKeyframes: boolean;
  /** Index of the first frame that is written. */
  readonly firstIndex: number;
  /** Counts the frames that rules leave out. @default no rule is set */
  readonly gate?: GateLog | null;
}

/** Observer of a connection. */
export interface ConnectionObserver {
  /** Each line of ffmpeg's log, without secrets. */
  readonly onLogLine: (line: string) => void;
  /** A frame has arrived, taken or not. */
  readonly onArrival: (atMs: number) => void;
  /**
   * A frame is about to be written.
   *
   * @param atMs its arrival, on the monotonic clock.
   * @param log of the connection so far.
   */
  readonly onFrame: (frame: SlicedFrame, atMs: number, log: FfmpegLog) => void;
  /** Rules have left frames out. @default nobody hears of it */
  readonly onLeftOut?: (counts: LeftOutCounts) => void;
  /** A reason to end the connection, asked four times a second and after the header; `null` to go on. */
  readonly objection: (log: FfmpegLog) => Loss | null;
}

/** A connection that has ended. */
export interface ConnectionEnd {
  readonly loss: Loss;
  readonly log: FfmpegLog;
  /** Time of its first and of its last frame, on the monotonic clock; `null` without one. */
  readonly firstArrivalMs: number | null;
  readonly lastArrivalMs: number | null;
}

/**
 * Connects to a camera with an ffmpeg of its own, and ends it when no frame arrives any more: an ffmpeg that waits
 * for a silent camera never ends by itself.
 *
 * @param signal ends the connection.
 */
export async function connect(
  {
    ffmpegPath,
    address,
    task,
    output,
    clock,
    stallMs,
    onlyKeyframes,
    firstIndex,
    gate = null,
  }: ConnectionParts,
  { onLogLine, onArrival, onFrame, onLeftOut, objection }: ConnectionObserver,
  signal: AbortSignal,
): Promise<ConnectionEnd> {
  const log = new FfmpegLog(firstIndex, gate);
  const ending = new AbortController();
  using stopping = new JoinedSignal(signal, ending.signal);
  const startedMs = clock.nowMs();
  let firstArrivalMs: number | null = null;
  let lastArrivalMs: number | null = null;
  let ended: Loss | null = null;
  const end = (loss: Loss | null): void => {
    if (loss === null || ended !== null) return;
    ended = loss;
    ending.abort();
  };
  const arrive = (): number => {
    lastArrivalMs = clock.nowMs();
    firstArrivalMs ??= lastArrivalMs;
    onArrival(lastArrivalMs);
    return lastArrivalMs;
  };
  const tellLeftOut = (): void => {
    const counts = gate?.takeNews() ?? null;
    if (counts !== null) onLeftOut?.(counts);
  };
  const read = (line: string): void => {
    onLogLine(withoutSecretsOf(address, line));
    if (readArrival(line) !== null) return void arrive();
    const frame = log.read(line);
    tellLeftOut();
    if (frame !== null) onFrame(frame, arrive(), log);
    if (HEADER_END.test(line)) end(objection(log));
  };
  const watch = setInterval(() => {
    const silentMs = clock.nowMs() - (lastArrivalMs ?? startedMs + FIRST_FRAME_MS);
    if (silentMs >= stallMs) end(stalled(lastArrivalMs === null, { stallMs, onlyKeyframes }));
    else end(objection(log));
  }, LOOK_EVERY_MS);
  try {
    const exit = await runFfmpeg(
      ffmpegPath,
      { ...task, isStubborn: true },
      output,
      { onLogLine: read },
      stopping.signal,
    );
    gate?.end();
    tellLeftOut();
    return { loss: ended ?? lossOf(address, exit, log), log, firstArrivalMs, lastArrivalMs };
  } finally {
    clearInterval(watch);
  }
}

const LOOK_EVERY_MS = 250;
/** A camera may take some seconds to its first keyframe. */
const FIRST_FRAME_MS = 10_000;
/** Follows the description of all streams. */
const HEADER_END = /^\[info\] Stream mapping:/u;

function stalled(
  isFirst: boolean,
  { stallMs, onlyKeyframes }: Pick<ConnectionParts, "stallMs" | "onlyKeyframes">,
): Loss {
  const seconds = (stallMs + (isFirst ? FIRST_FRAME_MS : 0)) / 1000;
  const frame = `${isFirst ? "no" : "no further"} ${onlyKeyframes ? "keyframe" : "frame"}`;
  const doubt = onlyKeyframes ? `; they may be farther apart than ${option("stallMs")}` : "";
  return { kind: "away", reason: `it sent ${frame} within ${seconds} s${doubt}` };
}
