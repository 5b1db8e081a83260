import type { RunEvent } from "../../core/events/run-event.ts";
import type { FailureWithdrawn } from "../../core/events/frame-events.ts";
import type { FramesLeftOut } from "../../core/events/slice-events.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { totalLeftOut } from "../../core/selection-rule.ts";
import type { RunView } from "../../core/events/run-view.ts";
import { Charts } from "../charts/charts.ts";
import type { Counts, DashboardState, WarningState } from "../page-data.ts";
import { BrokerRow } from "./broker-row.ts";
import { FailureRows } from "./failure-rows.ts";
import { noCounts } from "./mutable-counts.ts";
import { RecentFailures } from "./recent-failures.ts";
import { ServiceRows } from "./service-rows.ts";
import { SlicerRow } from "./slicer-row.ts";
import { SourceRows } from "./source-rows.ts";

/** What the command is, and what it takes. */
export type CommandFacts = Pick<
  DashboardState,
  "command" | "version" | "startedAtMs" | "maxMemoryBytes"
>;

/** All that the page shows of now and of the last day, from the events of runs, which may be at work at the same time. */
export class LiveState {
  readonly charts: Charts;
  readonly sources: SourceRows;
  readonly failures: FailureRows = new FailureRows();
  /** Free space of the disk that the state lies on; `null` while it is unknown. */
  freeBytes: number | null = null;
  readonly #services: ServiceRows;
  readonly #facts: CommandFacts;
  readonly #totals = noCounts();
  readonly #recentFailures = new RecentFailures();
  #withdrawnFailures = 0;
  readonly #slicer = new SlicerRow();
  readonly #broker = new BrokerRow();
  readonly #warnings: WarningState[] = [];
  readonly #views = new Set<RunView>();
  #backlog = 0;

  constructor(facts: CommandFacts) {
    this.#facts = facts;
    this.charts = new Charts(facts.startedAtMs);
    this.sources = new SourceRows(this.charts);
    this.#services = new ServiceRows(this.charts);
  }

  /** The runs whose sources are open; none between two. */
  get views(): readonly RunView[] {
    return [...this.#views];
  }

  runOpened(view: RunView): void {
    if (this.#views.size === 0) {
      this.#services.reset();
      this.#setBacklog(0);
    }
    this.#views.add(view);
    for (const { source } of view.sources) this.sources.of(source, view.name);
    this.#services.open(view.services);
  }

  /** @param pending frames of the run that are left without an outcome. */
  runClosed(view: RunView, pending: number): void {
    this.#views.delete(view);
    if (this.#views.size > 0) this.#setBacklog(this.#backlog - pending);
  }

  /** @param name of the source of a site that it is about; `undefined` for any other run. */
  listen(event: RunEvent, name?: string): void {
    switch (event.type) {
      case "frameLanded":
        this.#count("landed");
        this.sources.landed(event, name);
        return this.#setBacklog(this.#backlog + 1);
      case "framesLeftOut":
        return this.#leftOut(event, name);
      case "frameSettled":
        return this.#settled(event.result, name);
      case "requestStarted":
        if (event.attempt > 1) this.#count("retries");
        return this.#services.requestStarted(event);
      case "requestEnded":
        return this.#services.requestEnded(event);
      case "failureWithdrawn":
        return this.#withdrawn(event, name);
      case "limitChanged":
        return this.#services.limitChanged(event);
      case "serviceLost":
        return this.#services.lost(event);
      case "serviceRecovered":
        return this.#services.recovered(event);
      case "sourceLost":
        return this.sources.lost(event, name);
      case "sourceRecovered":
        return this.sources.recovered(event, name);
      case "warningRaised":
        return this.warn(event.message);
      default:
        return this.#slicer.listen(event);
    }
  }

  brokerAcknowledged(seconds: number): void {
    this.#broker.acknowledged(seconds);
  }

  /** Shows a warning. */
  warn(message: string): void {
    this.#warnings.push({ atMs: Date.now(), message });
    if (this.#warnings.length > MAX_WARNINGS) this.#warnings.shift();
  }

  /** A second has passed. */
  tick(nowMs: number): void {
    this.charts.tick(nowMs);
    this.#services.tick();
    this.#broker.tick();
    this.#recentFailures.tick();
  }

  get state(): DashboardState {
    const views = this.views;
    return {
      ...this.#facts,
      ...{ atMs: Date.now(), isOpen: views.length > 0, totals: this.#totals },
      withdrawnFailures: this.#withdrawnFailures,
      failedInLastMinute: this.#recentFailures.count,
      sources: this.sources.states(views),
      services: this.#services.states(views.flatMap((view) => view.limits())),
      backlog: { frames: this.#backlog, oldestAgeSeconds: Math.max(0, ...views.map(ageSeconds)) },
      inFlight: this.charts.all.gauges.inFlight,
      slicer: this.#slicer.state,
      spool: {
        bytes: views.reduce((sum, view) => sum + view.spoolBytes(), 0),
        freeBytes: this.freeBytes,
      },
      broker: this.#broker.state(views.find(({ broker }) => broker !== null)?.broker ?? null),
      failures: this.failures.states(views.length > 0),
      warnings: this.#warnings,
    };
  }

  #settled(result: FrameResult, name?: string): void {
    const { outcome, reason } = result;
    this.#count(outcome);
    this.sources.settled(result, name);
    this.#services.settled(result);
    this.#setBacklog(this.#backlog - 1);
    if (outcome !== "failed") return;
    this.failures.failed(reason ?? "");
    this.#recentFailures.failed(result);
  }

  #leftOut(event: FramesLeftOut, name?: string): void {
    for (let count = totalLeftOut(event.counts); count > 0; count -= 1) {
      this.#count("landed");
      this.#count("skipped");
    }
    this.sources.leftOut(event, name);
  }

  #withdrawn(event: FailureWithdrawn, name?: string): void {
    this.#totals.failed -= 1;
    this.#totals.skipped += 1;
    this.#withdrawnFailures += 1;
    this.#recentFailures.withdrawn(event);
    this.sources.withdrawn(event, name);
    this.#services.withdrawn(event);
    this.failures.withdrawn(event.reason ?? "");
  }

  #count(what: keyof Counts): void {
    this.#totals[what] += 1;
    this.charts.all.count(what);
  }

  #setBacklog(frames: number): void {
    this.#backlog = frames;
    this.charts.all.set({ backlog: frames });
  }
}

function ageSeconds(view: RunView): number {
  const landedAtMs = view.oldestLandedAtMs();
  return landedAtMs === null ? 0 : Math.max(0, performance.now() - landedAtMs) / 1000;
}

const MAX_WARNINGS = 20;
