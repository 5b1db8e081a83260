import { createLogUpdate } from "log-update";
import type { RunEvent } from "../../core/events/run-event.ts";
import { RunStats } from "../../results/run-stats.ts";
import { type Paint, colorizer } from "../format/paint.ts";
import type { Reporting } from "../flags/reporting.ts";
import { blockLines } from "./block-lines.ts";
import { Pace } from "../format/figures.ts";
import { lineOfEvent } from "./frame-line.ts";
import type { Progress, RunTitle } from "./progress.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { terminalSize } from "../format/terminal.ts";
import { cut } from "../format/text-columns.ts";
import { serviceLines } from "./service-lines.ts";

/** A block of a few lines that redraws itself on a terminal. */
export class LiveBlock implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #title: RunTitle;
  readonly #verbosity: number;
  readonly #paint: Paint;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  readonly #stats = new RunStats();
  readonly #pace = new Pace(performance.now());

  constructor(stream: NodeJS.WriteStream, { verbosity, color }: Reporting, title: RunTitle) {
    this.#stream = stream;
    this.#title = title;
    this.#verbosity = verbosity;
    this.#paint = colorizer(color, stream);
    this.#draw = createLogUpdate(stream);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    this.#redraw();
  }

  listen(event: RunEvent): void {
    this.#stats.listen(event);
    const line = lineOfEvent(event, this.#verbosity, this.#title.services.length > 1);
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
    const plain = blockLines(this.#title, this.#stats, figures, width);
    const lines = plain.map((line, at) =>
      this.#paint(STYLES[at] ?? "yellow", cut(escapeControlChars(line), width)),
    );
    const services = serviceLines(this.#title.services, this.#stats);
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
