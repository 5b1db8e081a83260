import type { RunEvent } from "../../core/events/run-event.ts";
import type { HookOptions } from "../../options/hook-options.ts";
import type { KnownSubjects, ToldAlarm } from "../memory/alarm-memory.ts";
import type { Condition } from "./condition.ts";
import { type AlarmConditionTools, TroubleAlarm } from "./trouble-alarm.ts";

/** A service, and the sources that miss it now. */
interface Watched {
  readonly alarm: TroubleAlarm;
  readonly missing: Set<string>;
}

/** A service that does not answer: one alarm, however many sources send there. */
export class ServiceAway implements Condition {
  readonly #hook: HookOptions;
  readonly #tools: AlarmConditionTools;
  readonly #services = new Map<string, Watched>();
  /** Services that somebody misses: what every frame is looked up in. */
  readonly #away = new Map<string, Watched>();

  constructor(hook: HookOptions, tools: AlarmConditionTools) {
    this.#hook = hook;
    this.#tools = tools;
    for (const told of tools.told)
      if (told.service !== null)
        this.#away.set(told.service, this.#watched(told.service, told.source, told));
  }

  listen(source: string, event: RunEvent): void {
    if (event.type === "serviceLost") return this.#lost(source, event.service, event.reason);
    if (event.type === "serviceRecovered") return this.#found(source, event.service);
    // A run that begins while the service answers again says nothing of a recovery.
    if (this.#away.size === 0 || event.type !== "frameSettled") return;
    const { outcome, service } = event.result;
    if (outcome === "delivered" && service !== null) this.#found(source, service);
  }

  ended(source: string): void {
    for (const [service, { alarm, missing }] of this.#away) {
      if (!missing.delete(source) || missing.size > 0 || alarm.isTold) continue;
      alarm[Symbol.dispose]();
      this.#away.delete(service);
    }
  }

  keepOnly({ services }: KnownSubjects): void {
    for (const [service, { alarm }] of this.#services) {
      if (services.has(service)) continue;
      alarm[Symbol.dispose]();
      this.#services.delete(service);
      this.#away.delete(service);
    }
  }

  [Symbol.dispose](): void {
    for (const { alarm } of this.#services.values()) alarm[Symbol.dispose]();
    this.#services.clear();
    this.#away.clear();
  }

  #lost(source: string, service: string, reason: string): void {
    const watched = this.#watched(service, source);
    this.#away.set(service, watched);
    watched.missing.add(source);
    watched.alarm.raise(reason);
  }

  #found(source: string, service: string): void {
    const watched = this.#away.get(service);
    if (watched === undefined) return;
    watched.missing.delete(source);
    if (watched.missing.size > 0) return;
    this.#away.delete(service);
    watched.alarm.clear();
  }

  #watched(service: string, source: string, told: ToldAlarm | null = null): Watched {
    const known = this.#services.get(service);
    if (known !== undefined) return known;
    const subject = {
      ...({ when: "service-away", source, service } as const),
      ...{ trouble: `${service} is away`, recovery: `${service} answers again` },
    };
    const alarm = new TroubleAlarm(subject, { hook: this.#hook, tools: this.#tools }, told);
    const made = { alarm, missing: new Set<string>() };
    this.#services.set(service, made);
    return made;
  }
}
