import type { MqttOptions } from "../../options/mqtt-options.ts";
import type { DetectionEvent } from "../event/hook-event.ts";
import { discoveryOf } from "./discovery.ts";
import { shownBroker } from "./broker-place.ts";
import { type Broker, type MqttLink, openMqtt } from "./mqtt-client.ts";
import { sourceTopics, statusTopic } from "./topics.ts";

/** A source as it is shown. */
export interface ShownSource {
  readonly name: string;
  /** True while frames come from it. */
  readonly areFramesArriving: boolean;
  /** State and counts. */
  readonly state: Readonly<Record<string, string | number>>;
}

/** Settings of a board, and whom it tells of trouble. */
export interface BoardSettings extends Broker, Pick<MqttOptions, "mqttTopic" | "mqttDiscovery"> {
  /** Of frameferry. */
  readonly version: string;
  /** Told what a person should know, in one sentence. */
  readonly warn: (message: string) => void;
}

/** Shows the sources of a site at an MQTT broker. While it cannot be reached, the site does not notice. */
export class MqttBoard {
  readonly #settings: BoardSettings;
  readonly #link: Promise<MqttLink | null>;
  #open: MqttLink | null = null;
  #isInTrouble = false;
  #sources: readonly ShownSource[] = [];
  /** Sources that the broker has been told of, in this connection or one before. */
  readonly #known = new Set<string>();
  /** What the broker has been told last, by topic, since the connection was made. */
  readonly #shown = new Map<string, string>();

  constructor(settings: BoardSettings) {
    this.#settings = settings;
    const listener = {
      onConnect: () => this.#greet(),
      onTrouble: (reason: string) => this.#noteTrouble(reason),
    };
    const will = { topic: statusTopic(settings.mqttTopic), text: "offline" };
    this.#link = openMqtt(settings, will, listener).then(
      (link) => (this.#open = link),
      (error: unknown) => {
        this.#noteTrouble(`its client does not load: ${String(error)}`);
        return null;
      },
    );
  }

  /** Shows sources as they are now; those that are not among them any more are taken away. */
  show(sources: readonly ShownSource[]): void {
    this.#sources = sources;
    if (this.#open?.isConnected !== true) return;
    const names = new Set(sources.map(({ name }) => name));
    for (const name of this.#known) if (!names.has(name)) this.#forget(name);
    for (const source of sources) this.#showSource(source);
  }

  /** Tells what was found; it is lost while there is no connection. */
  tell(event: DetectionEvent): void {
    const { detection } = sourceTopics(this.#settings.mqttTopic, event.source);
    this.#open?.publish(detection, JSON.stringify(event), false);
  }

  /** Says that the site is not there any more, and closes the connection. */
  async close(): Promise<void> {
    const link = await this.#link;
    if (link === null) return;
    this.show(this.#sources.map((source) => ({ ...source, areFramesArriving: false })));
    link.publish(statusTopic(this.#settings.mqttTopic), "offline", true);
    this.#open = null;
    await link.close();
  }

  #greet(): void {
    this.#isInTrouble = false;
    this.#shown.clear();
    // The first connection may be there before the link is known here.
    void this.#showAll();
  }

  async #showAll(): Promise<void> {
    const link = await this.#link;
    link?.publish(statusTopic(this.#settings.mqttTopic), "online", true);
    this.show(this.#sources);
  }

  #noteTrouble(reason: string): void {
    if (this.#isInTrouble) return;
    this.#isInTrouble = true;
    const { mqtt, warn } = this.#settings;
    warn(`the MQTT broker ${shownBroker(mqtt)} is tried again and again: ${reason}`);
  }

  #showSource({ name, areFramesArriving, state }: ShownSource): void {
    const { mqttTopic, mqttDiscovery } = this.#settings;
    const topics = sourceTopics(mqttTopic, name);
    this.#known.add(name);
    if (mqttDiscovery !== false)
      for (const { topic, config } of this.#discovery(name, mqttDiscovery))
        this.#retain(topic, JSON.stringify(config));
    this.#retain(topics.state, JSON.stringify(state));
    this.#retain(topics.frames, areFramesArriving ? "ON" : "OFF");
  }

  /** An empty message takes what is retained away, and an entity with it. */
  #forget(name: string): void {
    const { mqttTopic, mqttDiscovery } = this.#settings;
    this.#known.delete(name);
    const { state, frames } = sourceTopics(mqttTopic, name);
    const found = mqttDiscovery === false ? [] : this.#discovery(name, mqttDiscovery);
    for (const topic of [...found.map((message) => message.topic), state, frames])
      this.#retain(topic, "");
  }

  #discovery(name: string, prefix: string): ReturnType<typeof discoveryOf> {
    const { mqttTopic: base, version } = this.#settings;
    return discoveryOf(name, { prefix, base, version });
  }

  #retain(topic: string, text: string): void {
    if (this.#shown.get(topic) === text) return;
    this.#shown.set(topic, text);
    this.#open?.publish(topic, text, true);
  }
}
