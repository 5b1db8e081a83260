import type { LogLine } from "./ffmpeg-log.ts";

/**
 * Counts the frames that ffmpeg could not decode at all, and those that it calls corrupt, by its log.
 * Versions of ffmpeg put it differently: up to 6.0 the first, from 6.1 on the second and third.
 */
export class DecodeErrorCount {
  #errors = 0;
  #headers = 0;
  #lastStep: "errors" | "headers" | null = null;

  get count(): number {
    return Math.max(0, this.#errors - this.#headers);
  }

  /** @param line an error or a warning. */
  read({ text }: LogLine): void {
    this.#lastStep = HEADER.test(text) ? "headers" : ERROR.test(text) ? "errors" : null;
    this.#add(1);
  }

  /** Takes a line without a tag, which may stand for more of the last one. */
  readUntagged(line: string): void {
    const times = REPEATED.exec(line)?.[1];
    if (times !== undefined) this.#add(Number(times));
  }

  #add(count: number): void {
    if (this.#lastStep === "headers") this.#headers += count;
    else if (this.#lastStep === "errors") this.#errors += count;
  }
}

const ERROR =
  /^Error while decoding stream|^Error submitting (?:a )?packet to decoder|^Decoding error:|corrupt decoded frame/u;

/** Each link of a chained Ogg file has headers of its own: Theora's decoder calls them undecodable frames. */
const HEADER = /^Header packet passed to frame decoder/u;

const REPEATED = /^ *Last message repeated (\d+) times/u;
