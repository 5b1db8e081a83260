/** How values of two neighboring slots become one. */
export type Merge = "sum" | "max";

/** Values over a run, one for each slot of time. */
export interface TimelineSeries {
  readonly values: Float64Array;
  readonly merge: Merge;
}

/**
 * Values over a run of any length, in memory that does not grow: when the slots are full, each two of them become one,
 * and the resolution is halved.
 */
export class Timeline {
  readonly #series = new Set<TimelineSeries>();
  #width: number;
  #start: number | null = null;
  #lastSlot = 0;
  #lastPlace = 0;

  /** @param width of the first slots, in the unit of the places. */
  constructor(width: number) {
    this.#width = width;
  }

  /** Width of a slot, in the unit of the places. */
  get width(): number {
    return this.#width;
  }

  /** Place at which the first slot begins; 0 before anything was recorded. */
  get start(): number {
    return this.#start ?? 0;
  }

  /** Greatest place that was recorded; 0 before anything was. */
  get last(): number {
    return this.#lastPlace;
  }

  /** Number of slots up to the last place. */
  get count(): number {
    return this.#start === null ? 0 : this.#lastSlot + 1;
  }

  addSeries(merge: Merge): TimelineSeries {
    const series = { values: new Float64Array(SLOTS), merge };
    this.#series.add(series);
    return series;
  }

  removeSeries(series: TimelineSeries): void {
    this.#series.delete(series);
  }

  /** Slot of a place. @param place such as a time; one before the start counts as the start. */
  slotAt(place: number): number {
    this.#start ??= place;
    this.#lastPlace = Math.max(this.#lastPlace, place);
    const distance = Math.max(0, place - this.#start);
    while (distance >= this.#width * this.#slots) this.#halve();
    const slot = Math.floor(distance / this.#width);
    this.#lastSlot = Math.max(this.#lastSlot, slot);
    return slot;
  }

  /** Few as long as a slot is a part of a second: frames that come one by one would make rates jump up and down. */
  get #slots(): number {
    return this.#width < 1 ? SLOTS_BELOW_ONE : SLOTS;
  }

  #halve(): void {
    for (const { values, merge } of this.#series) {
      for (let slot = 0; slot < SLOTS; slot += 1) {
        const [one = 0, other = 0] = values.subarray(2 * slot, 2 * slot + 2);
        values[slot] = merge === "sum" ? one + other : Math.max(one, other);
      }
    }
    this.#width *= 2;
    this.#lastSlot >>= 1;
  }
}

/** Slots of a timeline: more would not be seen on a page. */
const SLOTS = 240;
const SLOTS_BELOW_ONE = 40;
