import type { ReloadAnswer, SiteOperations } from "../../app/site/control/site-operations.ts";
import { namedKeepers } from "../../app/site/named-keepers.ts";
import type { SiteRun } from "../../app/site/site-run.ts";
import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { SiteLog } from "./site-log.ts";
import type { SitePaces } from "./site-paces.ts";
import { type SiteStatus, siteStatus } from "./site-status.ts";

/** What the operations work on. */
export interface OperatedSite {
  readonly run: SiteRun;
  readonly log: SiteLog;
  readonly paces: SitePaces;
  readonly identity: Pick<SiteStatus, "file" | "pid" | "version" | "since">;
  readonly reload: () => Promise<ReloadAnswer>;
  /** Called when somebody drains the site. */
  readonly onDrain: () => void;
}

/** What may be asked of a site over its control socket. */
export function siteOperations({
  run,
  log,
  paces,
  identity,
  reload,
  onDrain,
}: OperatedSite): SiteOperations {
  const chosen = (names: readonly string[]): readonly SourceKeeper[] => {
    if (run.isEnding) throw ending("the site is ending");
    return namedKeepers(run.keepers, names);
  };
  return {
    status: () => siteStatus(run, identity, paces),
    pause: (names) => {
      const keepers = chosen(names).filter(({ state }) => !HAS_ENDED.has(state));
      if (keepers.length === 0) throw ending(`${names.join(", ")} has ended already`);
      for (const keeper of keepers) keeper.pause();
      return namesOf(keepers);
    },
    resume: (names) => {
      const keepers = chosen(names).filter(
        ({ isPaused, state }) => isPaused || state === "failed" || state === "waiting",
      );
      for (const keeper of keepers)
        if (HAS_ENDED.has(keeper.state)) run.again(keeper);
        else keeper.resume();
      return namesOf(keepers);
    },
    drain: () => {
      onDrain();
      run.drain();
    },
    reload: async () => {
      if (run.isEnding) throw ending("the site is ending");
      return await reload();
    },
    logs: (names, following) => {
      namedKeepers([...run.keepers, ...run.removed], names);
      return following === null ? log.linesOf(names) : log.follow(names, following);
    },
  };
}

const HAS_ENDED: ReadonlySet<string> = new Set(["ended", "failed", "removed"]);

function namesOf(keepers: readonly SourceKeeper[]): readonly string[] {
  return keepers.map(({ source }) => source.name);
}

function ending(message: string): FrameferryError {
  const remedy = "frameferry status shows how it goes";
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
