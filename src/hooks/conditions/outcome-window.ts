/** Counts of frames over the last while. */
export interface WindowCounts {
  readonly frames: number;
  readonly failed: number;
}

/** Parts of a window that pass out of it one by one. */
const PARTS = 30;

/** Delivered and failed frames of a moving span of time; memory is constant. */
export class OutcomeWindow {
  readonly #partMs: number;
  readonly #frames = new Uint32Array(PARTS);
  readonly #failed = new Uint32Array(PARTS);
  #part = 0;

  /** @param spanMs length of the span, in milliseconds. */
  constructor(spanMs: number) {
    this.#partMs = spanMs / PARTS;
  }

  /** @param nowMs on a clock that never goes back. */
  add(isFailed: boolean, nowMs: number): void {
    const at = this.#moveTo(nowMs) % PARTS;
    this.#frames[at] = (this.#frames[at] ?? 0) + 1;
    if (isFailed) this.#failed[at] = (this.#failed[at] ?? 0) + 1;
  }

  counts(nowMs: number): WindowCounts {
    this.#moveTo(nowMs);
    return { frames: sum(this.#frames), failed: sum(this.#failed) };
  }

  #moveTo(nowMs: number): number {
    const part = Math.floor(nowMs / this.#partMs);
    const passed = Math.min(PARTS, part - this.#part);
    for (let step = 0; step < passed; step += 1) {
      const at = (part - step) % PARTS;
      this.#frames[at] = 0;
      this.#failed[at] = 0;
    }
    this.#part = part;
    return part;
  }
}

function sum(numbers: Uint32Array): number {
  return numbers.reduce((total, each) => total + each, 0);
}
