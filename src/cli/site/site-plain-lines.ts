import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import type { Reporting } from "../flags/reporting.ts";
import { eventLine } from "../progress/event-line.ts";
import { SitePaces } from "./site-paces.ts";
import type { ShownSources, SiteProgress } from "./site-progress.ts";
import { sourceFacts, troubleOf } from "./source-facts.ts";
import { sourceLine } from "./source-line.ts";
import { destinationsOf, originOf } from "./site-words.ts";

/** Plain lines that begin with the name of their source: each change, and every half minute what goes on. */
export class SitePlainLines implements SiteProgress {
  readonly #stream: NodeJS.WritableStream;
  readonly #verbosity: number;
  readonly #sources: ShownSources;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #paces = new SitePaces();
  /** Sources of which there is something to tell. */
  readonly #news = new Set<SourceKeeper>();
  readonly #states = new WeakMap<SourceKeeper, string>();

  constructor(stream: NodeJS.WritableStream, { verbosity }: Reporting, sources: ShownSources) {
    this.#stream = stream;
    this.#verbosity = verbosity;
    this.#sources = sources;
    if (verbosity >= 0) this.#timer = setInterval(() => this.#print(), INTERVAL_MS);
  }

  listen(keeper: SourceKeeper | null, event: RunEvent): void {
    if (keeper !== null) this.#news.add(keeper);
    const line = eventLine(
      event,
      this.#verbosity,
      keeper !== null && destinationsOf(keeper.source).length > 1,
    );
    if (line !== null) this.note(keeper, line);
  }

  changed(keeper: SourceKeeper): void {
    if (this.#states.get(keeper) === keeper.state) return;
    this.#states.set(keeper, keeper.state);
    this.note(keeper, stateLine(keeper));
  }

  note(keeper: SourceKeeper | null, text: string): void {
    if (this.#verbosity < 0) return;
    const name = keeper === null ? "" : `${keeper.source.name}: `;
    this.#stream.write(`${escapeControlChars(`${name}${text}`)}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #print(): void {
    for (const keeper of this.#sources()) {
      const figures = this.#paces.read(keeper, performance.now());
      if (this.#news.has(keeper))
        this.note(keeper, sourceLine(sourceFacts(keeper, figures, Date.now())));
    }
    this.#news.clear();
  }
}

/** A change of the state of a source, for a log. */
export function stateLine(keeper: SourceKeeper): string {
  const { state, source } = keeper;
  if (state === "running") return `${originOf(source)} → ${destinationsOf(source).join(", ")}`;
  const trouble = troubleOf(keeper, Date.now());
  return trouble === null ? state : `${state}, ${trouble}`;
}

const INTERVAL_MS = 30_000;
