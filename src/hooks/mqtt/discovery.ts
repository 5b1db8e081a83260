import { identifierOf, sourceTopics, statusTopic } from "./topics.ts";

/** A message by which Home Assistant learns of an entity. */
export interface DiscoveryMessage {
  readonly topic: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What the messages are made of. */
export interface DiscoverySettings {
  /** Beginning of the topics that Home Assistant looks at. */
  readonly prefix: string;
  /** Beginning of the topics of the site. */
  readonly base: string;
  /** Of frameferry. */
  readonly version: string;
}

/**
 * The entities of a source: a device with a sensor of whether frames arrive, of its state and counts, and of what was
 * found last (https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery).
 */
export function discoveryOf(
  source: string,
  settings: DiscoverySettings,
): readonly DiscoveryMessage[] {
  const { prefix, base, version } = settings;
  const topics = sourceTopics(base, source);
  const id = identifierOf(base, source);
  const origin = { name: "frameferry", sw_version: version };
  const device = {
    identifiers: [id],
    name: source,
    manufacturer: "frameferry",
    sw_version: version,
  };
  const message = (kind: string, key: string, own: object): DiscoveryMessage => ({
    topic: `${prefix}/${kind}/${id}/${key}/config`,
    config: {
      ...{ unique_id: `${id}_${key}`, availability_topic: statusTopic(base) },
      ...{ device, origin, ...own },
    },
  });
  const ofState = (key: string, name: string, own: object): DiscoveryMessage =>
    message("sensor", key, {
      ...{ name, state_topic: topics.state, value_template: `{{ value_json.${key} }}`, ...own },
    });
  return [
    message("binary_sensor", "frames", {
      ...{ name: "Frames arrive", state_topic: topics.frames, device_class: "connectivity" },
    }),
    ofState("state", "State", { icon: "mdi:cctv" }),
    ofState("delivered", "Delivered", COUNT),
    ofState("failed", "Failed", COUNT),
    ofState("dropped", "Dropped", COUNT),
    ofState("pending", "Backlog", { state_class: "measurement", unit_of_measurement: "frames" }),
    message("sensor", "detection", {
      ...{ name: "Last detection", state_topic: topics.detection, icon: "mdi:eye" },
      value_template: "{{ value_json.label }}",
      json_attributes_topic: topics.detection,
    }),
  ];
}

/** All topics of a source at which something is retained. @param prefix `false` where Home Assistant is not told. */
export function retainedTopics(
  source: string,
  {
    prefix,
    base,
    version,
  }: Omit<DiscoverySettings, "prefix"> & { readonly prefix: string | false },
): readonly string[] {
  const { state, frames } = sourceTopics(base, source);
  const found = prefix === false ? [] : discoveryOf(source, { prefix, base, version });
  return [...found.map(({ topic }) => topic), state, frames];
}

const COUNT = { state_class: "total_increasing", unit_of_measurement: "frames" } as const;
