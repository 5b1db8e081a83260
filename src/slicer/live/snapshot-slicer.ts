import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, MAX_TIMER_MS } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import { option } from "../../core/option-spelling.ts";
import { frameName } from "../frame-name.ts";
import { RemoteFault } from "../remote/remote-fault.ts";
import { diskFull } from "../slice-errors.ts";
import type { Slicer, SliceReport } from "../slicer.ts";
import type { SpoolQuota } from "../spool-quota.ts";
import { type Loss, lossOfFault } from "./connection-end.ts";
import { LiveFrames } from "./live-frames.ts";
import { noRoom } from "./no-room.ts";
import { Outage, sleepUntilEnd } from "./outage.ts";
import { type FormedSnapshot, inForm, type SnapshotForm } from "./snapshot-form.ts";
import type { Snapshot, SnapshotPoll } from "./snapshot-poll.ts";
import type { SourceGap } from "./source-gap.ts";
import { StillSnapshot } from "./still-snapshot.ts";
import { renameOver } from "../../core/platform/rename-over.ts";

/** Settings of a snapshot slicer; units are in the names. */
export interface SnapshotSettings extends SnapshotForm {
  /** Time from one question to the next. */
  readonly periodMs: number;
  /** Time for a whole answer. */
  readonly stallMs: number;
  /** Length of a gap after which it gives up; `null` for never. */
  readonly giveUpMs: number | null;
  /** Time without a new picture after which the camera is frozen; `null` if it may show one for ever. */
  readonly frozenMs: number | null;
  /** Index of the first frame that is written. */
  readonly firstIndex: number;
}

/** Tools and input of a snapshot slicer. */
export interface SnapshotTools {
  /** Its name, without secrets. */
  readonly name: string;
  readonly poll: SnapshotPoll;
  readonly clock: Clock;
  readonly gap: SourceGap;
  /** Quota of the frames; `null` sets no limit. */
  readonly quota: SpoolQuota | null;
  /** Told which part of the picture frames show from an index on, where not all of it is taken. @default nobody is */
  readonly onCrop?: ((fromIndex: number, crop: CroppedPart) => void) | undefined;
}

/** Writes the pictures of a camera that has nothing but one picture at an address, until it is told to end. */
export class SnapshotSlicer implements Slicer {
  readonly #settings: SnapshotSettings;
  readonly #tools: SnapshotTools;
  readonly #frames: LiveFrames;
  readonly #still: StillSnapshot;
  #firstArrivalMs: number | null = null;
  #noRoom: Loss | null = null;

  constructor(settings: SnapshotSettings, tools: SnapshotTools) {
    this.#settings = settings;
    this.#tools = tools;
    this.#frames = new LiveFrames(settings.firstIndex);
    this.#still = new StillSnapshot(settings.frozenMs);
  }

