import { Endpoint } from "../endpoint/endpoint.ts";
import type { EndpointConfig, EndpointOptions } from "../endpoint/endpoint-config.ts";
import type { RunContext } from "../endpoint/run-context.ts";
import type { RunFacts } from "../endpoint/attempt.ts";
import type { OutageOptions } from "../endpoint/outage-timer.ts";
import { rejectionsInWords, rejectionWarning } from "./rejections-in-words.ts";
import { limitOfWeight } from "./weighted-limit.ts";
import type { StopConditions } from "./stop-conditions.ts";

export interface GroupContext extends RunContext {
  readonly stop: StopConditions;
  /** Called each time that a frame has given its slot back. */
  readonly onFree: () => void;
}

/** The endpoints of a run, and what follows from all of them together. */
export class EndpointGroup {
  readonly all: readonly Endpoint[];
  readonly #context: GroupContext;
  /** Those of which the user knows that they reject whatever they are sent. */
  readonly #rejecting = new Set<Endpoint>();

  /** @param configs at least one. */
  constructor(configs: readonly EndpointConfig[], options: EndpointOptions, context: GroupContext) {
    this.#context = context;
    const maxWeight = Math.max(...configs.map(({ weight = 1 }) => weight));
    const hasOthers = configs.length > 1;
    const ofEach = { ...context, hasOthers, onGiveUp: this.#giveUp };
    this.all = configs.map((config, number) => {
      const own = optionsOfWeight(options, config.weight ?? 1, maxWeight);
      return new Endpoint(number, config, own, ofEach);
    });
  }

  /** Facts of the run that an endpoint does not know by itself. */
  factsFor(endpoint: Endpoint, isLastFrame: boolean): RunFacts {
    let successCount = 0;
    let isOtherHealthy = false;
    for (const other of this.all) {
      successCount += other.health.successCount;
      isOtherHealthy ||= other !== endpoint && other.health.readiness === "healthy";
    }
    return { isLastFrame, isOtherHealthy, successCount };
  }

  /**
   * Acts on what an attempt has shown of an endpoint. One of several services that rejects whatever it is
   * sent is left out, unless the user says how many frames may fail.
   */
  noteAttempt(endpoint: Endpoint): void {
    const { stop, emit } = this.#context;
    const { health } = endpoint;
    if (this.all.some((other) => other.health.isExcluded)) this.#endIfRejected();
    if (health.sameRejection === null || this.#rejecting.has(endpoint)) return;
    this.#rejecting.add(endpoint);
    if (this.#endIfRejected()) return;
    const areAll = this.all.every((other) => other.health.sameRejection !== null);
    health.isExcluded = !areAll && !stop.isLimited;
    if (areAll) for (const other of this.all) other.health.isExcluded = false;
    const words = rejectionsInWords([endpoint]);
    emit({ type: "warningRaised", message: rejectionWarning(words, health) });
    if (health.isExcluded) this.#giveUp(words, "outage");
  }

  /** Ends every wait. */
  end(): void {
    for (const endpoint of this.all) endpoint.end();
  }

  readonly #giveUp: OutageOptions["onGiveUp"] = (reason, cause) => {
    const { stop, emit } = this.#context;
    if (this.all.every(({ health }) => health.isGivenUp)) stop.begin({ cause, reason }, emit);
  };

  /** Ends the run when its services reject whatever they are sent, or were never reached, and nothing is delivered. */
  #endIfRejected(): boolean {
    const { stop, emit } = this.#context;
    const isHopeless = this.all.every(
      ({ health }) => health.sameRejection !== null || health.isUnreached,
    );
    if (!isHopeless || !stop.endsOnRejections) return false;
    stop.begin({ cause: "sameRejection", reason: rejectionsInWords(this.all) }, emit);
    return true;
  }
}

/** Requests in flight are shared among services by their weights. */
function optionsOfWeight(
  options: EndpointOptions,
  weight: number,
  maxWeight: number,
): EndpointOptions {
  const part = (limit: number): number => limitOfWeight(limit, weight, maxWeight);
  const { concurrency, maxConcurrency } = options;
  return {
    ...options,
    concurrency: concurrency === "auto" ? concurrency : part(concurrency),
    maxConcurrency: part(maxConcurrency),
  };
}
