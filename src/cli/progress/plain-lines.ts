import { formatNumber } from "../../core/text/format-number.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { RequestLimit } from "../../core/summary.ts";
import type { RunStats } from "../../results/run-stats.ts";
import type { Reporting } from "../flags/reporting.ts";
import { Pace } from "./progress-figures.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { eventLine } from "./event-line.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { describeInFlight, describeLimit } from "./describe-limit.ts";
import { describePause, describeSendingPause } from "./describe-pause.ts";
import { runHeading } from "./heading.ts";
import type { Progress, ShownRun } from "./progress.ts";
import { serviceLines } from "./service-lines.ts";

/**
 * One plain line every few seconds and at each change of state: for pipes, logs and CI. While nothing
 * happens, and nothing is left to do, it says nothing.
 */
export class PlainLines implements Progress {
  readonly #stream: NodeJS.WritableStream;
  readonly #verbosity: number;
  readonly #services: readonly string[];
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #stats: RunStats;
  readonly #pace = new Pace(performance.now());
  #isNews = false;

  constructor(stream: NodeJS.WritableStream, { verbosity }: Reporting, run: ShownRun) {
    this.#stream = stream;
    this.#verbosity = verbosity;
    this.#services = run.services;
    this.#stats = run.stats;
    if (verbosity < 0) return;
    this.note(runHeading(run));
    this.#timer = setInterval(() => this.#print(), INTERVAL_MS);
  }

  listen(event: RunEvent): void {
    this.#isNews = true;
    const line = eventLine(event, this.#verbosity, this.#services.length > 1);
    if (line !== null) this.note(line);
    if (event.type === "videoOpened" && event.expectedFrames !== null) {
      this.note(`about ${formatCount(event.expectedFrames, "frame")} to come`);
    }
    if (event.type === "slicePaused" && this.#stats.pauses === 1 && this.#verbosity === 0)
      this.note(describePause(event));
    if (event.type === "sliceEnded") this.note(`sliced ${formatCount(event.frameCount, "frame")}`);
  }

  note(text: string): void {
    if (this.#verbosity >= 0) this.#stream.write(`${escapeControlChars(text)}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #print(): void {
    const {
      hasSlicer,
      sliced,
      landed,
      outcomes,
      backlog,
      inFlight,
      limit,
      latencyMs,
      pause,
      isAway,
    } = this.#stats;
    if (!this.#isNews && backlog === 0 && pause === null) return;
    this.#isNews = false;
    const { delivered, failed, dropped } = outcomes;
    const { framesPerSecond, elapsedSeconds, remainingSeconds } = this.#pace.read(
      this.#stats,
      performance.now(),
    );
    const parts = [
      `${hasSlicer ? `sliced ${sliced}` : `landed ${landed}`}, delivered ${delivered}, failed ${failed}${dropped > 0 ? `, dropped ${dropped}` : ""}`,
      `backlog ${backlog}, in flight ${describeInFlight(inFlight, limit)}`,
      `${formatNumber(framesPerSecond)} frames/s, median ${formatNumber(latencyMs.p50)} ms`,
      `${formatDuration(elapsedSeconds)}${remainingSeconds === null ? "" : `, about ${formatDuration(remainingSeconds)} left`}`,
      ...(isAway ? ["the service is away"] : limitParts(limit)),
      ...(pause === null ? [] : [describePause(pause)]),
      ...[...this.#stats.sendingPauses].map(([service, reason]) =>
        describeSendingPause(service, reason),
      ),
    ];
    this.note(parts.join("; "));
    for (const line of serviceLines(this.#services, this.#stats)) this.note(line);
  }
}

function limitParts(limit: RequestLimit | null): readonly string[] {
  const words = describeLimit(limit);
  return words === null ? [] : [words];
}

const INTERVAL_MS = 5000;
