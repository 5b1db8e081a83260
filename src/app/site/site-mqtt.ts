import { randomUUID } from "node:crypto";
import { systemClock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { DetectionSeen } from "../../hooks/conditions/detection-seen.ts";
import type { DetectionEvent } from "../../hooks/event/hook-event.ts";
import { type BoardSettings, MqttBoard, type ShownSource } from "../../hooks/mqtt/mqtt-board.ts";
import { detectionsIn } from "../../protocols/detections/detections-in.ts";
import type { SourceKeeper } from "./source-keeper.ts";

/** Shows the sources of a site at an MQTT broker: every other second what has changed, and what was found. */
export class SiteMqtt {
  readonly #board: MqttBoard;
  readonly #keepers: () => readonly SourceKeeper[];
  readonly #timer: NodeJS.Timeout;
  readonly #detections: DetectionSeen;
  #isClosed = false;
  /** Number of frames of each source, and when it was seen to grow. */
  readonly #growth = new WeakMap<
    SourceKeeper,
    { readonly landed: number; readonly atMs: number }
  >();

  constructor(settings: BoardSettings, keepers: () => readonly SourceKeeper[]) {
    this.#board = new MqttBoard(settings);
    this.#keepers = keepers;
    this.#timer = setInterval(() => this.#show(), SHOW_EVERY_MS);
    // The site is still about to begin; there is no connection before.
    setImmediate(() => this.#show());
    const filter = { label: [], minConfidence: null, atMostEveryMs: DETECTION_AT_MOST_EVERY_MS };
    this.#detections = new DetectionSeen(filter, {
      ...{ clock: systemClock, readFindings: detectionsIn },
      tell: (fact) => {
        const event = { id: randomUUID(), at: new Date().toISOString(), ...fact };
        this.#board.tell(event as DetectionEvent);
      },
    });
  }

  listen(source: string, event: RunEvent): void {
    this.#detections.listen(source, event);
  }

  /** @param isForgotten true to leave nothing of the sources at the broker. */
  async close(isForgotten: boolean): Promise<void> {
    clearInterval(this.#timer);
    this.#show();
    this.#isClosed = true;
    await this.#board.close(isForgotten);
  }

  #show(): void {
    if (this.#isClosed) return;
    this.#board.show(this.#keepers().map((keeper) => this.#shown(keeper)));
  }

  #shown(keeper: SourceKeeper): ShownSource {
    const { source, state, counts } = keeper;
    const { delivered, failed, dropped, pending } = counts;
    return {
      ...{ name: source.name, areFramesArriving: this.#areFramesArriving(keeper) },
      state: { state, delivered, failed, dropped, pending },
    };
  }

  /** A camera says itself when it is silent; other sources have no such rhythm. */
  #areFramesArriving(keeper: SourceKeeper): boolean {
    const { state, source, isLive, away, stats, counts } = keeper;
    if (state !== "running") return false;
    if (isLive && source.command === "run") return away === null && stats.landed > 0;
    const nowMs = performance.now();
    const last = this.#growth.get(keeper);
    if (last === undefined || counts.landed > last.landed)
      this.#growth.set(keeper, { landed: counts.landed, atMs: nowMs });
    const { landed, atMs } = this.#growth.get(keeper) ?? { landed: 0, atMs: nowMs };
    return landed > 0 && nowMs - atMs < QUIET_AFTER_MS;
  }
}

const SHOW_EVERY_MS = 2000;
const QUIET_AFTER_MS = 60_000;
const DETECTION_AT_MOST_EVERY_MS = 5000;
