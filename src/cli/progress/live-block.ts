import { createLogUpdate } from "log-update";
import { stripVTControlCharacters } from "node:util";
import type { PipelineEvent } from "../../core/events.ts";
import { Tally } from "../../results/tally.ts";
import { type Paint, paintFor } from "../paint.ts";
import type { Reporting } from "../reporting.ts";
import { type Figures, Pace, timeInWords } from "./figures.ts";
import { lineOfEvent, printable } from "./frame-line.ts";
import { pauseInWords } from "./pause-in-words.ts";
import type { Progress, RunTitle } from "./progress.ts";

/** A block of a few lines that redraws itself on a terminal. */
export class LiveBlock implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #title: RunTitle;
  readonly #verbosity: number;
  readonly #paint: Paint;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  readonly #tally = new Tally();
  readonly #pace = new Pace(performance.now());

  constructor(stream: NodeJS.WriteStream, { verbosity, color }: Reporting, title: RunTitle) {
    this.#stream = stream;
    this.#title = title;
    this.#verbosity = verbosity;
    this.#paint = paintFor(color, stream);
    this.#draw = createLogUpdate(stream);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    this.#redraw();
  }

  listen(event: PipelineEvent): void {
    this.#tally.listen(event);
    const line = lineOfEvent(event, this.#verbosity);
    if (line !== null) this.note(line);
  }

  note(text: string): void {
    this.#draw.clear();
    this.#stream.write(`${text}\n`);
    this.#redraw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#draw.clear();
    this.#draw.done();
  }

  #redraw(): void {
    const { columns = 80, rows = 24 } = this.#stream;
    const figures = this.#pace.read(this.#tally, performance.now());
    const lines = blockLines(this.#title, this.#tally, figures, columns - 1, this.#paint);
    this.#draw(lines.slice(0, Math.max(1, rows - 1)).join("\n"));
  }
}

const REDRAW_MS = 125;

function blockLines(
  title: RunTitle,
  tally: Tally,
  figures: Figures,
  columns: number,
  paint: Paint,
): string[] {
  const { delivered, failed, dropped } = tally.outcomes;
  const droppedToo = dropped === 0 ? "" : ` · dropped ${dropped}`;
  const expected =
    tally.isSlicing && tally.expectedFrames !== null ? ` of about ${tally.expectedFrames}` : "";
  const remaining =
    figures.remainingSeconds === null
      ? ""
      : ` · about ${timeInWords(figures.remainingSeconds)} left`;
  const median = tally.latencyMs.p50 === null ? "" : ` · median ${tally.latencyMs.p50} ms`;
  const plain = [
    `${printable(title.source)} → ${title.service}`,
    tally.hasSlicer
      ? `${bar(figures.doneShare, Math.min(30, columns - 40))}sliced ${tally.sliced}${expected}${tally.isSlicing ? "" : ", all"}`
      : `landed ${tally.landed}`,
    `delivered ${delivered} · failed ${failed}${droppedToo} · backlog ${tally.backlog} · in flight ${tally.inFlight}`,
    `${figures.framesPerSecond.toFixed(1)} frames/s${median} · ${timeInWords(figures.elapsedSeconds)}${remaining}`,
  ];
  if (tally.pause !== null) plain.push(pauseInWords(tally.pause));
  if (tally.lastFailure !== null) plain.push(`last failure: ${printable(tally.lastFailure)}`);
  return plain.map((line, index) => paint(STYLES[index] ?? "yellow", cut(line, columns)));
}

/** Of the lines that are always there; those below tell of trouble. */
const STYLES = ["bold", "cyan", "none", "dim"] as const;

function bar(share: number | null, width: number): string {
  if (share === null || width < 5) return "";
  const done = Math.round(share * width);
  return `${"█".repeat(done)}${"░".repeat(width - done)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
}

function cut(line: string, columns: number): string {
  const text = stripVTControlCharacters(line);
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
