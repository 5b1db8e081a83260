/** A line of ffmpeg's log that stands for all of its kind. */
export interface LogLine {
  /** The part of ffmpeg that speaks, such as `hls` or `h264`; empty for ffmpeg itself. */
  readonly speaker: string;
  /** The first line of its kind. */
  readonly text: string;
  /** How many lines of the kind there were. */
  readonly count: number;
}

/** Lines of a log by their kind: those that differ in numbers alone are one. The first kinds are kept. */
export class LogLines {
  readonly #kinds = new Map<string, LogLine & { count: number }>();

  get kinds(): readonly LogLine[] {
    return [...this.#kinds.values()];
  }

  /** @returns the line that stands for its kind, of which there may turn out to be more; `null` if none is kept. */
  add({ speaker, text }: Omit<LogLine, "count">): { count: number } | null {
    const kind = `${speaker}\n${text.replaceAll(NUMBER, "#")}`;
    const known = this.#kinds.get(kind);
    if (known === undefined && this.#kinds.size >= KINDS_KEPT) return null;
    const line = known ?? { speaker, text, count: 0 };
    if (known === undefined) this.#kinds.set(kind, line);
    line.count += 1;
    return line;
  }
}

const KINDS_KEPT = 20;
const NUMBER = /0x[\da-f]+|\d+/giu;
