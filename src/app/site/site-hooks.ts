import { systemClock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { type HookAccount, Hooks } from "../../hooks/hooks.ts";
import { detectionsIn } from "../../protocols/detections/detections-in.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { problemOf } from "./next-step.ts";
import type { Site } from "./site.ts";
import type { SourceKeeper } from "./source-keeper.ts";
import { WebhookClient } from "./webhook-client.ts";

/** Whom a site tells how it goes; that of the site itself has `null` for the source. */
interface Listener {
  readonly onEvent: (keeper: SourceKeeper | null, event: RunEvent) => void;
  readonly onChange: (keeper: SourceKeeper) => void;
}

/** What is asked of a site. */
type SiteOfHooks = Pick<Site, "hooks" | "secrets">;

/** The hooks of a site, and the listener that they hear its events through. */
export class SiteHooks implements AsyncDisposable {
  readonly #hooks: Hooks;
  readonly #client = new WebhookClient();
  readonly #listener: Listener;
  #secrets: readonly string[];

  /** @param abort ends at once what is under way. */
  constructor({ hooks, secrets }: SiteOfHooks, listener: Listener, abort: AbortSignal) {
    this.#listener = listener;
    this.#secrets = secrets;
    const { postOnce } = this.#client;
    const warn = (given: string): void => {
      const message = secretRedactor(this.#secrets).text(given);
      listener.onEvent(null, { type: "warningRaised", message });
    };
    const tools = { clock: systemClock, readFindings: detectionsIn, postOnce, warn };
    this.#hooks = new Hooks(hooks, tools, abort);
  }

  /** What became of the events of each hook, in the order of the file. */
  get accounts(): readonly HookAccount[] {
    return this.#hooks.accounts;
  }

  /** Takes other hooks; those that stay as they were go on. */
  replace({ hooks, secrets }: SiteOfHooks): void {
    this.#secrets = [...new Set([...this.#secrets, ...secrets])];
    this.#hooks.replace(hooks);
  }

  readonly onEvent = (keeper: SourceKeeper | null, event: RunEvent): void => {
    if (keeper !== null) this.#hooks.listen(keeper.source.name, event);
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

  /** Waits a few seconds for what is to be told. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hooks[Symbol.asyncDispose]();
    await this.#client[Symbol.asyncDispose]();
  }
}
