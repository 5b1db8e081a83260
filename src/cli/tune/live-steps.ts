import { cut } from "../format/text-columns.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { createLogUpdate } from "log-update";
import type { TuneEvent } from "../../app/tune/tune-service.ts";
import { type Paint, colorizer } from "../format/paint.ts";
import { terminalSize } from "../format/terminal.ts";
import type { Reporting } from "../flags/reporting.ts";
import { linesOf, type TuneProgress } from "./tune-progress.ts";

/** The steps so far and the one under way, in a block that redraws itself and goes at the end. */
export class LiveSteps implements TuneProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  readonly #done: string[] = [];
  #startedMs = 0;
  #seconds = 0;
  #inFlight = "";
  #answered = 0;

  constructor(stream: NodeJS.WriteStream, { color }: Reporting) {
    this.#stream = stream;
    this.#paint = colorizer(color, stream);
    this.#draw = createLogUpdate(stream);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
  }

  listen(event: TuneEvent): void {
    switch (event.type) {
      case "stepStarted":
        if (this.#startedMs === 0) this.#startedMs = performance.now();
        this.#inFlight = event.inFlight === "auto" ? "auto" : `${event.inFlight} in flight`;
        this.#answered = 0;
        return this.#redraw();
      case "tuneRequestEnded":
        this.#answered += 1;
        return;
      case "stepEnded":
      case "autoEnded":
        this.#done.push(...linesOf(event));
        return this.#redraw();
      case "tunePlanned":
        this.#seconds = event.budget.seconds;
        return this.#note(linesOf(event));
      case "serviceFound":
      case "warningRaised":
        return this.#note(linesOf(event));
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#draw.clear();
    this.#draw.done();
    this.#stream.write("\n");
  }

  #note(lines: readonly string[]): void {
    this.#draw.clear();
    this.#stream.write(`${lines.map(escapeControlChars).join("\n")}\n`);
    this.#redraw();
  }

  #redraw(): void {
    if (this.#startedMs === 0) return;
    const { columns, rows } = terminalSize(this.#stream);
    const passed = Math.floor((performance.now() - this.#startedMs) / 1000);
    const now = `${this.#inFlight} … ${formatCount(this.#answered, "answer")}; ${passed} s of at most ${this.#seconds} s`;
    const fitted = (line: string): string => cut(escapeControlChars(line), columns - 1);
    const done = this.#done.map((line) => this.#paint("dim", fitted(line)));
    const lines = [...done, this.#paint("cyan", fitted(now))];
    this.#draw(lines.slice(1 - Math.max(2, rows)).join("\n"));
  }
}

const REDRAW_MS = 125;
