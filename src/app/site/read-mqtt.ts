import { isWithTls } from "../../hooks/mqtt/broker-place.ts";
import { type MqttOptions, mqttSchema } from "../../options/mqtt-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import type { SiteEntry } from "../../site/site-node.ts";
import type { FaultList } from "./fault-list.ts";
import { MQTT_OPTIONS } from "./mqtt-vocabulary.ts";
import { layeredValues } from "./source-layers.ts";

/** Reads and checks the options about MQTT of a site; `null` if any does not fit. */
export function readMqtt(entries: readonly SiteEntry[], faults: FaultList): MqttOptions | null {
  const file = [{ path: "", entries }];
  const { values, isWhole } = layeredValues(MQTT_OPTIONS, { env: {}, flags: {}, file }, faults);
  if (!isWhole) return null;
  const options = checkOptions(mqttSchema, values);
  const [first] = entries;
  if (options.mqtt === null) {
    if (first !== undefined)
      faults.add(first.keyAt, first.key, "has no effect without mqtt: ADDRESS");
    return options;
  }
  for (const [name, message] of problemsOf({ ...options, mqtt: options.mqtt })) {
    const entry = entries.find(({ key }) => key === name);
    faults.add(entry?.keyAt ?? null, name, message);
  }
  return options;
}

type Problem = readonly [option: string, message: string];

function problemsOf(options: MqttOptions & { readonly mqtt: string }): readonly Problem[] {
  const { mqtt, mqttCert, mqttKey } = options;
  const { username, password } = new URL(mqtt);
  const problems: Problem[] = [];
  if (!isWithTls(mqtt))
    for (const [name, key] of FILES)
      if (options[key] !== null)
        problems.push([
          name,
          "has no effect without TLS: write the address with mqtts:// or wss://",
        ]);
  if (mqttKey !== null && mqttCert === null)
    problems.push(["mqtt_key", "has no effect without mqtt_cert: FILE"]);
  if (options.mqttPassword !== null && (options.mqttUser ?? username) === "")
    problems.push(["mqtt_password", "belongs to no user: add mqtt_user: NAME"]);
  if (username === "" && password !== "" && options.mqttUser === null)
    problems.push(["mqtt", "has a password and no user: write it as mqtt://USER:PASSWORD@HOST"]);
  return problems;
}

const FILES = [
  ["mqtt_ca_file", "mqttCaFile"],
  ["mqtt_cert", "mqttCert"],
  ["mqtt_key", "mqttKey"],
] as const;
