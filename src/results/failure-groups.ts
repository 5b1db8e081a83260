import type { FailureGroup } from "../core/summary.ts";

/** Counts failures by reason, in bounded memory for any number of reasons. */
export class FailureGroups {
  readonly #groups = new Map<string, { count: number; readonly examples: string[] }>();

  add(reason: string, frame: string): void {
    const key =
      this.#groups.has(reason) || this.#groups.size < MAX_REASONS ? reason : OTHER_REASONS;
    const group = this.#groups.get(key) ?? { count: 0, examples: [] };
    this.#groups.set(key, group);
    group.count += 1;
    if (group.examples.length < MAX_EXAMPLES) group.examples.push(frame);
  }

  /** Reverts an `add`. */
  remove(reason: string, frame: string): void {
    const key = this.#groups.has(reason) ? reason : OTHER_REASONS;
    const group = this.#groups.get(key);
    if (group === undefined) return;
    group.count -= 1;
    if (group.count === 0) this.#groups.delete(key);
    const at = group.examples.indexOf(frame);
    if (at >= 0) group.examples.splice(at, 1);
  }

  /** Groups, the largest first. */
  list(): readonly FailureGroup[] {
    const groups = [...this.#groups].map(([reason, { count, examples }]) => ({
      reason,
      count,
      examples,
    }));
    return groups.toSorted((one, other) => other.count - one.count);
  }
}

const MAX_REASONS = 19;
const MAX_EXAMPLES = 3;
const OTHER_REASONS = "other reasons: see the results file";
