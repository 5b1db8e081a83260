import { redactedAddress } from "../../core/service/service-address.ts";
import { isSecretName } from "../../core/service/secrets.ts";
import { proxyWithPlaceholders } from "../../core/service/proxy-address.ts";
import { typedDuration } from "../../core/text/typed-duration.ts";
import { shownBroker } from "../../hooks/mqtt/broker-place.ts";
import { shownPost } from "../../hooks/shown-hook.ts";
import type { Route, ServiceTarget } from "../../options/service-targets.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";

/** A checked value as it is written into a site file, without secrets. */
export function writtenValue(key: string, value: unknown): unknown {
  if (HIDDEN.has(key)) return "***";
  const write = WRITERS[key];
  if (write !== undefined) return write(value as never);
  if (typeof value === "number" && key.endsWith("Ms")) return typedDuration(value);
  if (typeof value === "number" && key.endsWith("Bytes")) return typedBytes(value);
  return value;
}

/** Options whose whole value is a secret. */
const HIDDEN: ReadonlySet<string> = new Set([
  ...["cameraPassword", "brokerPassword", "metricsToken", "dashboardToken", "tokenCommand"],
  "mqttPassword",
]);

const WRITERS: Readonly<Record<string, (value: never) => unknown>> = {
  to: (targets: readonly ServiceTarget[]) => writtenTargets(targets),
  routes: (routes: readonly Route[]) =>
    Object.fromEntries(routes.map(({ pattern, to }) => [pattern, writtenTargets(to)])),
  video: (video: string) => (isLiveAddress(video) ? shownSource(video) : video),
  broker: (address: string) => redactedAddress(address),
  mirror: (address: string) => redactedAddress(address),
  mqtt: (address: string) => shownBroker(address),
  post: (address: string) => shownPost(address),
  // As long as a key must be, so that the file is one again.
  secret: () => "*".repeat(16),
  proxy: (address: string | false) => (address === false ? false : proxyWithPlaceholders(address)),
  headers: (headers: Readonly<Record<string, string>>) => hiddenValues(headers, () => true),
  params: (params: Readonly<Record<string, string>>) => hiddenValues(params, isSecretName),
  resize: writtenSize,
  tensorSize: writtenSize,
  dashboard: writtenPlace,
  metrics: writtenPlace,
  maxBandwidthBytes: (bytes: number) => `${typedBytes(bytes)}/s`,
  keep: ({
    ageMs,
    sizeBytes,
  }: {
    readonly ageMs: number | null;
    readonly sizeBytes: number | null;
  }) =>
    [
      ageMs === null ? null : typedDuration(ageMs),
      sizeBytes === null ? null : typedBytes(sizeBytes),
    ].filter((limit) => limit !== null),
};

function writtenTargets(targets: readonly ServiceTarget[]): unknown {
  const texts = targets.map(({ address, weight }) =>
    weight === 1 ? redactedAddress(address) : `${redactedAddress(address)} weight=${weight}`,
  );
  return texts.length === 1 ? texts[0] : texts;
}

function hiddenValues(
  values: Readonly<Record<string, string>>,
  isHidden: (name: string) => boolean,
): object {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isHidden(name) ? "***" : value]),
  );
}

function writtenSize({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): string {
  return `${width}x${height}`;
}

function writtenPlace({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** With the greatest unit that leaves a whole number. */
function typedBytes(bytes: number): string {
  const units = [
    [1e12, "TB"],
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ] as const;
  const [size, unit] = units.find(([each]) => bytes > 0 && bytes % each === 0) ?? [1, "B"];
  return `${bytes / size}${unit}`;
}
