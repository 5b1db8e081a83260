import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import type { RunStats } from "../../results/run-stats.ts";
import { type Figures, Pace } from "../progress/progress-figures.ts";

/** Measures the pace of each source; that of a new run begins anew. */
export class SitePaces {
  readonly #paces = new WeakMap<RunStats, Pace>();

  read({ stats }: SourceKeeper, nowMs: number): Figures {
    const pace = this.#paces.get(stats) ?? new Pace(nowMs);
    this.#paces.set(stats, pace);
    return pace.read(stats, nowMs);
  }
}
