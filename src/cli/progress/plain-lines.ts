import type { PipelineEvent } from "../../core/events.ts";
import { Tally } from "../../results/tally.ts";
import type { Reporting } from "../reporting.ts";
import { Pace, timeInWords } from "./figures.ts";
import { lineOfEvent, printable } from "./frame-line.ts";
import { inFlightOf, limitInWords } from "./limit-in-words.ts";
import { pauseInWords } from "./pause-in-words.ts";
import type { Progress, RunTitle } from "./progress.ts";

/**
 * One plain line every few seconds and at each change of state: for pipes, logs and CI. While nothing
 * happens, and nothing is left to do, it says nothing.
 */
export class PlainLines implements Progress {
  readonly #stream: NodeJS.WritableStream;
  readonly #verbosity: number;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #tally = new Tally();
  readonly #pace = new Pace(performance.now());
  #isNews = false;

  constructor(stream: NodeJS.WritableStream, { verbosity }: Reporting, title: RunTitle) {
    this.#stream = stream;
    this.#verbosity = verbosity;
    if (verbosity < 0) return;
    this.note(`${printable(title.source)} → ${title.service}`);
    this.#timer = setInterval(() => this.#say(), INTERVAL_MS);
  }

  listen(event: PipelineEvent): void {
    this.#tally.listen(event);
    this.#isNews = true;
    const line = lineOfEvent(event, this.#verbosity);
    if (line !== null) this.note(line);
    if (event.type === "videoOpened" && event.expectedFrames !== null) {
      this.note(`about ${event.expectedFrames} frames to come`);
    }
    if (event.type === "slicePaused" && this.#tally.pauses === 1 && this.#verbosity === 0)
      this.note(pauseInWords(event));
    if (event.type === "sliceEnded") this.note(`sliced ${event.frameCount} frames`);
  }

  note(text: string): void {
    if (this.#verbosity >= 0) this.#stream.write(`${text}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #say(): void {
    const { hasSlicer, sliced, landed, outcomes, backlog, inFlight, limit, latencyMs, pause } =
      this.#tally;
    if (!this.#isNews && backlog === 0 && pause === null) return;
    this.#isNews = false;
    const { delivered, failed, dropped } = outcomes;
    const { framesPerSecond, elapsedSeconds, remainingSeconds } = this.#pace.read(
      this.#tally,
      performance.now(),
    );
    const parts = [
      `${hasSlicer ? `sliced ${sliced}` : `landed ${landed}`}, delivered ${delivered}, failed ${failed}${dropped > 0 ? `, dropped ${dropped}` : ""}`,
      `backlog ${backlog}, in flight ${inFlightOf(inFlight, limit)}`,
      `${framesPerSecond.toFixed(1)} frames/s, median ${latencyMs.p50 ?? "-"} ms`,
      `${timeInWords(elapsedSeconds)}${remainingSeconds === null ? "" : `, about ${timeInWords(remainingSeconds)} left`}`,
      ...(limitInWords(limit) === null ? [] : [limitInWords(limit)]),
      ...(pause === null ? [] : [pauseInWords(pause)]),
    ];
    this.note(parts.join("; "));
  }
}

const INTERVAL_MS = 5000;
