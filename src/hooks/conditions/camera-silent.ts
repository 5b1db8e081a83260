import type { RunEvent } from "../../core/events/run-event.ts";
import type { HookOptions } from "../../options/hook-options.ts";
import type { KnownSubjects, ToldAlarm } from "../memory/alarm-memory.ts";
import type { Condition } from "./condition.ts";
import { type AlarmConditionTools, TroubleAlarm } from "./trouble-alarm.ts";

/** A camera from which no frames come. */
export class CameraSilent implements Condition {
  readonly #hook: HookOptions;
  readonly #tools: AlarmConditionTools;
  readonly #alarms = new Map<string, TroubleAlarm>();
  /** Cameras that were silent in an earlier run, and have not said since that they are. */
  readonly #unsure = new Set<string>();

  constructor(hook: HookOptions, tools: AlarmConditionTools) {
    this.#hook = hook;
    this.#tools = tools;
    for (const told of tools.told) {
      this.#alarms.set(told.source, this.#newAlarm(told.source, told));
      this.#unsure.add(told.source);
    }
  }

  listen(source: string, event: RunEvent): void {
    if (event.type === "sourceLost") this.#raise(source, event.reason);
    else if (event.type === "sourceRecovered") this.#clear(source);
    else if (event.type === "frameLanded" && this.#unsure.has(source)) this.#clear(source);
  }

  started(source: string): void {
    if (this.#alarms.get(source)?.isOn === true) this.#unsure.add(source);
  }

  failed(source: string, reason: string): void {
    this.#raise(source, reason);
  }

  ended(source: string): void {
    if (this.#alarms.get(source)?.isTold !== true) this.#drop(source);
  }

  keepOnly({ sources }: KnownSubjects): void {
    for (const source of this.#alarms.keys()) if (!sources.has(source)) this.#drop(source);
  }

  [Symbol.dispose](): void {
    for (const source of this.#alarms.keys()) this.#drop(source);
  }

  #drop(source: string): void {
    this.#alarms.get(source)?.[Symbol.dispose]();
    this.#alarms.delete(source);
    this.#unsure.delete(source);
  }

  #raise(source: string, reason: string): void {
    this.#unsure.delete(source);
    this.#alarmOf(source).raise(reason);
  }

  #clear(source: string): void {
    this.#unsure.delete(source);
    this.#alarms.get(source)?.clear();
  }

  #alarmOf(source: string): TroubleAlarm {
    const known = this.#alarms.get(source);
    if (known !== undefined) return known;
    const made = this.#newAlarm(source);
    this.#alarms.set(source, made);
    return made;
  }

  #newAlarm(source: string, told: ToldAlarm | null = null): TroubleAlarm {
    const subject = {
      ...({ when: "camera-silent", source, service: null } as const),
      trouble: `${source} sends no frames`,
      recovery: `${source} sends frames again`,
    };
    return new TroubleAlarm(subject, { hook: this.#hook, tools: this.#tools }, told);
  }
}
