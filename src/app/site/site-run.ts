import type { RunEvent } from "../../core/events/run-event.ts";
import { openMonitor, watchedBy } from "../monitoring/monitor.ts";
import type { Monitor } from "../monitoring/monitored-command.ts";
import { SiteHooks } from "./site-hooks.ts";
import type { Site } from "./site.ts";
import { type KeeperTools, SourceKeeper } from "./source-keeper.ts";

/** Who is told how a site goes. */
export interface SiteListener {
  /** An event of one source; `null` for one of the site itself. */
  readonly onEvent: (keeper: SourceKeeper | null, event: RunEvent) => void;
  readonly onChange: (keeper: SourceKeeper) => void;
}

/** A site at work: a keeper for each source, and the servers that show all of them. */
export class SiteRun implements AsyncDisposable {
  readonly #tools: KeeperTools;
  readonly #monitor: Monitor | null;
  /** Commands and webhooks that are told what happens. */
  readonly hooks: SiteHooks;
  readonly #keepers = new Map<string, SourceKeeper>();
  readonly #running = new Map<SourceKeeper, Promise<void>>();

  private constructor(monitor: Monitor | null, hooks: SiteHooks, tools: KeeperTools) {
    this.#monitor = monitor;
    this.hooks = hooks;
    this.#tools = tools;
  }

  /**
   * Opens the servers of a site, and then begins with its sources.
   *
   * @throws FrameferryError `ERR_PORT_UNUSABLE`, before a source is opened.
   */
  static async start(site: Site, listener: SiteListener, abort: AbortSignal): Promise<SiteRun> {
    const options = { ...site.monitoring, state: site.state };
    const monitor = await openMonitor({ name: "up", options });
    for (const event of monitor?.started ?? []) listener.onEvent(null, event);
    const keepers = (): readonly SourceKeeper[] => run.keepers;
    const hooks = new SiteHooks(site, { listener, abort, keepers });
    const { onEvent, onChange } = hooks;
    const run: SiteRun = new SiteRun(monitor, hooks, {
      ...{ onEvent, onChange },
      abort,
      watched: (observer) => (monitor === null ? observer : watchedBy(monitor, observer)),
    });
    for (const source of site.sources) run.#begin(new SourceKeeper(source, run.#tools));
    return run;
  }

  /** In the order of the file. */
  get keepers(): readonly SourceKeeper[] {
    return [...this.#keepers.values()];
  }

  /** Resolves when every source has ended for good. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Finishes what is in flight everywhere. */
  stop(): void {
    for (const keeper of this.#keepers.values()) keeper.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hooks[Symbol.asyncDispose]();
    await this.#monitor?.[Symbol.asyncDispose]();
  }

  #begin(keeper: SourceKeeper): void {
    this.#keepers.set(keeper.source.name, keeper);
    this.#running.set(
      keeper,
      keeper.run().finally(() => this.#running.delete(keeper)),
    );
  }
}
