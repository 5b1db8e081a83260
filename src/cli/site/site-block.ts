import { createLogUpdate } from "log-update";
import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { Reporting } from "../flags/reporting.ts";
import { colorizer, type Paint } from "../format/colorizer.ts";
import { terminalSize } from "../format/terminal.ts";
import { columnsOf, cut, cutMiddle, padEnd } from "../format/text-columns.ts";
import { eventLine } from "../progress/event-line.ts";
import type { Figures } from "../progress/progress-figures.ts";
import { destinationsOf } from "./site-words.ts";
import { SitePaces } from "./site-paces.ts";
import type { ShownSources, SiteProgress } from "./site-progress.ts";
import { sourceFacts, stateWord } from "./source-facts.ts";
import { sourceLine } from "./source-line.ts";

/** A line for each source, redrawn in place on a terminal; lines of events stay above. */
export class SiteBlock implements SiteProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #verbosity: number;
  readonly #sources: ShownSources;
  readonly #paint: Paint;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  readonly #paces = new SitePaces();

  constructor(stream: NodeJS.WriteStream, { verbosity, color }: Reporting, sources: ShownSources) {
    this.#stream = stream;
    this.#verbosity = verbosity;
    this.#sources = sources;
    this.#paint = colorizer(color, stream);
    this.#draw = createLogUpdate(stream);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
  }

  listen(keeper: SourceKeeper | null, event: RunEvent): void {
    const line = eventLine(
      event,
      this.#verbosity,
      keeper !== null && destinationsOf(keeper.source).length > 1,
    );
    if (line !== null) this.note(keeper, line);
  }

  changed(): void {
    this.#redraw();
  }

  note(keeper: SourceKeeper | null, text: string): void {
    this.#draw.clear();
    const name = keeper === null ? "" : `${keeper.source.name}: `;
    this.#stream.write(`${escapeControlChars(`${name}${text}`)}\n`);
    this.#redraw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#draw.clear();
    this.#draw.done();
  }

  #redraw(): void {
    const { columns, rows } = terminalSize(this.#stream);
    const shown = blockOf(
      this.#sources(),
      (keeper) => this.#paces.read(keeper, performance.now()),
      { maxLines: rows - 1, columns },
    );
    const lines = shown.map(({ text, keeper }) =>
      this.#paint(colorOf(keeper), cut(text, columns - 1)),
    );
    this.#draw(lines.join("\n"));
  }
}

const REDRAW_MS = 250;
/** Narrower names would not be told apart, in columns. */
const MIN_NAME_WIDTH = 8;

/** A line of the block, and the source that it is about. */
interface BlockLine {
  readonly text: string;
  readonly keeper: SourceKeeper | null;
}

/** Lines of sources; where they do not all fit, those with trouble come first, and the last line counts the others. */
function blockOf(
  keepers: readonly SourceKeeper[],
  figuresOf: (keeper: SourceKeeper) => Figures,
  { maxLines, columns }: { readonly maxLines: number; readonly columns: number },
): readonly BlockLine[] {
  const longest = Math.max(0, ...keepers.map(({ source }) => columnsOf(source.name)));
  // A long name must leave room for the state of its source, and for that of the others.
  const width = Math.min(longest, Math.max(MIN_NAME_WIDTH, Math.floor(columns / 3)));
  const lineOf = (keeper: SourceKeeper): BlockLine => {
    const name = padEnd(cutMiddle(escapeControlChars(keeper.source.name), width), width);
    return {
      keeper,
      text: `${name}  ${sourceLine(sourceFacts(keeper, figuresOf(keeper), Date.now()))}`,
    };
  };
  if (keepers.length <= maxLines) return keepers.map(lineOf);
  const isFine = (keeper: SourceKeeper): boolean => stateWord(keeper) === "running";
  const sorted = keepers.toSorted((one, other) => Number(isFine(one)) - Number(isFine(other)));
  const shown = Math.max(0, maxLines - 1);
  const rest = `and ${formatCount(keepers.length - shown, "more source")}`;
  return [...sorted.slice(0, shown).map(lineOf), { text: rest, keeper: null }];
}

function colorOf(keeper: SourceKeeper | null): "none" | "dim" | "yellow" | "red" {
  if (keeper === null || keeper.state === "ended" || keeper.state === "paused") return "dim";
  if (keeper.state === "failed") return "red";
  return stateWord(keeper) === "running" ? "none" : "yellow";
}
