/**
 * Counts the frames that ffmpeg could not decode, or only in part, by its log.
 *
 * Versions put it differently (up to 6.0, and from 6.1 on), and only newer ones call a picture corrupt,
 * and not each of which they had to make up a part: the greater of both numbers counts.
 */
export class DecodeErrorCount {
  readonly #counts: Record<Kind, number> = { undecoded: 0, header: 0, corrupt: 0, concealed: 0 };
  #last: Kind | null = null;

  get count(): number {
    const { undecoded, header, corrupt, concealed } = this.#counts;
    return Math.max(0, undecoded - header) + Math.max(corrupt, concealed);
  }

  /** @param text a line without its tags. */
  read(text: string): void {
    this.#last = KINDS.find((kind) => PATTERNS[kind].test(text)) ?? null;
    if (this.#last !== null) this.#counts[this.#last] += 1;
  }

  /** Counts the last line again, as often as ffmpeg says that it would have repeated it. */
  repeatLast(times: number): void {
    if (this.#last !== null) this.#counts[this.#last] += times;
  }
}

/** `header`: one of those that each link of a chained Ogg file begins with, which no frame is lost by. */
type Kind = "undecoded" | "header" | "corrupt" | "concealed";

const PATTERNS: Readonly<Record<Kind, RegExp>> = {
  undecoded:
    /^Error while decoding stream|^Error submitting (?:a )?packet to decoder|^Decoding error:/u,
  header: /^Header packet passed to frame decoder/u,
  corrupt: /corrupt decoded frame/u,
  concealed: /^concealing \d+ DC, \d+ AC, \d+ MV errors/u,
};

const KINDS = Object.keys(PATTERNS) as readonly Kind[];
