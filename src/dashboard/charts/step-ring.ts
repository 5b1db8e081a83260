import type { StepValues } from "./step.ts";

/** The last steps of a series, in memory of a fixed size: 13 numbers of 4 bytes each. */
export class StepRing {
  readonly #numbers: Float32Array;
  readonly #capacity: number;
  /** Number of the first step that it has ever had. */
  readonly #firstStep: number;

  constructor(capacity: number, firstStep: number) {
    this.#capacity = capacity;
    this.#firstStep = firstStep;
    this.#numbers = new Float32Array(capacity * FIELDS.length);
  }

  /** @param step its number; each is put once, one after the other. */
  put(step: number, values: StepValues): void {
    const start = (step % this.#capacity) * FIELDS.length;
    for (const [at, field] of FIELDS.entries()) this.#numbers[start + at] = numberOf(values[field]);
  }

  /** A step that was put and is among the last ones; `null` for one before the series began. */
  at(step: number): StepValues | null {
    if (step < this.#firstStep) return null;
    const start = (step % this.#capacity) * FIELDS.length;
    const values: Partial<Record<keyof StepValues, number | boolean | null>> = {};
    for (const [at, field] of FIELDS.entries())
      values[field] = valueOf(field, this.#numbers[start + at] ?? Number.NaN);
    return values as StepValues;
  }
}

const FIELDS = [
  ...(["landed", "delivered", "failed", "skipped", "dropped", "retries"] as const),
  ...(["inFlight", "limit", "backlog", "isAway"] as const),
  ...(["latencyP50Ms", "latencyP95Ms", "latencyP99Ms"] as const),
] as const satisfies readonly (keyof StepValues)[];

function numberOf(value: number | boolean | null): number {
  return value === null ? Number.NaN : Number(value);
}

function valueOf(field: keyof StepValues, number: number): number | boolean | null {
  if (field === "isAway") return number === 1;
  // Of a number with 32 bits, more digits are noise.
  return Number.isNaN(number) ? null : Number(number.toPrecision(7));
}

/** Memory of a ring, in bytes. */
export function ringBytes(capacity: number): number {
  return capacity * FIELDS.length * Float32Array.BYTES_PER_ELEMENT;
}
