/** A line of ffmpeg's log that represents all of its kind. */
export interface LogLine {
  /** Component of ffmpeg, such as `hls` or `h264`; empty for ffmpeg itself. */
  readonly component: string;
  /** First line of the kind. */
  readonly text: string;
  /** Number of lines of the kind. */
  readonly count: number;
}

/** Tags and text of a line that was printed with `-loglevel level+info`; `null` for one without a level. */
export function taggedLine(line: string): TaggedLine | null {
  const [, component = "", level, text = ""] = TAGGED_LINE.exec(line) ?? [];
  return level === undefined ? null : { component, level, text };
}

/** A line of ffmpeg's log without its tags. */
export interface TaggedLine extends Omit<LogLine, "count"> {
  /** Such as `error` or `info`. */
  readonly level: string;
}

/** `[mov,mp4 @ 0x55d9] [error] moov atom not found`, or without the component. */
const TAGGED_LINE = /^(?:\[([^\]@]*) @ \w+\] )*\[(\w+)\] (.*)$/u;

/** Lines of a log by kind: lines that only differ in numbers are one kind. The first kinds are kept. */
export class LogLines {
  readonly #kinds = new Map<string, LogLine & { count: number }>();

  get kinds(): readonly LogLine[] {
    return [...this.#kinds.values()];
  }

  /** @returns the counter of the line's kind, which may be increased later; `null` if the kind is not kept. */
  add({ component, text }: Omit<LogLine, "count">): { count: number } | null {
    const kind = `${component}\n${text.replaceAll(NUMBER, "#")}`;
    const known = this.#kinds.get(kind);
    if (known === undefined && this.#kinds.size >= MAX_KINDS) return null;
    const line = known ?? { component, text, count: 0 };
    if (known === undefined) this.#kinds.set(kind, line);
    line.count += 1;
    return line;
  }
}

const MAX_KINDS = 20;
const NUMBER = /0x[\da-f]+|\d+/giu;
