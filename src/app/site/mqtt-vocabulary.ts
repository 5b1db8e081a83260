import { type MqttOptions, mqttSchema } from "../../options/mqtt-options.ts";
import type { SiteOption } from "./vocabulary.ts";

/** Options about MQTT, which stand at the left margin of a site file. */
export const MQTT_OPTIONS: readonly SiteOption[] = [
  mqttOption("mqtt", "mqtt", "address of an MQTT broker at which the sources are shown"),
  mqttOption("mqtt_user", "mqttUser", "user name at the MQTT broker, as it is"),
  mqttOption("mqtt_password", "mqttPassword", "password at the MQTT broker, as it is"),
  mqttOption(
    "mqtt_ca_file",
    "mqttCaFile",
    "PEM file of certificates to trust at the MQTT broker besides the usual ones",
  ),
  mqttOption("mqtt_cert", "mqttCert", "PEM file of the client certificate for the MQTT broker"),
  mqttOption(
    "mqtt_key",
    "mqttKey",
    "PEM file of its private key; without it, it is in that of mqtt_cert",
  ),
  mqttOption(
    "mqtt_topic",
    "mqttTopic",
    "beginning of all topics; each site at a broker needs its own",
  ),
  {
    ...mqttOption(
      "mqtt_discovery",
      "mqttDiscovery",
      "topics by which Home Assistant finds the sources",
    ),
    canBeOff: true,
  },
];

function mqttOption(name: string, key: keyof MqttOptions, help: string): SiteOption {
  // No flag gives it, and so no variable of the environment either.
  const facts = { isSwitch: false, canBeOff: false, isList: false, isArgument: true };
  return { ...facts, name, key, help, check: mqttSchema[key].check };
}
