import type { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import { addLeftOut, type LeftOutCounts } from "../../core/selection-rule.ts";
import { option } from "../../core/option-spelling.ts";
import type { Slicer, SliceReport } from "../slicer.ts";
import type { Loss } from "./connection-end.ts";
import { givenUp } from "./given-up.ts";
import { LiveFrames } from "./live-frames.ts";
import type { FrameObserver, LiveTools, StreamSettings } from "./live-tools.ts";
import { LiveStream } from "./live-stream.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";
import { SourceGap } from "./source-gap.ts";
import { TimedEnd } from "./timed-end.ts";

/** Settings of a live slicer; units are in the names. */
export interface LiveSettings extends StreamSettings {
  /** Time after which it ends by itself; `null` for never. */
  readonly durationSeconds: number | null;
  /** Length of a gap after which it gives up; `null` for never. */
  readonly giveUpMs: number | null;
  /** Index of the first frame that is written. */
  readonly firstIndex: number;
}

/** Slices a camera or stream, one connection after the other, until it is told to end. */
export class LiveSlicer implements Slicer {
  readonly #settings: LiveSettings;
  readonly #tools: LiveTools;
  readonly #frames: LiveFrames;
  readonly #stream: LiveStream;
  #gap: SourceGap | null = null;
  #hasWarned = false;

  constructor(settings: LiveSettings, tools: LiveTools) {
    this.#settings = settings;
    this.#tools = tools;
    this.#frames = new LiveFrames(settings.firstIndex);
    this.#stream = new LiveStream(settings, tools, this.#frames);
  }

  /** Arguments of the ffmpeg command, as it will run inside the frames folder. */
  get commandLine(): readonly string[] {
    return this.#stream.commandLine;
  }

  /** Why no frame comes now, as the end of a sentence; `null` while they come, or are expected any moment. */
  get trouble(): string | null {
    return this.#gap?.trouble ?? null;
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const { clock, address } = this.#tools;
    const gap = this.#tools.gap ?? new SourceGap(address.name, emit);
    this.#gap = gap;
    using end = new TimedEnd(signal, clock, this.#settings.durationSeconds);
    try {
      const problem = await this.#followUntil(end.signal, { folder, emit, gap });
      return this.#report(problem, emit);
    } finally {
      this.#frames.end();
    }
  }

  async timeOf(relativePath: string): Promise<FrameTime> {
    return await this.#frames.timeOf(relativePath);
  }

  /** @returns a problem when it has given up. */
  async #followUntil(
    end: AbortSignal,
    { folder, emit, gap }: LiveWork,
  ): Promise<FrameferryError | null> {
    const { clock, address } = this.#tools;
    const { giveUpMs } = this.#settings;
    let total: LeftOutCounts = {};
    const observer: FrameObserver = {
      onArrival: (atMs) => gap.frameArrived(atMs),
      onLeftOut: (counts) => {
        total = addLeftOut(total, counts);
        emit({ type: "framesLeftOut", source: address.name, counts, total });
      },
      onFrame: (frame, atMs, flaw) => {
        this.#frames.announce(frame, atMs, flaw?.reason ?? null);
        this.#tools.quota?.frameSliced(frame.index);
        emit({ type: "frameSliced", ...frame });
        if (flaw?.isBroken === true) this.#warnOf(flaw.reason, emit);
      },
    };
    let lastArrivalMs = clock.nowMs();
    let failures = 0;
    while (!end.aborted) {
      const connection = await this.#stream.connect(folder, observer, end);
      if (end.aborted) break;
      if (this.#stream.problem !== null) return this.#stream.problem;
      if (connection === null) continue;
      const { loss, firstArrivalMs } = connection;
      lastArrivalMs = connection.lastArrivalMs ?? lastArrivalMs;
      gap.lost(loss, lastArrivalMs);
      const aliveMs = lastArrivalMs - (firstArrivalMs ?? lastArrivalMs);
      failures = aliveMs >= STABLE_MS ? 1 : failures + 1;
      const leftMs = (giveUpMs ?? Number.POSITIVE_INFINITY) - gap.lengthMs(clock.nowMs());
      if (leftMs <= 0) return givenUp(address.name, loss);
      const delayMs = reconnectDelayMs(loss.kind, failures, Math.random());
      await this.#pause(Math.min(delayMs, leftMs), loss, end);
    }
    return null;
  }

  /** Once in a run: the results tell of each. */
  #warnOf(flaw: string, emit: EventListener): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const { name } = this.#tools.address;
    const message = `${name} sends pictures that are left out (${flaw}); ${option("discardCorrupt", false)} sends them as they are`;
    emit({ type: "warningRaised", message });
  }

  /** Waits before the next connection, at least until there is room for its frames. */
  async #pause(delayMs: number, { kind }: Loss, end: AbortSignal): Promise<void> {
    const { clock } = this.#tools;
    const mayGoOn = (): boolean => kind !== "noRoom" || this.#hasRoom();
    try {
      await clock.sleep(delayMs, end);
      while (!mayGoOn()) await clock.sleep(ROOM_EVERY_MS, end);
    } catch (error) {
      if (!end.aborted) throw error;
    }
  }

  #hasRoom(): boolean {
    const { quota } = this.#tools;
    quota?.refresh();
    return (quota?.pauseReason(true) ?? null) === null;
  }

  #report(problem: FrameferryError | null, emit: EventListener): SliceReport {
    const frameCount = this.#frames.nextIndex - this.#settings.firstIndex;
    emit({ type: "sliceEnded", frameCount, isComplete: problem === null });
    const decodeErrors = this.#stream.decodeErrorCount;
    return { frameCount, decodeErrors, problem, isWantedPart: true, warnings: [] };
  }
}

/** What all connections of a slice share. */
interface LiveWork {
  readonly folder: string;
  readonly emit: EventListener;
  readonly gap: SourceGap;
}

/** A connection that has brought frames for so long is a success. */
const STABLE_MS = 10_000;
const ROOM_EVERY_MS = 250;
