import type { MqttOptions } from "../../options/mqtt-options.ts";
import type { DetectionEvent } from "../event/hook-event.ts";
import type { BoardMemory } from "../memory/board-memory.ts";
import { discoveryOf, retainedTopics } from "./discovery.ts";
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
  /** What an earlier run has shown there; `null`: nothing is known of one. */
  readonly before: Pick<BoardMemory, "topic" | "discovery" | "sources"> | null;
  /** Told of which sources something is retained at the broker, whenever that may have changed. */
  readonly onShown: (sources: Iterable<string>) => void;
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
  /** Sources that the broker has been told of, in this connection or one before, also by an earlier run. */
  readonly #known = new Set<string>();
  /** Retained topics of an earlier run that had other settings. */
  #stale: readonly string[] = [];
  /** What the broker has been told last, by topic, since the connection was made. */
  readonly #shown = new Map<string, string>();

  constructor(settings: BoardSettings) {
    this.#settings = settings;
    this.#rememberBefore();
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
    this.#settings.onShown(this.#known);
  }

  /** Tells what was found; it is lost while there is no connection. */
  tell(event: DetectionEvent): void {
    const { detection } = sourceTopics(this.#settings.mqttTopic, event.source);
    this.#open?.publish(detection, JSON.stringify(event), false);
  }

  /**
   * Says that the site is not there any more, and closes the connection.
   *
   * @param isForgotten true to leave nothing of the sources at the broker.
   */
  async close(isForgotten: boolean): Promise<void> {
    const link = await this.#link;
    if (link === null) return;
    const left = isForgotten ? [] : this.#sources;
    this.show(left.map(({ name, state }) => ({ name, state, areFramesArriving: false })));
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
    // What is retained of an earlier run is not to be taken for the present.
    this.#stale = this.#stale.filter((topic) => link?.publish(topic, "", true) !== true);
    this.show(this.#sources);
    link?.publish(statusTopic(this.#settings.mqttTopic), "online", true);
  }

  #rememberBefore(): void {
    const { before, mqttTopic, mqttDiscovery, version } = this.#settings;
    if (before === null) return;
    const current = { base: mqttTopic, prefix: mqttDiscovery, version };
    const earlier = { base: before.topic, prefix: before.discovery, version };
    const isSame = before.topic === mqttTopic;
    this.#stale = before.sources.flatMap((name) => {
      if (isSame) this.#known.add(name);
      const kept = new Set(isSame ? retainedTopics(name, current) : []);
      return retainedTopics(name, earlier).filter((topic) => !kept.has(topic));
    });
    if (!isSame) this.#stale = [...this.#stale, statusTopic(before.topic)];
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
    const { mqttTopic: base, mqttDiscovery: prefix, version } = this.#settings;
    const gone = retainedTopics(name, { base, prefix, version }).map((topic) =>
      this.#retain(topic, ""),
    );
    // What could not be sent now is tried again when all is shown the next time.
    if (gone.every(Boolean)) this.#known.delete(name);
  }

  #discovery(name: string, prefix: string): ReturnType<typeof discoveryOf> {
    const { mqttTopic: base, version } = this.#settings;
    return discoveryOf(name, { prefix, base, version });
  }

  /** @returns false if it could not be sent. */
  #retain(topic: string, text: string): boolean {
    if (this.#shown.get(topic) === text) return true;
    if (this.#open?.publish(topic, text, true) !== true) return false;
    this.#shown.set(topic, text);
    return true;
  }
}
