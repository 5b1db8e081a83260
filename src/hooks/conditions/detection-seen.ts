import type { Clock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { Finding } from "../../core/frame/predictions.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import type { HookOptions } from "../../options/hook-options.ts";
import type { TellFact } from "../event/hook-event.ts";
import type { Condition } from "./condition.ts";
import { RepeatLimit } from "./repeat-limit.ts";

/** Reads what was found in a frame from its result. */
export type ReadFindings = (result: FrameResult) => readonly Finding[];

/** Dependencies of the condition. */
export interface DetectionTools {
  readonly clock: Clock;
  readonly tell: TellFact;
  readonly readFindings: ReadFindings;
}

/** Which labels count, and how often each. */
export type DetectionFilter = Pick<HookOptions, "label" | "minConfidence" | "atMostEveryMs">;

/** A label that is found in a frame; of several with the same label it is the one with the greatest confidence. */
export class DetectionSeen implements Condition {
  readonly #hook: DetectionFilter;
  readonly #tools: DetectionTools;
  readonly #labels: ReadonlySet<string>;
  readonly #repeats: RepeatLimit;

  constructor(hook: DetectionFilter, tools: DetectionTools) {
    this.#hook = hook;
    this.#tools = tools;
    this.#labels = new Set(hook.label.map(plainLabel));
    this.#repeats = new RepeatLimit(hook.atMostEveryMs);
  }

  listen(source: string, event: RunEvent): void {
    if (event.type !== "frameSettled" || event.result.outcome !== "delivered") return;
    const wanted = this.#tools.readFindings(event.result).filter((found) => this.#isWanted(found));
    if (wanted.length === 0) return;
    for (const found of Map.groupBy(wanted, ({ label }) => label).values())
      this.#tell(source, event.result, found);
  }

  [Symbol.dispose](): void {
    this.#repeats.clear();
  }

  #isWanted({ label, confidence }: Finding): boolean {
    const { minConfidence } = this.#hook;
    if (minConfidence !== null && (confidence === null || confidence < minConfidence)) return false;
    return this.#labels.size === 0 || this.#labels.has(plainLabel(label));
  }

  #tell(source: string, result: FrameResult, found: readonly Finding[]): void {
    const [surest] = found.toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
    if (surest === undefined) return;
    const label = surest.label.slice(0, MAX_LABEL_LENGTH);
    const suppressed = this.#repeats.take(`${source}\n${label}`, this.#tools.clock.nowMs());
    if (suppressed === null) return;
    const { confidence, box } = surest;
    const { frame, index, ptsSeconds, capturedAt = null, service } = result;
    const sure = confidence === null ? "" : ` (${formatNumber(confidence)})`;
    this.#tools.tell({
      ...{ when: "detection", recovered: false, source, service, suppressed },
      message: `${label}${sure} at ${source}`,
      ...{ label, confidence, count: found.length, box, frame, index, ptsSeconds, capturedAt },
    });
  }
}

const MAX_LABEL_LENGTH = 200;

function plainLabel(label: string): string {
  return label.toLowerCase();
}
