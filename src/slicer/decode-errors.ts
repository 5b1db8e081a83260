/**
 * Counts the frames that ffmpeg could not decode, or only in part, from its log.
 *
 * Messages differ between versions (up to 6.0, and from 6.1 on), and only newer ones report corrupt
 * pictures in addition to concealed ones: the larger of both numbers counts.
 */
export class DecodeErrorCount {
  readonly #counts: Record<Kind, number> = { undecoded: 0, header: 0, corrupt: 0, concealed: 0 };
  #last: Kind | null = null;

  get count(): number {
    const { undecoded, header, corrupt, concealed } = this.#counts;
    return Math.max(0, undecoded - header) + Math.max(corrupt, concealed);
  }

  /** @param text line without its tags. */
  read(text: string): void {
    this.#last = KINDS.find((kind) => PATTERNS[kind].test(text)) ?? null;
    if (this.#last !== null) this.#counts[this.#last] += 1;
  }

  /** Counts the last line again, as often as ffmpeg reports it repeated. */
  repeatLast(times: number): void {
    if (this.#last !== null) this.#counts[this.#last] += times;
  }
}

/** `header`: a header packet at the start of each link of a chained Ogg file; no frame is lost. */
type Kind = "undecoded" | "header" | "corrupt" | "concealed";

const PATTERNS: Readonly<Record<Kind, RegExp>> = {
  undecoded:
    /^Error while decoding stream|^Error submitting (?:a )?packet to decoder|^Decoding error:/u,
  header: /^Header packet passed to frame decoder/u,
  corrupt: /corrupt decoded frame/u,
  concealed: /^concealing \d+ DC, \d+ AC, \d+ MV errors/u,
};

const KINDS = Object.keys(PATTERNS) as readonly Kind[];
