import type { Range, SeriesByKey, SeriesPoint } from "../page-data.ts";
import { RangeTable } from "./range-table.ts";
import { Series } from "./series.ts";
import { ringBytes } from "./step-ring.ts";

/** All series over the last minutes, the last hour and the last day, in memory of a bounded size. */
export class Charts {
  readonly all: Series;
  readonly #tables: Readonly<Record<Range, RangeTable>> = {
    minutes: new RangeTable(CAPACITIES.minutes),
    hour: new RangeTable(CAPACITIES.hour),
    day: new RangeTable(CAPACITIES.day),
  };
  readonly #series: Series[] = [];
  readonly #begunMs: Record<Range, number>;

  /** @param nowMs Unix time. */
  constructor(nowMs: number) {
    this.#begunMs = { minutes: nowMs, hour: nowMs, day: nowMs };
    this.all = this.add("all");
  }

  /** Begins a further series. @throws if there are too many: whoever adds them keeps the bounds. */
  add(key: string): Series {
    if (this.#series.length >= MAX_SERIES) throw new RangeError("too many series");
    const series = new Series(key);
    this.#series.push(series);
    for (const table of Object.values(this.#tables)) table.add(series);
    return series;
  }

  /** Ends a series, with all that is kept of it. */
  remove(series: Series): void {
    const at = this.#series.indexOf(series);
    if (at >= 0) this.#series.splice(at, 1);
    for (const table of Object.values(this.#tables)) table.remove(series);
  }

  /** Number of the step of a second that is under way. */
  get currentStep(): number {
    return this.#tables.minutes.stepCount;
  }

  /** Ends the step of a second that is under way. */
  tick(nowMs: number): void {
    const { minutes, hour, day } = this.#tables;
    minutes.collect(({ step }) => step);
    for (const { step, gauges } of this.#series) step.restart(gauges);
    this.#end("minutes", nowMs);
    hour.collect((series) => minutes.stepOf(series));
    minutes.restart();
    if (minutes.stepCount % SECONDS_OF_HOUR_STEP !== 0) return;
    this.#end("hour", nowMs);
    day.collect((series) => hour.stepOf(series));
    hour.restart();
    if (hour.stepCount % HOUR_STEPS_OF_DAY_STEP !== 0) return;
    this.#end("day", nowMs);
    day.restart();
  }

  /** All points that are kept. */
  read(range: Range): SeriesByKey {
    return this.#tables[range].pointsFrom(0);
  }

  /** The steps of a second from one on; `null` if some of them are not kept any more. */
  secondsFrom(step: number): SeriesByKey | null {
    const { minutes } = this.#tables;
    return minutes.has(step) ? minutes.pointsFrom(step) : null;
  }

  /** Unix time at which a step of a second began; 0 for one that is not kept. */
  beginningOf(step: number): number {
    return this.#tables.minutes.endOf(step - 1);
  }

  /** The step of a second that has just ended. */
  get lastSecond(): Readonly<Record<string, SeriesPoint>> {
    const points = this.#tables.minutes.pointsFrom(this.currentStep - 1);
    const last = Object.entries(points).flatMap(([key, [point]]) =>
      point === undefined ? [] : [[key, point] as const],
    );
    return Object.fromEntries(last);
  }

  #end(range: Range, nowMs: number): void {
    const seconds = (nowMs - this.#begunMs[range]) / 1000;
    this.#begunMs[range] = nowMs;
    this.#tables[range].end(nowMs, seconds);
  }
}

/** Steps that are kept: five minutes, an hour and a day. */
const CAPACITIES: Readonly<Record<Range, number>> = { minutes: 300, hour: 240, day: 288 };
/** A step of the hour has so many of a second. */
const SECONDS_OF_HOUR_STEP = 15;
/** A step of the day, of five minutes, has so many of the hour. */
const HOUR_STEPS_OF_DAY_STEP = 20;

/** Sources with a series of their own; all further ones share one. */
export const MAX_SOURCE_SERIES = 32;
/** Services with a series of their own; further ones have none. */
export const MAX_SERVICE_SERIES = 16;
const MAX_SERIES = 1 + MAX_SOURCE_SERIES + 1 + MAX_SERVICE_SERIES;
/** Of a series besides its rings: four steps with a histogram each. */
const STEP_BYTES = 4 * 1024;

/** Memory of all series at most, in bytes. */
export const MAX_CHART_BYTES: number = Object.values(CAPACITIES).reduce(
  (sum, capacity) => sum + MAX_SERIES * (ringBytes(capacity) + STEP_BYTES),
  0,
);
