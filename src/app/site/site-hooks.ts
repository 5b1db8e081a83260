import { randomUUID } from "node:crypto";
import { systemClock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import { type HookAccount, Hooks } from "../../hooks/hooks.ts";
import type { MqttOptions } from "../../options/mqtt-options.ts";
import { detectionsIn } from "../../protocols/detections/detections-in.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { packageVersion } from "../monitoring/package-version.ts";
import { MqttCredentials } from "./mqtt-credentials.ts";
import { problemOf } from "./next-step.ts";
import type { Site } from "./site.ts";
import type { SourceKeeper } from "./source-keeper.ts";
import { SiteMqtt } from "./site-mqtt.ts";
import { postOnce } from "./webhook-client.ts";

/** Whom a site tells how it goes; that of the site itself has `null` for the source. */
interface Listener {
  readonly onEvent: (keeper: SourceKeeper | null, event: RunEvent) => void;
  readonly onChange: (keeper: SourceKeeper) => void;
}

/** What is asked of a site. */
type SiteOfHooks = Pick<Site, "hooks" | "mqtt" | "secrets">;

/** Dependencies of the hooks of a site. */
interface SiteHookTools {
  readonly listener: Listener;
  /** Ends at once what is under way. */
  readonly abort: AbortSignal;
  readonly keepers: () => readonly SourceKeeper[];
}

/** The hooks of a site, and the listener that they hear its events through. */
export class SiteHooks implements AsyncDisposable {
  readonly #hooks: Hooks;
  readonly #listener: Listener;
  #secrets: readonly string[];
  #closing: Promise<unknown> = Promise.resolve();
  readonly #keepers: () => readonly SourceKeeper[];
  #mqtt: SiteMqtt | null;
  #mqttOptions: MqttOptions;

  /** @param keepers of the sources that there are now. */
  constructor({ hooks, mqtt, secrets }: SiteOfHooks, { listener, abort, keepers }: SiteHookTools) {
    this.#listener = listener;
    this.#secrets = secrets;
    this.#keepers = keepers;
    const warn = (message: string): void => this.#warn(message);
    const tools = { clock: systemClock, readFindings: detectionsIn, postOnce, warn };
    this.#mqttOptions = mqtt;
    this.#mqtt = this.#openMqtt(mqtt);
    this.#hooks = new Hooks(hooks, tools, abort);
  }

  /** What became of the events of each hook, in the order of the file. */
  get accounts(): readonly HookAccount[] {
    return this.#hooks.accounts;
  }

  /** Takes other hooks; those that stay as they were go on. */
  replace({ hooks, mqtt, secrets }: SiteOfHooks): void {
    this.#secrets = [...new Set([...this.#secrets, ...secrets])];
    this.#hooks.replace(hooks);
    if (JSON.stringify(mqtt) === JSON.stringify(this.#mqttOptions)) return;
    this.#mqttOptions = mqtt;
    this.#closing = Promise.all([this.#closing, this.#mqtt?.close()]);
    this.#mqtt = this.#openMqtt(mqtt);
  }

  readonly onEvent = (keeper: SourceKeeper | null, event: RunEvent): void => {
    if (keeper !== null) {
      this.#hooks.listen(keeper.source.name, event);
      this.#mqtt?.listen(keeper.source.name, event);
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

  #openMqtt(options: MqttOptions): SiteMqtt | null {
    const { mqtt } = options;
    if (mqtt === null) return null;
    const version = packageVersion();
    const warn = (message: string): void => this.#warn(message);
    const openCredentials = (): MqttCredentials => new MqttCredentials(options, warn);
    const clientId = `frameferry-${randomUUID()}`;
    const settings = { ...options, mqtt, version, warn, openCredentials, clientId };
    return new SiteMqtt(settings, this.#keepers);
  }

  #warn(given: string): void {
    const message = secretRedactor(this.#secrets).text(given);
    this.#listener.onEvent(null, { type: "warningRaised", message });
  }

  /** Waits a few seconds for what is to be told. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#hooks[Symbol.asyncDispose](), this.#mqtt?.close(), this.#closing]);
  }
}
