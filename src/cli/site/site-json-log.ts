import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { problemOf } from "../../app/site/next-step.ts";
import type { Reporting } from "../flags/reporting.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { logEvent } from "../progress/log-event.ts";
import { SitePaces } from "./site-paces.ts";
import type { ShownSources, SiteProgress } from "./site-progress.ts";

/** Standard error as JSON lines, in which `name` is that of the source. */
export class SiteJsonLog implements SiteProgress {
  readonly #log: ReturnType<typeof jsonLogger>;
  readonly #verbosity: number;
  readonly #sources: ShownSources;
  readonly #timer: NodeJS.Timeout;
  readonly #paces = new SitePaces();
  readonly #states = new WeakMap<SourceKeeper, string>();

  constructor({ verbosity }: Reporting, sources: ShownSources) {
    this.#log = jsonLogger(verbosity);
    this.#verbosity = verbosity;
    this.#sources = sources;
    this.#timer = setInterval(() => this.#print(), INTERVAL_MS);
  }

  listen(keeper: SourceKeeper | null, event: RunEvent): void {
    logEvent(this.#logOf(keeper), event, this.#verbosity);
  }

  changed(keeper: SourceKeeper): void {
    if (this.#states.get(keeper) === keeper.state) return;
    this.#states.set(keeper, keeper.state);
    const { state, restarts, nextAtMs, lastEnd } = keeper;
    const problem = lastEnd === null ? null : problemOf(lastEnd);
    const isTrouble = state === "failed" || state === "waiting";
    const facts = { event: "sourceChanged", state, restarts, nextAtMs };
    const { code, message, remedy } = problem ?? {};
    if (isTrouble) this.#logOf(keeper).warn({ ...facts, code, remedy }, message ?? state);
    else this.#logOf(keeper).info(facts, state);
  }

  note(keeper: SourceKeeper | null, text: string): void {
    this.#logOf(keeper).info({ event: "note" }, text);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #logOf(keeper: SourceKeeper | null): ReturnType<typeof jsonLogger> {
    return keeper === null ? this.#log : this.#log.child({ name: keeper.source.name });
  }

  #print(): void {
    for (const keeper of this.#sources()) {
      const { framesPerSecond } = this.#paces.read(keeper, performance.now());
      const { counts, stats, state } = keeper;
      const { inFlight, latencyMs } = stats;
      const facts = { event: "progress", state, ...counts, inFlight, latencyMs, framesPerSecond };
      this.#logOf(keeper).info(facts, "progress");
    }
  }
}

const INTERVAL_MS = 5000;
