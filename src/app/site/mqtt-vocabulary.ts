import { type MqttOptions, mqttSchema } from "../../options/mqtt-options.ts";
import type { SiteOption } from "./vocabulary.ts";

/** Options about MQTT, which stand at the left margin of a site file. */
export const MQTT_OPTIONS: readonly SiteOption[] = [
  option("mqtt", "mqtt", "address of an MQTT broker at which the sources are shown"),
  option("mqtt_topic", "mqttTopic", "beginning of all topics; each site at a broker needs its own"),
  {
    ...option(
      "mqtt_discovery",
      "mqttDiscovery",
      "topics by which Home Assistant finds the sources",
    ),
    canBeOff: true,
  },
];

function option(name: string, key: keyof MqttOptions, help: string): SiteOption {
  // No flag gives it, and so no variable of the environment either.
  const facts = { isSwitch: false, canBeOff: false, isList: false, isArgument: true };
  return { ...facts, name, key, help, check: mqttSchema[key].check };
}
