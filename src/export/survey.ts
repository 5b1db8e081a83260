import type { NamedFrame } from "./export-frame.ts";

/** Frames that lack something, and one of them as an example. */
export interface Lacking {
  readonly count: number;
  readonly example: string;
}

/** What all frames of an export have, and lack. */
export interface Survey {
  /** Sources with frames, by their numbers. */
  readonly sources: ReadonlyMap<number, string>;
  /** Labels in alphabetical order. */
  readonly labels: readonly string[];
  /** Number of frames that were delivered. */
  readonly delivered: number;
  /** Number of frames that failed. */
  readonly failed: number;
  /** Number of detections. */
  readonly detections: number;
  /** Number of detections without a known box. */
  readonly withoutBox: number;
  /** Delivered frames whose image size is unknown. */
  readonly withoutSize: Lacking;
  /** Frames without a time. */
  readonly withoutTime: Lacking;
}

/** Looks at all frames once. */
export function survey(frames: Iterable<NamedFrame>): Survey {
  const sources = new Map<number, string>();
  const labels = new Set<string>();
  const [withoutSize, withoutTime] = [new Counter(), new Counter()];
  let [delivered, failed, detections, withoutBox] = [0, 0, 0, 0];
  for (const { source, sourceNumber, frame, isDelivered, ptsSeconds, size, findings } of frames) {
    if (!sources.has(sourceNumber)) sources.set(sourceNumber, source);
    if (isDelivered) delivered += 1;
    else failed += 1;
    if (isDelivered && size === null) withoutSize.count(frame);
    if (ptsSeconds === null) withoutTime.count(frame);
    detections += findings.length;
    for (const { label, box } of findings) {
      labels.add(label);
      if (box === null) withoutBox += 1;
    }
  }
  const counts = { delivered, failed, detections, withoutBox };
  const inOrder = [...labels].toSorted();
  return {
    ...{ sources, labels: inOrder, ...counts },
    ...{ withoutSize: withoutSize.result, withoutTime: withoutTime.result },
  };
}

class Counter {
  #count = 0;
  #example = "";

  count(frame: string): void {
    if (this.#count === 0) this.#example = frame;
    this.#count += 1;
  }

  get result(): Lacking {
    return { count: this.#count, example: this.#example };
  }
}
