import type { Logger } from "pino";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { RunStats } from "../../results/run-stats.ts";
import type { Reporting } from "../flags/reporting.ts";
import { toThousandths } from "../../core/text/format-number.ts";
import { type Figures, Pace } from "./progress-figures.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { logEvent } from "./log-event.ts";
import type { Progress, ShownRun } from "./progress.ts";

/** Standard error as JSON lines, for programs that collect logs. */
export class JsonLog implements Progress {
  readonly #log: Logger;
  readonly #verbosity: number;
  readonly #services: readonly string[];
  readonly #timer: NodeJS.Timeout;
  readonly #stats: RunStats;
  readonly #pace = new Pace(performance.now());

  constructor({ verbosity }: Reporting, { source, place, services, stats }: ShownRun) {
    this.#stats = stats;
    this.#verbosity = verbosity;
    this.#services = services;
    const service = services.join(", ");
    this.#log = jsonLogger(verbosity);
    this.#log.info({ event: "runStarted", source, ...place, service }, "run started");
    this.#timer = setInterval(() => this.#print(), INTERVAL_MS);
  }

  listen(event: RunEvent): void {
    logEvent(this.#log, event, this.#verbosity);
  }

  note(text: string): void {
    this.#log.info({ event: "note" }, text);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #print(): void {
    const { hasSlicer, sliced, landed, outcomes, backlog, inFlight, limit, latencyMs } =
      this.#stats;
    const { pause, pauses } = this.#stats;
    const sendingPauses = Object.fromEntries(this.#stats.sendingPauses);
    const slicing = { slicePaused: pause?.reason ?? null, slicePauses: pauses };
    const counts = {
      ...(hasSlicer ? { sliced, ...slicing } : {}),
      landed,
      ...outcomes,
      backlog,
      inFlight,
      limit,
      ...(this.#stats.sendingPauses.size === 0 ? {} : { sendingPauses }),
      ...this.#countsOfServices(),
    };
    const figures = Object.entries(this.#pace.read(this.#stats, performance.now())).map(
      ([name, value]: [string, number | null]) => [
        name,
        value === null ? null : toThousandths(value),
      ],
    );
    const shown = { ...counts, latencyMs, ...(Object.fromEntries(figures) as Figures) };
    this.#log.info({ event: "progress", ...shown }, "progress");
  }

  #countsOfServices(): object {
    if (this.#services.length < 2) return {};
    const services = this.#services.map((service) => {
      const { counts, inFlight, isAway } = this.#stats.of(service);
      return { ...counts, inFlight, isAway };
    });
    return { services };
  }
}

const INTERVAL_MS = 5000;
