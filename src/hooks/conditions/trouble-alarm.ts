import type { Clock } from "../../core/concurrency/clock.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import type { HookOptions } from "../../options/hook-options.ts";
import type { TellFact, TroubleEvent } from "../event/hook-event.ts";
import type { AlarmSubject, ToldAlarm } from "../memory/alarm-memory.ts";
import { Alarm, type AlarmTools } from "./alarm.ts";

/** What a trouble is about. */
export interface TroubleSubject {
  readonly when: TroubleEvent["when"];
  readonly source: string;
  readonly service: string | null;
  /** Beginning of a sentence about it, such as `gate sends no frames`. */
  readonly trouble: string;
  /** The same once it is over, such as `gate sends frames again`. */
  readonly recovery: string;
}

/** Dependencies of conditions that raise alarms. */
export interface AlarmConditionTools {
  readonly clock: Clock;
  readonly tell: TellFact;
  /** Troubles that the hook was told of in an earlier run, and that may last. */
  readonly told: readonly ToldAlarm[];
  /** Told of a trouble that is over without a word. */
  readonly forget: (subject: AlarmSubject) => void;
}

/** The alarm of one camera or service, which makes sentences of what happens to it. */
export class TroubleAlarm implements Disposable {
  readonly #alarm: Alarm;
  #reason = "";
  #since = "";

  /** @param earlier the trouble as it was told in an earlier run. */
  constructor(
    subject: TroubleSubject,
    { hook, tools }: { readonly hook: HookOptions; readonly tools: AlarmConditionTools },
    earlier: ToldAlarm | null = null,
  ) {
    const { when, source, service, trouble, recovery } = subject;
    const { clock, tell, forget } = tools;
    this.#reason = earlier?.reason ?? "";
    this.#since = earlier?.since ?? "";
    const facts = () => ({
      ...{ when, source, service, reason: this.#reason, since: this.#since },
    });
    const alarmTools: AlarmTools = {
      clock,
      onRaised: (suppressed) =>
        tell({
          ...facts(),
          ...{ recovered: false, suppressed, durationSeconds: null },
          message: `${trouble}: ${this.#reason}`,
        }),
      onCleared: (durationMs) => {
        if (!hook.recovery) return forget(subject);
        const durationSeconds = Math.round(durationMs) / 1000;
        const message = `${recovery} after ${formatDuration(durationSeconds)}`;
        tell({ ...facts(), recovered: true, suppressed: 0, durationSeconds, message });
      },
    };
    this.#alarm = new Alarm(hook, alarmTools, earlier);
  }

  get isOn(): boolean {
    return this.#alarm.isOn;
  }

  /** True if it is on, and was told. */
  get isTold(): boolean {
    return this.#alarm.isTold;
  }

  /** @param reason in one sentence. */
  raise(reason: string): void {
    if (this.#alarm.isOn) return;
    this.#reason = reason.slice(0, MAX_REASON_LENGTH);
    this.#since = new Date().toISOString();
    this.#alarm.raise();
  }

  clear(): void {
    this.#alarm.clear();
  }

  [Symbol.dispose](): void {
    this.#alarm[Symbol.dispose]();
  }
}

const MAX_REASON_LENGTH = 1000;
