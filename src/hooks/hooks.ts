import type { RunEvent } from "../core/events/run-event.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import type { ReadFindings } from "./conditions/detection-seen.ts";
import type { HookCounts } from "./hook-line.ts";
import { type HookTools, HookWorker } from "./hook-worker.ts";
import { hookKey, isStillThere, type KnownSubjects } from "./memory/alarm-memory.ts";
import type { Hook } from "./shown-hook.ts";

/** A hook, and what became of its events. */
export interface HookAccount extends HookCounts {
  readonly name: string;
}

/** Hooks, and what they may be about. */
export interface HookSet {
  readonly hooks: readonly Hook[];
  readonly known: KnownSubjects;
}

/** All hooks of a site. What sources hand over is taken at once, and never keeps one of them waiting. */
export class Hooks implements AsyncDisposable {
  readonly #tools: HookTools;
  #workers: readonly HookWorker[] = [];
  readonly #closing = new Set<Promise<void>>();
  readonly #abort: AbortSignal;

  /**
   * @param known sources and services of the site.
   * @param abort ends at once what is under way.
   */
  constructor({ hooks, known }: HookSet, tools: HookTools, abort: AbortSignal) {
    this.#tools = { ...tools, readFindings: readOnce(tools.readFindings) };
    this.#abort = abort;
    this.replace({ hooks, known });
  }

  /** In the order of the file. */
  get accounts(): readonly HookAccount[] {
    return this.#workers.map(({ hook: { name }, counts }) => ({ name, ...counts }));
  }

  /** Takes other hooks. One that stays as it was goes on; of one that is gone, what waits is told for a while. */
  replace({ hooks, known }: HookSet): void {
    const keys = new Set(hooks.map(hookKey));
    this.#tools.memory.keepOnly((alarm) => keys.has(alarm.hook) && isStillThere(alarm, known));
    const old = new Map(this.#workers.map((worker) => [JSON.stringify(worker.hook), worker]));
    this.#workers = hooks.map((hook) => {
      const key = JSON.stringify(hook);
      const kept = old.get(key);
      old.delete(key);
      kept?.keepOnly(known);
      return kept ?? new HookWorker(hook, this.#tools);
    });
    for (const worker of old.values()) this.#close(worker);
  }

  /** Takes an event of a source. @param source its name. */
  listen(source: string, event: RunEvent): void {
    for (const worker of this.#workers) worker.listen(source, event);
  }

  /** A source begins, for the first time or again. */
  started(source: string): void {
    for (const worker of this.#workers) worker.started(source);
  }

  /** A source does not go on. @param reason in one sentence. */
  failed(source: string, reason: string): void {
    for (const worker of this.#workers) worker.failed(source, reason);
  }

  /** A source has ended. */
  ended(source: string): void {
    for (const worker of this.#workers) worker.ended(source);
  }

  /** Takes nothing more, and waits a few seconds for what is to be told. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) this.#close(worker);
    await Promise.all(this.#closing);
  }

  #close(worker: HookWorker): void {
    const deadline = AbortSignal.any([this.#abort, AbortSignal.timeout(MAX_CLOSE_MS)]);
    const closing = worker.close(deadline);
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

/** A service manager gives a site some ten seconds to end. */
const MAX_CLOSE_MS = 5000;

/** Several hooks look at the same result, one after the other. */
function readOnce(read: ReadFindings): ReadFindings {
  let last: FrameResult | null = null;
  let found: ReturnType<ReadFindings> = [];
  return (result) => {
    if (result !== last) found = read(result);
    last = result;
    return found;
  };
}
