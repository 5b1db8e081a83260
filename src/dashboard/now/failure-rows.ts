import type { FailureState } from "../page-data.ts";

/** A group of failures. */
export interface FailureRow {
  readonly id: string;
  /** `null` for the rest group. */
  readonly reason: string | null;
  count: number;
  exampleFrameId: string | null;
  isResending: boolean;
}

/** Failures by reason, in bounded memory for any number of reasons. */
export class FailureRows {
  /** By reason; `null` for the rest group. */
  readonly #rows = new Map<string | null, FailureRow>();
  #lastId = 0;

  failed(reason: string): void {
    if (!this.#rows.has(reason)) this.#removeEmpty();
    const isKnown = this.#rows.has(reason) || this.#rows.size < MAX_REASONS;
    this.#of(isKnown ? reason : null).count += 1;
  }

  /** Reverts a failure. */
  withdrawn(reason: string): void {
    const row = this.#rows.get(reason) ?? this.#rows.get(null);
    if (row === undefined) return;
    // A frame that fails again the same way goes on in its group.
    row.count -= 1;
  }

  /** Takes a frame for the example of its group, unless it has one. */
  giveExample(reason: string, frameId: string): void {
    const row = this.#rows.get(reason) ?? this.#rows.get(null);
    if (row !== undefined) row.exampleFrameId ??= frameId;
  }

  /** True if a frame is the example of a group. */
  hasExample(frameId: string): boolean {
    return [...this.#rows.values()].some(({ exampleFrameId }) => exampleFrameId === frameId);
  }

  /** Group by its id. */
  find(id: string): FailureRow | null {
    return [...this.#rows.values()].find((row) => row.id === id) ?? null;
  }

  /** @param canResend whether a run is open that sends frames again. */
  states(canResend: boolean): readonly FailureState[] {
    this.#removeEmpty();
    const sorted = [...this.#rows.values()].toSorted((one, other) => other.count - one.count);
    return sorted.map(({ id, reason, count, exampleFrameId, isResending }) => ({
      id,
      reason: reason ?? REST,
      count,
      exampleFrameId,
      isResending,
      canResend: canResend && reason !== null,
    }));
  }

  #removeEmpty(): void {
    for (const [reason, { count }] of this.#rows) if (count <= 0) this.#rows.delete(reason);
  }

  #of(reason: string | null): FailureRow {
    const known = this.#rows.get(reason);
    if (known !== undefined) return known;
    this.#lastId += 1;
    const id = `f${this.#lastId}`;
    const row: FailureRow = { id, reason, count: 0, exampleFrameId: null, isResending: false };
    this.#rows.set(reason, row);
    return row;
  }
}

const MAX_REASONS = 19;
const REST = "other reasons: see the results file";
