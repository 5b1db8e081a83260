import { systemClock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { type HookAccount, Hooks } from "../../hooks/hooks.ts";
import { detectionsIn } from "../../protocols/detections/detections-in.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { knownSubjects } from "./known-subjects.ts";
import { problemOf } from "./next-step.ts";
import type { Site } from "./site.ts";
import { SiteBoard } from "./site-board.ts";
import { SiteMemory } from "./site-memory.ts";
import type { SourceKeeper } from "./source-keeper.ts";
import { postOnce } from "./webhook-client.ts";

/** Whom a site tells how it goes; that of the site itself has `null` for the source. */
interface Listener {
  readonly onEvent: (keeper: SourceKeeper | null, event: RunEvent) => void;
  readonly onChange: (keeper: SourceKeeper) => void;
}

/** What is asked of a site. */
type SiteOfHooks = Pick<Site, "hooks" | "mqtt" | "secrets" | "sources">;

/** Dependencies of the hooks of a site. */
interface SiteHookTools {
  readonly listener: Listener;
  /** Ends at once what is under way. */
  readonly abort: AbortSignal;
  /** Those of the sources that there are now. */
  readonly keepers: () => readonly SourceKeeper[];
  /** Real path of the site file, by which it finds its memory; `null`: it has none. */
  readonly file: string | null;
}

/** The hooks of a site, and the listener that they hear its events through. */
export class SiteHooks implements AsyncDisposable {
  readonly #hooks: Hooks;
  readonly #listener: Listener;
  readonly #memory: SiteMemory;
  readonly #board: SiteBoard;
  #secrets: readonly string[] = [];

  private constructor(
    { hooks, mqtt, secrets, sources }: SiteOfHooks,
    { listener, abort, keepers }: SiteHookTools,
    memory: SiteMemory,
  ) {
    this.#listener = listener;
    this.#secrets = secrets;
    this.#memory = memory;
    const warn = (message: string): void => this.#warn(message);
    const tools = { clock: systemClock, readFindings: detectionsIn, postOnce, warn };
    this.#hooks = new Hooks(
      { hooks, known: knownSubjects(sources) },
      { ...tools, memory: memory.alarms },
      abort,
    );
    this.#board = new SiteBoard(mqtt, { keepers, memory, warn });
  }

  /** Reads what an earlier run has told. */
  static async open(
    site: Pick<Site, "state"> & SiteOfHooks,
    tools: SiteHookTools,
  ): Promise<SiteHooks> {
    const warn = (message: string): void => {
      tools.listener.onEvent(null, { type: "warningRaised", message });
    };
    const memory = await SiteMemory.open({ file: tools.file, state: site.state, warn });
    return new SiteHooks(site, tools, memory);
  }

  /** What became of the events of each hook, in the order of the file. */
  get accounts(): readonly HookAccount[] {
    return this.#hooks.accounts;
  }

  /** Takes other hooks; those that stay as they were go on. */
  replace({ hooks, mqtt, secrets, sources }: SiteOfHooks): void {
    this.#secrets = [...new Set([...this.#secrets, ...secrets])];
    this.#hooks.replace({ hooks, known: knownSubjects(sources) });
    this.#board.replace(mqtt);
  }

  readonly onEvent = (keeper: SourceKeeper | null, event: RunEvent): void => {
    if (keeper !== null) {
      this.#hooks.listen(keeper.source.name, event);
      this.#board.listen(keeper.source.name, event);
    }
    this.#listener.onEvent(keeper, event);
  };

  readonly onChange = (keeper: SourceKeeper): void => {
    const { state, source, lastEnd, isLive } = keeper;
    if (state === "running") this.#hooks.started(source.name);
    if (state === "ended") this.#hooks.ended(source.name);
    const problem = lastEnd === null ? null : problemOf(lastEnd);
    if (state === "failed" && isLive && source.command === "run" && problem !== null)
      this.#hooks.failed(source.name, problem.message);
    this.#listener.onChange(keeper);
  };

  #warn(given: string): void {
    const message = secretRedactor(this.#secrets).text(given);
    this.#listener.onEvent(null, { type: "warningRaised", message });
  }

  /** Waits a few seconds for what is to be told. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#hooks[Symbol.asyncDispose](), this.#board[Symbol.asyncDispose]()]);
    await this.#memory[Symbol.asyncDispose]();
  }
}
