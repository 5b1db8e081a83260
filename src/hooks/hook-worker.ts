import { randomUUID } from "node:crypto";
import type { Clock } from "../core/concurrency/clock.ts";
import type { RunEvent } from "../core/events/run-event.ts";
import { CameraSilent } from "./conditions/camera-silent.ts";
import type { Condition } from "./conditions/condition.ts";
import { DetectionSeen, type ReadFindings } from "./conditions/detection-seen.ts";
import { ServiceAway } from "./conditions/service-away.ts";
import type { AlarmConditionTools } from "./conditions/trouble-alarm.ts";
import { TooManyFailures } from "./conditions/too-many-failures.ts";
import type { Deliver } from "./delivery/delivery.ts";
import { type PostOnce, webhookDelivery } from "./delivery/post-webhook.ts";
import { commandDelivery } from "./delivery/run-command.ts";
import type { HookFact } from "./event/hook-event.ts";
import { type HookCounts, HookLine } from "./hook-line.ts";
import {
  type AlarmMemory,
  type AlarmSubject,
  hookKey,
  type KnownSubjects,
} from "./memory/alarm-memory.ts";
import type { Hook } from "./shown-hook.ts";
import { templateBody } from "./template/template.ts";

/** Dependencies of hooks. */
export interface HookTools {
  readonly clock: Clock;
  readonly readFindings: ReadFindings;
  readonly postOnce: PostOnce;
  /** Told what a person should know, in one sentence. */
  readonly warn: (message: string) => void;
  /** Of what hooks were told before. */
  readonly memory: AlarmMemory;
}

/** A hook at work: its condition, and the line of events that wait to be told. */
export class HookWorker {
  readonly hook: Hook;
  readonly #condition: Condition;
  readonly #line: HookLine;
  readonly #sources: ReadonlySet<string>;

  constructor(hook: Hook, tools: HookTools) {
    this.hook = hook;
    const { memory } = tools;
    const key = hookKey(hook);
    this.#sources = new Set(hook.source);
    this.#line = new HookLine({
      clock: tools.clock,
      deliver: deliveryOf(hook, tools),
      warn: (message) => tools.warn(`hook ${hook.name} ${message}`),
      onSettled: (event) => memory.note(key, event),
    });
    const tell = (fact: HookFact): void =>
      this.#line.put({ id: randomUUID(), at: new Date().toISOString(), ...fact });
    const forget = (subject: AlarmSubject): void => memory.forget(key, subject);
    const told = memory
      .of(key)
      .filter(({ source, service }) => service !== null || this.#isAbout(source));
    this.#condition = conditionOf(hook, { ...tools, tell, told, forget });
  }

  get counts(): HookCounts {
    return this.#line.counts;
  }

  /** @param source its name; `gate` stands also for `gate/plates`. */
  listen(source: string, event: RunEvent): void {
    if (this.#isAbout(source)) this.#condition.listen(source, event);
  }

  started(source: string): void {
    if (this.#isAbout(source)) this.#condition.started?.(source);
  }

  failed(source: string, reason: string): void {
    if (this.#isAbout(source)) this.#condition.failed?.(source, reason);
  }

  ended(source: string): void {
    if (this.#isAbout(source)) this.#condition.ended?.(source);
  }

  /** The site has other sources and services. */
  keepOnly(known: KnownSubjects): void {
    this.#condition.keepOnly?.(known);
  }

  /** Takes nothing more, and tells what waits until the deadline aborts. */
  async close(deadline: AbortSignal): Promise<void> {
    this.#condition[Symbol.dispose]();
    await this.#line.close(deadline);
  }

  #isAbout(source: string): boolean {
    if (this.#sources.size === 0 || this.#sources.has(source)) return true;
    const [name = ""] = source.split("/", 1);
    return this.#sources.has(name);
  }
}

type ConditionTools = HookTools & AlarmConditionTools;

function conditionOf(hook: Hook, tools: ConditionTools): Condition {
  switch (hook.when) {
    case "detection":
      return new DetectionSeen(hook, tools);
    case "camera-silent":
      return new CameraSilent(hook, tools);
    case "service-away":
      return new ServiceAway(hook, tools);
    case "failures":
      return new TooManyFailures(hook, tools);
  }
}

function deliveryOf(hook: Hook, { clock, postOnce }: HookTools): Deliver {
  const { run, post, template, when } = hook;
  if (post === null) return commandDelivery(run ?? [], hook.timeoutMs);
  const body = template === null ? null : templateBody(template, when);
  const { secret, headers, timeoutMs, retries } = hook;
  const webhook = { url: post, secret, headers, body, timeoutMs, retries };
  return webhookDelivery(webhook, { clock, postOnce, random: Math.random });
}
