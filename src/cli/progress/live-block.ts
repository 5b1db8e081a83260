import { createLogUpdate } from "log-update";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { RunStats } from "../../results/run-stats.ts";
import { type Paint, colorizer } from "../format/colorizer.ts";
import type { Reporting } from "../flags/reporting.ts";
import { blockLines } from "./block-lines.ts";
import { Pace } from "./progress-figures.ts";
import { eventLine } from "./event-line.ts";
import type { Progress, ShownRun } from "./progress.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { terminalSize } from "../format/terminal.ts";
import { cut } from "../format/text-columns.ts";
import { serviceLines } from "./service-lines.ts";

/** A block of a few lines that redraws itself on a terminal. */
export class LiveBlock implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #run: ShownRun;
  readonly #verbosity: number;
  readonly #paint: Paint;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  readonly #stats: RunStats;
  readonly #pace = new Pace(performance.now());

  constructor(stream: NodeJS.WriteStream, { verbosity, color }: Reporting, run: ShownRun) {
    this.#stream = stream;
    this.#run = run;
    this.#stats = run.stats;
    this.#verbosity = verbosity;
    this.#paint = colorizer(color, stream);
    this.#draw = createLogUpdate(stream);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    this.#redraw();
  }

  listen(event: RunEvent): void {
    const line = eventLine(event, this.#verbosity, this.#run.services.length > 1);
    if (line !== null) this.note(line);
  }

  note(text: string): void {
    this.#draw.clear();
    this.#stream.write(`${escapeControlChars(text)}\n`);
    this.#redraw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#draw.clear();
    this.#draw.done();
  }

  #redraw(): void {
    const { columns, rows } = terminalSize(this.#stream);
    const figures = this.#pace.read(this.#stats, performance.now());
    const width = columns - 1;
    const plain = blockLines(this.#run, figures, width);
    const lines = plain.map((line, at) =>
      this.#paint(STYLES[at] ?? "yellow", cut(escapeControlChars(line), width)),
    );
    const services = serviceLines(this.#run.services, this.#stats);
    lines.splice(
      STYLES.length,
      0,
      ...services.map((line) => this.#paint("dim", cut(escapeControlChars(line), width))),
    );
    this.#draw(lines.slice(0, Math.max(1, rows - 1)).join("\n"));
  }
}

const REDRAW_MS = 125;

/** Of the lines that are always there; those below tell of trouble. */
const STYLES = ["bold", "cyan", "none", "dim"] as const;
