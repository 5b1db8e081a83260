import { randomUUID } from "node:crypto";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { BoardMemory } from "../../hooks/memory/board-memory.ts";
import { shownBroker } from "../../hooks/mqtt/broker-place.ts";
import type { MqttOptions } from "../../options/mqtt-options.ts";
import { packageVersion } from "../monitoring/package-version.ts";
import { MqttCredentials } from "./mqtt-credentials.ts";
import { SiteMqtt } from "./site-mqtt.ts";
import type { SourceKeeper } from "./source-keeper.ts";

/** Dependencies of a board. */
interface BoardTools {
  readonly keepers: () => readonly SourceKeeper[];
  readonly memory: { board: BoardMemory | null };
  readonly warn: (message: string) => void;
}

/** The board of a site at an MQTT broker, which may come, change and go while the site runs. */
export class SiteBoard implements AsyncDisposable {
  readonly #tools: BoardTools;
  #options: MqttOptions;
  #mqtt: SiteMqtt | null;
  #changing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: MqttOptions, tools: BoardTools) {
    this.#tools = tools;
    this.#options = options;
    this.#mqtt = this.#open(options);
  }

  listen(source: string, event: RunEvent): void {
    this.#mqtt?.listen(source, event);
  }

  /** Takes other options. The old connection says goodbye before there is a new one, which would be taken for gone. */
  replace(options: MqttOptions): void {
    if (JSON.stringify(options) === JSON.stringify(this.#options)) return;
    const old = this.#mqtt;
    const isSameBroker = brokerOf(options) === brokerOf(this.#options);
    this.#options = options;
    this.#mqtt = null;
    const before = this.#changing;
    const change = async (): Promise<void> => {
      await before;
      // What is left there by other topics is for the next connection to take away.
      await old?.close(!isSameBroker);
      if (!this.#isClosed && this.#options === options) this.#mqtt = this.#open(options);
    };
    this.#changing = change();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#changing;
    await this.#mqtt?.close(false);
  }

  #open(options: MqttOptions): SiteMqtt | null {
    const { mqtt, mqttTopic: topic, mqttDiscovery: discovery } = options;
    if (mqtt === null) return null;
    const { memory, warn, keepers } = this.#tools;
    const broker = shownBroker(mqtt);
    const before = memory.board?.broker === broker ? memory.board : null;
    const clientId = before?.clientId ?? `frameferry-${randomUUID()}`;
    return new SiteMqtt(
      {
        ...{ ...options, mqtt, clientId, before, warn, version: packageVersion() },
        openCredentials: () => new MqttCredentials(options, warn),
        onShown: (sources) =>
          (memory.board = { broker, clientId, topic, discovery, sources: [...sources] }),
      },
      keepers,
    );
  }
}

function brokerOf({ mqtt }: MqttOptions): string | null {
  return mqtt === null ? null : shownBroker(mqtt);
}
