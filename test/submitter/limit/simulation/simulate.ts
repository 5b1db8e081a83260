import type { Limiter, LimitMove } from "../../../../src/submitter/limit/limiter.ts";
import type { RequestOutcome } from "../../../../src/submitter/faults.ts";
import { seededRandom } from "../../../support/samples/seeded-random.ts";
import { type Service, SimulatedService } from "./simulated-service.ts";
import { StolenTime, type Theft } from "./stolen-time.ts";
import { Timeline } from "./timeline.ts";

/** What happens: a service and those who want something from it. */
export interface Course {
  /** What the service is from which time on, in seconds; the first from 0. */
  readonly services: readonly (readonly [fromSeconds: number, service: Service])[];
  /** Frames that land per second from which time on; `Infinity`: there is always one waiting. */
  readonly demand?: readonly (readonly [fromSeconds: number, framesPerSecond: number])[];
  readonly seconds: number;
  /** A frame whose request was not accepted keeps its slot for this long. @default 0 */
  readonly pauseAfterFailureMs?: number;
  /** Time that other programs take from the machine of the service. @default none */
  readonly stolenFromService?: readonly Theft[];
  /** Time that they take from the machine that sends. @default none */
  readonly stolenFromClient?: readonly Theft[];
}

/** One request that has ended. */
export interface Ended {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outcome: RequestOutcome;
  /** The limit when it started. */
  readonly limit: number;
}

export interface Recording {
  readonly ended: readonly Ended[];
  readonly moves: readonly (LimitMove & { readonly atMs: number })[];
}

/** Sends frames to a simulated service as the submitter would: never more at once than the limit. */
export function simulate(course: Course, limiter: Limiter, seed: number): Recording {
  return new Run(course, limiter, seed).record();
}

/** From the end of one request to the start of the next in its slot. */
const TURN_ROUND_MS = 0.02;
const SERVICE_SEED = 10_000;
const CLIENT_SEED = 20_000;

class Run {
  readonly #course: Course;
  readonly #limiter: Limiter;
  readonly #random: () => number;
  readonly #timeline = new Timeline();
  readonly #service: SimulatedService;
  readonly #ownTime: StolenTime | null;
  readonly #ended: Ended[] = [];
  readonly #moves: (LimitMove & { atMs: number })[] = [];
  readonly #isBusy: boolean[] = [];
  #slotsTaken = 0;
  #backlog = 0;
  #framesPerSecond = Number.POSITIVE_INFINITY;
  #arrivals = 0;

  constructor(course: Course, limiter: Limiter, seed: number) {
    this.#course = course;
    this.#limiter = limiter;
    this.#random = seededRandom(seed);
    const [, first] = course.services[0] as readonly [number, Service];
    const timeOf = (thefts: readonly Theft[] | undefined, number: number): StolenTime | null =>
      thefts === undefined ? null : new StolenTime(thefts, course.seconds * 1000, seed + number);
    const time = timeOf(course.stolenFromService, SERVICE_SEED);
    this.#service = new SimulatedService(first, this.#timeline, seed, time);
    this.#ownTime = timeOf(course.stolenFromClient, CLIENT_SEED);
  }

  record(): Recording {
    const { services, demand = [[0, Number.POSITIVE_INFINITY]], seconds } = this.#course;
    for (const [from, service] of services.slice(1)) {
      this.#timeline.after(from * 1000, () => this.#service.become(service));
    }
    for (const [from, rate] of demand) this.#timeline.after(from * 1000, () => this.#land(rate));
    this.#timeline.runUntil(seconds * 1000);
    return { ended: this.#ended, moves: this.#moves };
  }

  #land(framesPerSecond: number): void {
    this.#framesPerSecond = framesPerSecond;
    this.#arrivals += 1;
    if (framesPerSecond === Number.POSITIVE_INFINITY) this.#backlog = Number.POSITIVE_INFINITY;
    else if (framesPerSecond > 0) this.#landNext(this.#arrivals);
    this.#fill();
  }

  #landNext(series: number): void {
    const gapMs = (-Math.log(1 - this.#random()) * 1000) / this.#framesPerSecond;
    this.#timeline.after(gapMs, () => {
      if (series !== this.#arrivals) return;
      this.#backlog += 1;
      this.#fill();
      this.#landNext(series);
    });
  }

  #fill(): void {
    while (this.#slotsTaken < this.#limiter.limit && this.#backlog > 0) {
      this.#slotsTaken += 1;
      this.#backlog -= 1;
      this.#send();
    }
  }

  #send(): void {
    const startedMs = this.#timeline.nowMs;
    const { limit } = this.#limiter;
    const connection = this.#idleConnection();
    this.#limiter.requestStarted(startedMs);
    this.#service.take(connection, (outcome) =>
      this.#onceThere(() => {
        this.#isBusy[connection] = false;
        const endedMs = this.#timeline.nowMs;
        const isFrameWaiting = this.#backlog > 0;
        const ended = { startedMs, endedMs, outcome, isFrameWaiting };
        const move = this.#limiter.requestEnded(ended);
        this.#ended.push({ startedMs, endedMs, outcome, limit });
        if (move !== null) this.#moves.push({ ...move, atMs: endedMs });
        this.#giveBackSlot(outcome);
      }),
    );
  }

  /** Does something as soon as this machine has a processor for it. */
  #onceThere(act: () => void): void {
    const { nowMs } = this.#timeline;
    const freeMs = this.#ownTime?.freeAt(nowMs) ?? nowMs;
    if (freeMs === nowMs) act();
    else this.#timeline.after(freeMs - nowMs, act);
  }

  /** The one with the lowest number, as pools choose it. */
  #idleConnection(): number {
    const idle = this.#isBusy.indexOf(false);
    const connection = idle === -1 ? this.#isBusy.length : idle;
    this.#isBusy[connection] = true;
    return connection;
  }

  #giveBackSlot(outcome: RequestOutcome): void {
    const { pauseAfterFailureMs = 0 } = this.#course;
    if (outcome !== "answered") this.#backlog += 1;
    const pauseMs = outcome === "answered" ? 0 : pauseAfterFailureMs;
    this.#timeline.after(TURN_ROUND_MS + pauseMs, () => {
      this.#slotsTaken -= 1;
      this.#fill();
    });
  }
}
