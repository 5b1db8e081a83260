import { FrameferryError } from "../../core/errors.ts";
import type { FfmpegLog, SlicedFrame } from "../ffmpeg-log.ts";
import { commandLine, type FfmpegTask } from "../ffmpeg-process.ts";
import type { GateLog } from "../gate-log.ts";
import { openGate } from "../left-out-frames.ts";
import { partOfVideo } from "../part-of-video.ts";
import { type Loss, lossOfFault } from "./connection-end.ts";
import { headerTask, liveTask, watchTask } from "./live-arguments.ts";
import { connect, type ConnectionEnd, type ConnectionObserver } from "./live-connection.ts";
import type { LiveFrames } from "./live-frames.ts";
import {
  hasLocalHeader,
  isAlike,
  type LiveHeader,
  liveHeader,
  LOCAL_HEADER,
} from "./live-header.ts";
import type { FrameObserver, LiveTools, PictureFlaw, StreamSettings } from "./live-tools.ts";
import { noRoom } from "./no-room.ts";
import { PictureDamage } from "./picture-damage.ts";
import { StreamChange } from "./stream-change.ts";
import { standstill, StillPicture } from "./still-picture.ts";

/** A stream as its connections have shown it: each is opened as the ones before have told. */
export class LiveStream {
  readonly #settings: StreamSettings;
  readonly #tools: LiveTools;
  readonly #frames: LiveFrames;
  readonly #still: StillPicture | null;
  #header: LiveHeader | null;
  #decodeErrorCount = 0;
  #problem: FrameferryError | null = null;

  /** @param frames whose next index the first frame of each connection gets. */
  constructor(settings: StreamSettings, tools: LiveTools, frames: LiveFrames) {
    this.#settings = settings;
    this.#tools = tools;
    this.#frames = frames;
    this.#still = settings.frozenMs === null ? null : new StillPicture(settings.frozenMs);
    const isWhole = (settings.crop ?? null) === null;
    this.#header = isWhole && hasLocalHeader(tools.address) ? LOCAL_HEADER : null;
  }

