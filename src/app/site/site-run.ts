import { isDeepStrictEqual } from "node:util";
import type { RunEvent } from "../../core/events/run-event.ts";
import { openMonitor, watchedBy } from "../monitoring/monitor.ts";
import type { Monitor } from "../monitoring/monitored-command.ts";
import { ServiceGates } from "./service-gates.ts";
import { isFedBy } from "./is-fed-by.ts";
import { SiteHooks } from "./site-hooks.ts";
import type { SiteSourceView } from "../../core/events/site-source-view.ts";
import type { Site, SiteSource } from "./site.ts";
import { type KeeperTools, SourceKeeper } from "./source-keeper.ts";

/** Who is told how a site goes. */
export interface SiteListener {
  /** An event of one source; `null` for one of the site itself. */
  readonly onEvent: (keeper: SourceKeeper | null, event: RunEvent) => void;
  readonly onChange: (keeper: SourceKeeper) => void;
}

/** What a reload has changed, by the names of sources. */
export interface SiteChange {
  readonly added: readonly string[];
  /** Started anew with other options, or because they had failed. */
  readonly restarted: readonly string[];
  readonly removed: readonly string[];
  /** True if the file has other options for dashboard and metrics, which stay as they are. */
  readonly isMonitoringLeft: boolean;
}

/** What all sources of a site share. */
interface SiteParts {
  readonly monitor: Monitor | null;
  readonly hooks: SiteHooks;
  readonly gates: ServiceGates;
}

/** A site at work: a keeper for each source, and the servers that show all of them. */
export class SiteRun implements AsyncDisposable {
  readonly #tools: KeeperTools;
  readonly #monitor: Monitor | null;
  readonly #gates: ServiceGates;
  /** Commands and webhooks that are told what happens. */
  readonly hooks: SiteHooks;
  /** By name, in the order of the file. */
  #keepers = new Map<string, SourceKeeper>();
  /** Those that the file has no more, by name. */
  readonly #removed = new Map<string, SourceKeeper>();
  readonly #running = new Map<SourceKeeper, Promise<void>>();
  #site: Site;
  #isEnding = false;
  /** Resolves when the reloads so far are done. */
  #reloading: Promise<unknown> | null = null;

  private constructor(site: Site, { monitor, hooks, gates }: SiteParts, tools: KeeperTools) {
    this.#site = site;
    this.#monitor = monitor;
    this.hooks = hooks;
    this.#gates = gates;
    this.#tools = tools;
  }

  /**
   * Opens the servers of a site, and then begins with its sources.
   *
   * @param file real path of the site file; `null`: what hooks were told is not kept for its next start.
   * @throws FrameferryError `ERR_PORT_UNUSABLE`, before a source is opened.
   */
  static async start(
    site: Site,
    { listener, file }: { readonly listener: SiteListener; readonly file: string | null },
    abort: AbortSignal,
  ): Promise<SiteRun> {
    const options = { ...site.monitoring, state: site.state };
    const monitor = await openMonitor({ name: "up", options });
    for (const event of monitor?.started ?? []) listener.onEvent(null, event);
    const keepers = (): readonly SourceKeeper[] => run.keepers;
    const hooks = await SiteHooks.open(site, { listener, abort, keepers, file });
    const { onEvent, onChange } = hooks;
    const gates = new ServiceGates(site);
    const run: SiteRun = new SiteRun(
      site,
      { monitor, hooks, gates },
      {
        ...{ onEvent, onChange },
        abort,
        watched: (given, source) => {
          const observer = { ...given, gateFor: (url: URL) => gates.of(source, url) };
          return monitor === null ? observer : watchedBy(monitor, observer, source.name);
        },
      },
    );
    for (const reader of monitor?.readers ?? []) reader.siteOpened(() => run.keepers.map(viewOf));
    for (const source of site.sources) run.#begin(new SourceKeeper(source, run.#tools));
    return run;
  }

