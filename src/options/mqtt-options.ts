import { z } from "zod";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText } from "./units.ts";

/** Whether and how a site shows its sources by MQTT. */
export interface MqttOptions {
  /**
   * Address of the broker, which may have its login: `mqtt://`, `mqtts://` with TLS, or `ws://` and `wss://` for MQTT over
   * WebSockets. `null`: none. @default null
   */
  readonly mqtt: string | null;
  /** User name at the broker, as it is, without percent codes. `null`: the one in its address, if any. @default null */
  readonly mqttUser: string | null;
  /** Password at the broker, as it is. `null`: the one in its address, if any. @default null */
  readonly mqttPassword: string | null;
  /**
   * PEM file of certificates to trust at the broker, in addition to those of Node.js and of the system. It is read again
   * when it changes. `null`: none. @default null
   */
  readonly mqttCaFile: string | null;
  /** PEM file of the client certificate and its chain. It is read again when it changes. `null`: none. @default null */
  readonly mqttCert: string | null;
  /** PEM file of its private key, without a passphrase. `null`: it is in the file of the certificate. @default null */
  readonly mqttKey: string | null;
  /** Beginning of all topics; each site at a broker needs its own. @default "frameferry" */
  readonly mqttTopic: string;
  /** Beginning of the topics by which Home Assistant finds the sources; `false`: it is not told. @default "homeassistant" */
  readonly mqttDiscovery: string | false;
}

export const mqttSchema: OptionsSchema<MqttOptions> = {
  mqtt: optional(mqttAddress, null),
  mqttUser: optional(plainText, null),
  mqttPassword: optional(plainText, null),
  mqttCaFile: optional(plainText, null),
  mqttCert: optional(plainText, null),
  mqttKey: optional(plainText, null),
  mqttTopic: optional(topic, "frameferry"),
  mqttDiscovery: optional(() => z.union([topic(), z.literal(false)]), "homeassistant"),
};

function mqttAddress(): z.ZodType<string> {
  const message = "must be an address such as mqtt://broker or mqtts://user:password@broker:8883";
  return z.url({ protocol: /^(?:mqtt|ws)s?$/u, hostname: /./u, error: message });
}

/** Levels with slashes between; `+` and `#` stand for others where topics are read, and `$` begins those of the broker. */
function topic(): z.ZodType<string> {
  const message = "must be a topic such as frameferry/yard, without +, #, and slashes at its ends";
  return z.string(message).regex(/^(?![$/])[^+#\p{Cc}]{0,199}[^+#/\p{Cc}]$/u, message);
}