  async slice(folder: string, emit: EventListener, end: AbortSignal): Promise<SliceReport> {
    try {
      const problem = await this.#pollUntil(end, folder, emit).catch((error: unknown) => {
        // A part that does not lie within the picture.
        if (error instanceof FrameferryError) return error;
        if (!isSystemError(error)) throw error;
        return unwritable(folder, error);
      });
      const frameCount = this.#frames.nextIndex - this.#settings.firstIndex;
      emit({ type: "sliceEnded", frameCount, isComplete: problem === null });
      return { frameCount, decodeErrors: 0, problem, isWantedPart: true, warnings: [] };
    } finally {
      this.#frames.end();
    }
  }

  async timeOf(relativePath: string): Promise<FrameTime> {
    return await this.#frames.timeOf(relativePath);
  }

  /** @returns a problem when it has given up, or cannot write. */
  async #pollUntil(
    end: AbortSignal,
    folder: string,
    emit: EventListener,
  ): Promise<FrameferryError | null> {
    const { clock, name, gap } = this.#tools;
    const { periodMs, giveUpMs } = this.#settings;
    const outage = new Outage({ name, clock, gap, giveUpMs });
    for (
      let dueMs = clock.nowMs();
      !end.aborted;
      dueMs = Math.max(dueMs + periodMs, clock.nowMs())
    ) {
      await sleepUntilEnd(clock, dueMs - clock.nowMs(), end);
      const loss = end.aborted ? null : await this.#pollOnce(end, folder, emit);
      if (end.aborted) break;
      const problem = await this.#judge(loss, outage, end);
      if (problem !== null) return problem;
      // One that has failed is asked again at once, whatever the period.
      if (loss !== null && loss.kind !== "frozen") dueMs = clock.nowMs() - periodMs;
    }
    return null;
  }

  /** @returns a problem when it has given up. */
  async #judge(
    loss: Loss | null,
    outage: Outage,
    end: AbortSignal,
  ): Promise<FrameferryError | null> {
    if (loss?.kind === "frozen") return outage.stoodStill(loss);
    if (loss !== null) {
      this.#still.missed();
      return await outage.failed(loss, end);
    }
    outage.answered();
    return null;
  }

  /**
   * @returns why there is no picture, or has been no new one for too long.
   * @throws the system's error for a picture that cannot be written.
   */
  async #pollOnce(end: AbortSignal, folder: string, emit: EventListener): Promise<Loss | null> {
    const { quota, clock, poll } = this.#tools;
    this.#noRoom = this.#hasRoomAgain() ? noRoom(quota) : this.#noRoom;
    if (this.#noRoom !== null) return this.#noRoom;
    const { stallMs } = this.#settings;
    const late = AbortSignal.timeout(Math.min(stallMs, MAX_TIMER_MS));
    let arrivedMs = 0;
    try {
      const picture = await poll.next(
        () => (arrivedMs = clock.nowMs()),
        AbortSignal.any([end, late]),
      );
      if (picture === null) return this.#still.answered(false, clock.nowMs());
      const wanted = await this.#inForm(picture);
      await this.#write(wanted, { folder, emit, arrivedMs });
      return this.#still.answered(true, clock.nowMs());
    } catch (error) {
      if (late.aborted)
        return { kind: "away", reason: `it sent no picture within ${stallMs / 1000} s` };
      if (end.aborted) return null;
      if (!(error instanceof RemoteFault)) throw error;
      return lossOfFault(error);
    }
  }

  async #inForm(picture: Snapshot): Promise<FormedSnapshot> {
    try {
      return await inForm(picture, this.#settings, this.#tools.name);
    } catch (error) {
      this.#tools.poll.forget();
      throw error;
    }
  }

  /** True unless there was none, and is not enough for more than a few pictures yet. */
  #hasRoomAgain(): boolean {
    const { quota } = this.#tools;
    quota?.refresh();
    return this.#noRoom === null || (quota?.pauseReason(true) ?? null) === null;
  }

  async #write(
    { bytes, extension, crop }: FormedSnapshot,
    { folder, emit, arrivedMs }: { folder: string; emit: EventListener; arrivedMs: number },
  ): Promise<void> {
    const { quota } = this.#tools;
    const index = this.#frames.nextIndex;
    if (crop !== undefined) {
      this.#frames.shown.begin(index, crop);
      this.#tools.onCrop?.(index, crop);
    }
    this.#firstArrivalMs ??= arrivedMs;
    const ptsSeconds = Math.round(arrivedMs - this.#firstArrivalMs) / 1000;
    this.#frames.announce({ index, ptsSeconds }, arrivedMs, null);
    quota?.frameSliced(index);
    emit({ type: "frameSliced", index, ptsSeconds });
    // It gets its name when it is whole.
    const path = join(folder, frameName(index, extension));
    const mode = quota?.isPrivate === true ? 0o600 : 0o666;
    await writeFile(`${path}.tmp`, bytes, { mode });
    await renameOver(`${path}.tmp`, path);
  }
}

/** Error of a picture that cannot be written. */
function unwritable(folder: string, cause: NodeJS.ErrnoException): FrameferryError {
  if (cause.code === "ENOSPC") return diskFull(0);
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the folder ${folder} cannot be written to any more: ${systemErrorMessage(cause)}`,
    remedy: `make it writable, or choose another one with ${option("state")} or ${option("frames")}`,
    cause,
  });
}
