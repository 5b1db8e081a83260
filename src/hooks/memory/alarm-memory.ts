import { createHash } from "node:crypto";
import type { HookEvent } from "../event/hook-event.ts";
import type { HookOptions } from "../../options/hook-options.ts";

/** A trouble that a hook was told of, and whose end it has not been told of yet. */
export interface ToldAlarm {
  /** By `hookKey`. */
  readonly hook: string;
  /** Name of the source; of a service that is away the first that missed it. */
  readonly source: string;
  /** Address of the service that is away, without secrets; `null` for any other trouble. */
  readonly service: string | null;
  readonly reason: string | null;
  /** When it began, in UTC as ISO 8601. */
  readonly since: string;
  /** When it was told, in UTC as ISO 8601. */
  readonly toldAt: string;
}

/** What a trouble is about. */
export type AlarmSubject = Pick<ToldAlarm, "source" | "service">;

/** Sources and services that a site has now. */
export interface KnownSubjects {
  /** By their names: `gate`, or `gate/plates`. */
  readonly sources: ReadonlySet<string>;
  /** By their addresses, without secrets. */
  readonly services: ReadonlySet<string>;
}

/** True if a site still has what a trouble is about. */
export function isStillThere(
  { source, service }: AlarmSubject,
  { sources, services }: KnownSubjects,
): boolean {
  return service === null ? sources.has(source) : services.has(service);
}

/** Of whom a hook tells whom; one that tells somebody else has told nobody yet. */
export function hookKey({
  name,
  when,
  run,
  post,
}: Pick<HookOptions, "when" | "run" | "post"> & { readonly name: string }): string {
  const whom = createHash("sha256")
    .update(JSON.stringify([when, run, post]))
    .digest("hex");
  return `${name} ${whom.slice(0, 16)}`;
}

/** Troubles that hooks were told of, so that a site which begins anew tells none twice, and each end. */
export class AlarmMemory {
  readonly #alarms: Map<string, ToldAlarm>;
  readonly #onChange: () => void;

  /** @param onChange called when `all` has changed. */
  constructor(alarms: readonly ToldAlarm[] = [], onChange: () => void = () => {}) {
    this.#alarms = new Map(alarms.map((alarm) => [keyOf(alarm.hook, alarm), alarm]));
    this.#onChange = onChange;
  }

  get all(): readonly ToldAlarm[] {
    return [...this.#alarms.values()];
  }

  /** Those that a hook was told of. */
  of(hook: string): readonly ToldAlarm[] {
    return this.all.filter((alarm) => alarm.hook === hook);
  }

  /** A hook was told of an event, or has failed for good. */
  note(hook: string, event: HookEvent): void {
    if (event.when === "detection") return;
    if (event.recovered) return this.forget(hook, event);
    const { source, service, reason, since, at: toldAt } = event;
    this.#alarms.set(keyOf(hook, event), { hook, source, service, reason, since, toldAt });
    this.#onChange();
  }

  /** A trouble is over, and nobody is told of its end. */
  forget(hook: string, subject: AlarmSubject): void {
    if (this.#alarms.delete(keyOf(hook, subject))) this.#onChange();
  }

  keepOnly(isKept: (alarm: ToldAlarm) => boolean): void {
    for (const alarm of this.all) if (!isKept(alarm)) this.forget(alarm.hook, alarm);
  }
}

function keyOf(hook: string, { source, service }: AlarmSubject): string {
  return `${hook}\n${service ?? source}`;
}