  /** Arguments of the ffmpeg command, as it will run inside the frames folder. */
  get commandLine(): readonly string[] {
    const { ffmpeg, address } = this.#tools;
    const onCopy = this.#settings.record === null ? undefined : () => {};
    const firstIndex = this.#frames.nextIndex;
    const facts = { header: LOCAL_HEADER, traits: ffmpeg, firstIndex, onCopy };
    return commandLine(ffmpeg.path, liveTask(address, this.#settings, facts));
  }

  /** Why it cannot be sliced as it was asked for; `null` if it can, or is unknown yet. */
  get problem(): FrameferryError | null {
    return this.#problem;
  }

  /** Frames of all connections that could not be decoded, or only in part. */
  get decodeErrorCount(): number {
    return this.#decodeErrorCount;
  }

  /**
   * Connects once, and writes frames until the connection ends.
   *
   * @returns `null` after a connection that has shown what must be known of the stream, and has ended for that.
   */
  async connect(
    folder: string,
    observer: FrameObserver,
    end: AbortSignal,
  ): Promise<ConnectionEnd | null> {
    if (this.#header === null) return await this.#readHeader(folder, end);
    if (this.#still?.isFrozen === true)
      return await this.#awaitMotion(this.#header, this.#still, { folder, end });
    if (!this.#findPart(this.#header)) return null;
    return await this.#writeFrames(this.#header, { folder, observer }, end);
  }

  async #readHeader(folder: string, end: AbortSignal): Promise<ConnectionEnd | null> {
    const { address } = this.#tools;
    const task = headerTask(address, this.#settings);
    const connection = await this.#connect({ task, folder }, end, {
      ...UNOBSERVED,
      objection: ({ videoDetails }) => (videoDetails === null ? null : HEADER_SEEN),
    });
    this.#header = liveHeader(address, connection.log);
    return this.#header === null ? connection : null;
  }

  /** @returns false if the picture does not hold the part that is asked for: then there is a problem. */
  #findPart({ picture = null }: LiveHeader): boolean {
    const { address, onCrop } = this.#tools;
    const { nextIndex, shown } = this.#frames;
    try {
      const part = partOfVideo(this.#settings, picture, address.name);
      if (part === null) return true;
      shown.begin(nextIndex, part);
      onCrop?.(nextIndex, part);
      return true;
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      this.#problem = error;
      return false;
    }
  }

  /** Looks at a camera that has stood still, and writes nothing. */
  async #awaitMotion(
    header: LiveHeader,
    still: StillPicture,
    { folder, end }: { readonly folder: string; readonly end: AbortSignal },
  ): Promise<ConnectionEnd | null> {
    const task = watchTask(this.#tools.address, this.#settings, header);
    const connection = await this.#connect({ task, folder }, end, {
      ...UNOBSERVED,
      objection: () => (still.isFrozen ? this.#standstill() : MOTION_SEEN),
    });
    return still.isFrozen ? connection : null;
  }

  async #writeFrames(
    header: LiveHeader,
    { folder, observer }: { readonly folder: string; readonly observer: FrameObserver },
    end: AbortSignal,
  ): Promise<ConnectionEnd> {
    const { ffmpeg, address, quota, clock, recorder } = this.#tools;
    const { keyframes, discardCorrupt } = this.#settings;
    const session = recorder?.begin() ?? null;
    const onCopy = session === null ? undefined : session.read.bind(session);
    const facts = { header, traits: ffmpeg, firstIndex: this.#frames.nextIndex, onCopy };
    const task = liveTask(address, this.#settings, facts);
    const damage = new PictureDamage(keyframes);
    // Each connection has filters of its own, which let its first frame pass.
    const gate = openGate(this.#settings, null);
    const change = new StreamChange();
    const connection = await this.#connect({ task, folder, gate }, end, {
      onLeftOut: observer.onLeftOut,
      onLogLine: (line) => {
        damage.read(line, clock.nowMs());
        change.read(line);
      },
      onArrival: observer.onArrival,
      onFrame: (frame, atMs, log) => {
        const outputMs = outputTimeMs(frame, log);
        if (session !== null && outputMs !== null)
          this.#frames.places.record(frame.index, session.placeOf(outputMs));
        observer.onFrame(frame, atMs, flawOf(change.loss, discardCorrupt ? damage.flaw : null));
      },
      objection: (log) => {
        return noRoom(quota) ?? change.loss ?? this.#changeIn(log) ?? this.#standstill();
      },
    });
    this.#decodeErrorCount += connection.log.decodeErrorCount;
    recorder?.examine(connection.log);
    return connection;
  }

  async #connect(
    { task, folder, gate = null }: OpenConnection,
    end: AbortSignal,
    observer: ConnectionObserver,
  ): Promise<ConnectionEnd> {
    const { ffmpeg, address, clock, quota } = this.#tools;
    const { stallMs, keyframes: onlyKeyframes } = this.#settings;
    const firstIndex = this.#frames.nextIndex;
    const output = { path: folder, isPrivate: quota?.isPrivate ?? false };
    const limits = { stallMs, onlyKeyframes };
    const place = { address, task, output, firstIndex, gate };
    const parts = { ffmpegPath: ffmpeg.path, clock, ...place, ...limits };
    this.#still?.begin();
    const onLogLine = (line: string): void => {
      this.#tools.onLogLine?.(line);
      this.#still?.read(line, clock.nowMs());
      observer.onLogLine(line);
    };
    const { gateway } = this.#tools;
    gateway?.forgetFault();
    const objection = (log: FfmpegLog): Loss | null =>
      gateway?.fault?.kind === "refused" ? lossOfFault(gateway.fault) : observer.objection(log);
    const connection = await connect(parts, { ...observer, objection, onLogLine }, end);
    const fault = gateway?.fault ?? null;
    const isByOthers = ["away", "refused"].includes(connection.loss.kind);
    return fault === null || !isByOthers ? connection : { ...connection, loss: lossOfFault(fault) };
  }

  #standstill(): Loss | null {
    const { frozenMs } = this.#settings;
    if (frozenMs === null || this.#still?.isOverdue !== true) return null;
    return standstill(frozenMs);
  }

  /** A stream that needs other filters than those it was opened with. */
  #changeIn(log: FfmpegLog): Loss | null {
    const { address } = this.#tools;
    const now = liveHeader(address, log);
    if (now === null || this.#header === null || hasLocalHeader(address)) return null;
    if (isAlike(now, this.#header, this.#settings)) return null;
    this.#header = now;
    return { kind: "changed", reason: "its colors, its size or its codec have changed" };
  }
}

interface OpenConnection {
  readonly task: FfmpegTask;
  readonly folder: string;
  /** Counts the frames that rules leave out. @default no rule is set */
  readonly gate?: GateLog | null;
}

function flawOf(change: Loss | null, damage: string | null): PictureFlaw | null {
  if (change !== null)
    return { reason: `${change.reason}, and another connection begins`, isBroken: false };
  return damage === null ? null : { reason: damage, isBroken: true };
}

/** Time of a frame on the clock of ffmpeg's outputs, in whole milliseconds; `null` if it has none. */
function outputTimeMs({ ptsSeconds }: SlicedFrame, { zeroSeconds }: FfmpegLog): number | null {
  if (ptsSeconds === null) return null;
  return Math.round(Math.round((ptsSeconds - zeroSeconds) * 1e6) / 1000);
}

const UNOBSERVED: Omit<ConnectionObserver, "objection"> = {
  onLogLine: () => {},
  onArrival: () => {},
  onFrame: () => {},
};

/** Ends a connection that has served its purpose. */
const HEADER_SEEN: Loss = { kind: "changed", reason: "its header was read" };
const MOTION_SEEN: Loss = { kind: "changed", reason: "its picture moves again" };