  /** In the order of the file. */
  get keepers(): readonly SourceKeeper[] {
    return [...this.#keepers.values()];
  }

  /** Sources that were at work before a reload removed them. */
  get removed(): readonly SourceKeeper[] {
    return [...this.#removed.values()];
  }

  /** True if it was told to end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Resolves when every source has ended for good. */
  async ended(): Promise<void> {
    while (this.#running.size > 0 || this.#reloading !== null)
      await Promise.all([...this.#running.values(), this.#reloading]);
  }

  /** Finishes what is in flight everywhere. */
  stop(): void {
    this.#isEnding = true;
    for (const keeper of this.keepers) keeper.stop();
  }

  /**
   * Takes nothing more from any source, and delivers what has landed. Workers that may have to answer frames of this site go on
   * until these are answered.
   */
  drain(): void {
    this.#isEnding = true;
    const sources = this.keepers.map(({ source }) => source);
    const [workers, others] = partitioned(this.keepers, ({ source }) => isFedBy(source, sources));
    for (const keeper of others) keeper.finish();
    void this.#finishAfter(others, workers);
  }

  async #finishAfter(
    others: readonly SourceKeeper[],
    workers: readonly SourceKeeper[],
  ): Promise<void> {
    await Promise.all(others.map(async (keeper) => await this.#running.get(keeper)));
    for (const keeper of workers) keeper.finish();
  }

  /** Begins anew with a source that has ended or failed. */
  again(keeper: SourceKeeper): void {
    if (!this.#running.has(keeper))
      this.#begin(new SourceKeeper(keeper.source, this.#tools, keeper));
  }

  /**
   * Makes the site what another file says. Sources whose options are the same do not notice, unless they had failed: these
   * are tried again. What others have in flight is finished before any of them begins anew, so that no two write to one place.
   */
  async reload(site: Site): Promise<SiteChange> {
    const change = (this.#reloading ?? Promise.resolve()).then(() => this.#change(site));
    this.#reloading = change;
    try {
      return await change;
    } finally {
      if (this.#reloading === change) this.#reloading = null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hooks[Symbol.asyncDispose]();
    await this.#monitor?.[Symbol.asyncDispose]();
  }

  async #change(site: Site): Promise<SiteChange> {
    const now = new Map(site.sources.map((source) => [source.name, source]));
    const leaving = this.keepers.filter(
      ({ state, source }) => state === "failed" || !isDeepStrictEqual(source, now.get(source.name)),
    );
    for (const keeper of leaving) keeper.stop();
    await Promise.all(leaving.map(async (keeper) => await this.#running.get(keeper)));
    const isMonitoringLeft = !isDeepStrictEqual(site.monitoring, this.#site.monitoring);
    const change = { added: [], restarted: [], removed: [], isMonitoringLeft };
    if (this.#isEnding) return change;
    const before = this.#keepers;
    const removed = leaving.filter(({ source }) => !now.has(source.name));
    for (const keeper of removed) {
      keeper.retire();
      this.#removed.set(keeper.source.name, keeper);
      for (const reader of this.#monitor?.readers ?? []) reader.sourceRemoved(keeper.source.name);
    }
    this.#site = site;
    this.hooks.replace(site);
    this.#gates.replace(site);
    this.#keepers = new Map();
    for (const source of site.sources) {
      const known = before.get(source.name);
      if (known === undefined || leaving.includes(known)) this.#take(source, known ?? null);
      else this.#keepers.set(source.name, known);
    }
    const names = site.sources.map(({ name }) => name);
    return {
      ...change,
      added: names.filter((name) => !before.has(name)),
      restarted: leaving.map(({ source }) => source.name).filter((name) => now.has(name)),
      removed: removed.map(({ source }) => source.name),
    };
  }

  /** @param known the keeper of its name that has ended. */
  #take(source: SiteSource, known: SourceKeeper | null): void {
    const before = known ?? this.#removed.get(source.name) ?? null;
    this.#removed.delete(source.name);
    this.#begin(new SourceKeeper(source, this.#tools, before));
  }

  #begin(keeper: SourceKeeper): void {
    this.#keepers.set(keeper.source.name, keeper);
    this.#running.set(
      keeper,
      keeper.run().finally(() => this.#running.delete(keeper)),
    );
  }
}

function partitioned<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function viewOf({ source, state, restarts }: SourceKeeper): SiteSourceView {
  // Those that were removed are no longer among the keepers.
  return { name: source.name, state: state === "removed" ? "ended" : state, restarts };
}
