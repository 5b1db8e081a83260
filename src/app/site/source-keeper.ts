import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { SiteSourceState } from "../../core/events/site-source-view.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { RunSummary } from "../../core/summary.ts";
import { RunStats } from "../../results/run-stats.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { isLiveSource, runAttempt } from "./attempt.ts";
import { type AttemptEnd, nextStep, problemOf } from "./next-step.ts";
import type { SiteSource } from "./site.ts";
import { addCounts, countsOfRun, NO_COUNTS, type SourceCounts } from "./source-counts.ts";

/** State of a source; `removed`: the site file has it no more. */
export type SourceState = SiteSourceState | "removed";

/** What a keeper needs besides its source. */
export interface KeeperTools {
  /** Ends what is in flight at once. */
  readonly abort: AbortSignal;
  /** An observer of a source that hands what it is told to whoever watches the whole site. */
  readonly watched: (observer: RunObserver, source: SiteSource) => RunObserver;
  readonly onEvent: (keeper: SourceKeeper, event: RunEvent) => void;
  readonly onChange: (keeper: SourceKeeper) => void;
}

/** Keeps one source of a site at work: runs it, and starts it again where it is to go on. */
export class SourceKeeper {
  readonly source: SiteSource;
  readonly isLive: boolean;
  /** Counts of the run under way, or else of the last one. */
  stats: RunStats = new RunStats();
  state: SourceState = "running";
  /** Unix time of the last change of the state. */
  sinceMs: number = Date.now();
  /** Number of runs after the first that a failure made necessary. */
  restarts: number;
  /** How the last run ended; `null` while the first one is at work. */
  lastEnd: AttemptEnd | null = null;
  /** Unix time of the next run of one that waits. */
  nextAtMs: number | null = null;
  /** Why no frame comes from a camera now; `null` while they come. */
  away: string | null = null;
  readonly #tools: KeeperTools;
  #past: SourceCounts;
  #isRunning = false;
  #isStopped = false;
  #isPaused = false;
  #drain = new AbortController();
  #finish = new AbortController();
  #wake: () => void = () => {};

  /** @param before the keeper of the same name that this one takes the place of; its counts and its pause go on. */
  constructor(source: SiteSource, tools: KeeperTools, before: SourceKeeper | null = null) {
    this.source = source;
    this.#past = before?.counts ?? NO_COUNTS;
    this.restarts = before?.restarts ?? 0;
    this.#isPaused = before?.isPaused ?? false;
    this.isLive = isLiveSource(source);
    this.#tools = tools;
  }

  /** Counts of all runs. */
  get counts(): SourceCounts {
    return this.#isRunning ? addCounts(this.#past, countsOfRun(this.stats)) : this.#past;
  }

  /** True if a run was asked to end before its source did. */
  get wasStopped(): boolean {
    return this.#isStopped;
  }

  /** True if it was told to do nothing for now. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Runs until the source has ended for good. It never rejects. */
  async run(): Promise<void> {
    let pausedMs = 0;
    while (!this.#isStopped) {
      if (this.#isPaused) {
        await this.#untilWoken("paused");
        continue;
      }
      const startedMs = performance.now();
      const end = await this.#attempt();
      // A run that was asked to end goes on where it was, once it may.
      if (this.#drain.signal.aborted || this.#isStopped) continue;
      const facts = { isLive: this.isLive, lastedMs: performance.now() - startedMs, pausedMs };
      const step = nextStep(end, { ...facts, random: Math.random() });
      if (step.kind === "end") return this.#set(problemOf(end) === null ? "ended" : "failed");
      pausedMs = step.waitMs;
      await this.#waitFor(step.waitMs);
      if (!this.#isStopped && !this.#isPaused) this.restarts += 1;
    }
    this.#set("ended");
  }

  /** Finishes what is in flight, and begins nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#endRun();
  }

  /**
   * Takes nothing more from a camera or a watched folder, and delivers what it has taken. Others are stopped: what is left
   * of a video or of files is delivered by the next run, and a broker hands out anew what nobody has answered.
   */
  finish(): void {
    if (!this.#isRunning || !this.isLive || this.source.command === "work") return this.stop();
    this.#isStopped = true;
    this.#set("draining");
    this.#finish.abort("drained");
  }

  /** The source is in the site file no more. */
  retire(): void {
    this.#isPaused = false;
    this.#set("removed");
  }

  /** Stops until `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#endRun();
  }

  resume(): void {
    this.#isPaused = false;
    this.#wake();
  }

  #endRun(): void {
    if (this.#isRunning) this.#set("stopping");
    this.#drain.abort("stopped");
    this.#wake();
  }

  async #attempt(): Promise<AttemptEnd> {
    this.#drain = new AbortController();
    this.#finish = new AbortController();
    this.stats = new RunStats();
    this.away = null;
    this.#isRunning = true;
    this.#set("running");
    const observer = this.#tools.watched(
      { stats: this.stats, emit: (event) => this.#listen(event) },
      this.source,
    );
    const signals = {
      ...{ drain: this.#drain.signal, finish: this.#finish.signal },
      abort: this.#tools.abort,
    };
    const end = await runAttempt(this.source, observer, signals).then(
      (summary): AttemptEnd => ({ summary }),
      (error: unknown): AttemptEnd => ({ error }),
    );
    this.#isRunning = false;
    this.#past = addCounts(this.#past, countsOfRun(accountOf(end) ?? this.stats));
    // One that was stopped before it had begun has nothing to tell.
    const isStop = "error" in end && end.error === this.#drain.signal.reason;
    this.lastEnd = isStop ? null : end;
    return end;
  }

  #listen(event: RunEvent): void {
    if (event.type === "sourceLost") this.away = event.reason;
    if (event.type === "sourceRecovered") this.away = null;
    this.#tools.onEvent(this, event);
  }

  async #waitFor(waitMs: number): Promise<void> {
    this.nextAtMs = Date.now() + waitMs;
    this.#set("waiting");
    const waiting = new AbortController();
    this.#wake = () => waiting.abort();
    await sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => {});
    this.nextAtMs = null;
  }

  async #untilWoken(state: SourceState): Promise<void> {
    this.#set(state);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }

  #set(state: SourceState): void {
    if (state !== this.state) this.sinceMs = Date.now();
    this.state = state;
    this.#tools.onChange(this);
  }
}

/** The account of a run; `null` if it ended before there was one. */
export function accountOf(end: AttemptEnd): RunSummary | null {
  if ("summary" in end) return end.summary;
  return end.error instanceof FrameferryError ? end.error.summary : null;
}
