import { z } from "zod";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";

/** Whether and how a site shows its sources by MQTT. */
export interface MqttOptions {
  /** Address of the broker, with `mqtt://` or `mqtts://`, and its login. `null`: none. @default null */
  readonly mqtt: string | null;
  /** Beginning of all topics; each site at a broker needs its own. @default "frameferry" */
  readonly mqttTopic: string;
  /** Beginning of the topics by which Home Assistant finds the sources; `false`: it is not told. @default "homeassistant" */
  readonly mqttDiscovery: string | false;
}

export const mqttSchema: OptionsSchema<MqttOptions> = {
  mqtt: optional(mqttAddress, null),
  mqttTopic: optional(topic, "frameferry"),
  mqttDiscovery: optional(() => z.union([topic(), z.literal(false)]), "homeassistant"),
};

function mqttAddress(): z.ZodType<string> {
  const message = "must be an address such as mqtt://broker or mqtts://user:password@broker:8883";
  return z.url({ protocol: /^mqtts?$/u, hostname: /./u, error: message });
}

/** Levels with slashes between; `+` and `#` stand for others where topics are read, and `$` begins those of the broker. */
function topic(): z.ZodType<string> {
  const message = "must be a topic such as frameferry/yard, without +, #, and slashes at its ends";
  return z.string(message).regex(/^(?![$/])[^+#\p{Cc}]{0,199}[^+#/\p{Cc}]$/u, message);
}
