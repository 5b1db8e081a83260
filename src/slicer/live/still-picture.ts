import type { Loss } from "./connection-end.ts";

/**
 * Notices a camera that stands still on one picture, or on a few that it repeats, from checksums of some of its
 * pictures. The noise of a camera that works changes each of them.
 */
export class StillPicture {
  readonly #frozenMs: number;
  readonly #seen = new Set<string>();
  #newCount = 0;
  #isFrozen = false;
  #newAtMs: number | null = null;
  #sampleAtMs = 0;

  /** @param frozenMs time without a new picture after which it is frozen. */
  constructor(frozenMs: number) {
    this.#frozenMs = frozenMs;
  }

  /** True from the time when it was found frozen until new pictures come. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** True if this connection has shown no new picture for that time. */
  get isOverdue(): boolean {
    return this.#newAtMs !== null && this.#sampleAtMs - this.#newAtMs >= this.#frozenMs;
  }

  /** A connection begins. */
  begin(): void {
    this.#newCount = 0;
    this.#newAtMs = null;
  }

  /** Reads a line of ffmpeg's log. @param nowMs on the monotonic clock. */
  read(line: string, nowMs: number): void {
    const [, checksum] = SAMPLE.exec(line) ?? [];
    if (checksum === undefined) return;
    this.#newAtMs ??= nowMs;
    this.#sampleAtMs = nowMs;
    if (!this.#seen.has(checksum)) this.#addNew(checksum, nowMs);
    if (this.isOverdue) this.#isFrozen = true;
  }

  #addNew(checksum: string, nowMs: number): void {
    this.#newAtMs = nowMs;
    this.#newCount += 1;
    this.#seen.add(checksum);
    const [oldest = ""] = this.#seen;
    if (this.#seen.size > MAX_SEEN) this.#seen.delete(oldest);
    // An encoder that begins anew draws the same scene a little differently at first.
    if (this.#newCount >= MIN_NEW) this.#isFrozen = false;
  }
}

/** Loss of a camera that has stood still for so long. */
export function standstill(frozenMs: number): Loss {
  return { kind: "frozen", reason: `its picture has stood still for ${frozenMs / 1000} s` };
}

/**
 * Filters that print the checksum of some pictures, beside those that come after them.
 *
 * @param frozenMs time within which some 20 are printed.
 */
export function printedChecksums(frozenMs: number): string {
  const periodSeconds = frozenMs / 1000 / SAMPLES;
  // The clock of a camera may jump, also back.
  const isDue = `isnan(prev_selected_t)+gte(abs(t-prev_selected_t),${periodSeconds})`;
  return `split[main][still];[still]select='${isDue}',showinfo@still,nullsink;[main]null`;
}

const SAMPLE = /^\[showinfo@still @ \w+\] \[info\] n: .*? checksum:([\dA-F]+)/u;
const SAMPLES = 20;
/** Pictures that a camera may repeat in a circle, such as those from one keyframe to the next. */
const MAX_SEEN = 256;
const MIN_NEW = 3;
