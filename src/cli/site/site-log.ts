import { EventEmitter, once } from "node:events";
import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { eventLine } from "../progress/event-line.ts";
import { stateLine } from "./site-plain-lines.ts";
import type { SiteProgress } from "./site-progress.ts";
import { destinationsOf } from "./site-words.ts";

/** The last lines about each source of a site, for whoever asks later. */
export class SiteLog implements SiteProgress {
  /** By the name of the source; `""`: of the site itself. */
  readonly #lines = new Map<string, LogLine[]>();
  readonly #states = new WeakMap<SourceKeeper, string>();
  readonly #ended = new AbortController();
  readonly #news = new EventEmitter<{ line: [LogLine] }>().setMaxListeners(0);
  #count = 0;

  listen(keeper: SourceKeeper | null, event: RunEvent): void {
    const isFleet = keeper !== null && destinationsOf(keeper.source).length > 1;
    const line = eventLine(event, VERBOSITY, isFleet);
    if (line !== null) this.note(keeper, line);
  }

  changed(keeper: SourceKeeper): void {
    if (this.#states.get(keeper) === keeper.state) return;
    this.#states.set(keeper, keeper.state);
    this.note(keeper, stateLine(keeper));
  }

  note(keeper: SourceKeeper | null, text: string): void {
    const name = keeper?.source.name ?? "";
    const shown = escapeControlChars(name === "" ? text : `${name}: ${text}`);
    this.#count += 1;
    const line = {
      ...{ name, source: keeper?.source.source ?? "", at: this.#count },
      text: `${new Date().toISOString()} ${shown}\n`,
    };
    const lines = this.#lines.get(name) ?? [];
    this.#lines.set(name, lines);
    lines.push(line);
    if (lines.length > MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
    this.#news.emit("line", line);
  }

  /**
   * Lines about sources, in the order of their time.
   *
   * @param names of sources; empty: of all, and of the site itself.
   */
  linesOf(names: readonly string[]): readonly string[] {
    const all = [...this.#lines.values()].flat().filter((line) => isAbout(line, names));
    return all.toSorted((one, other) => one.at - other.at).map(({ text }) => text);
  }

  /** The same, and then those that come, until the signal or the end of the log. */
  async *follow(names: readonly string[], gone: AbortSignal): AsyncGenerator<string> {
    using ending = new JoinedSignal(gone, this.#ended.signal);
    const { signal } = ending;
    const waiting: LogLine[] = [];
    const take = (line: LogLine): void => void (isAbout(line, names) && waiting.push(line));
    this.#news.on("line", take);
    try {
      yield* this.linesOf(names);
      while (!signal.aborted) {
        yield* waiting.splice(0).map(({ text }) => text);
        if (waiting.length === 0) await once(this.#news, "line", { signal }).catch(() => {});
      }
    } finally {
      this.#news.off("line", take);
    }
  }

  /** Ends all that follow it. */
  end(): void {
    this.#ended.abort();
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

interface LogLine {
  readonly name: string;
  readonly source: string;
  /** Its number, by which lines of several sources are put in order. */
  readonly at: number;
  readonly text: string;
}

function isAbout({ name, source }: LogLine, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name) || names.includes(source);
}

/** As without `--verbose`. */
const VERBOSITY = 0;
/** Of each source. */
const MAX_LINES = 1000;
