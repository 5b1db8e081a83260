import type { SendProbe } from "../../core/service/probe-request.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import type { Protocol } from "../../core/service/protocol.ts";
import { addressSecrets, secretsIn } from "../../core/service/secrets.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";
import type { ProtocolName, ProtocolOptions } from "../../options/protocol-options.ts";
import type { OneServiceOptions } from "../../options/send-options.ts";
import { detectService, type Undetected } from "../../protocols/detect-service.ts";
import { serviceAddress } from "../../protocols/join-address.ts";
import { createProtocol } from "../../protocols/protocol-registry.ts";
import { loadTemplate } from "../../protocols/load-template.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { proxySecrets } from "./service-transport.ts";

/** Address of a service, and the user's settings for its protocol. */
export interface ServiceOptions
  extends ProtocolOptions, Pick<OneServiceOptions, "to">, Partial<ConnectionOptions> {}

/** Protocol and settings chosen for a service. */
export interface Choice {
  readonly name: ProtocolName;
  /** Its address as it was given, or the one route of it that takes images. */
  readonly address: string;
  /** Settings of the user, completed by what was found out. */
  readonly settings: ServiceOptions;
  /** Description of the service that was recognized; `null` if the user named its protocol. */
  readonly found: string | null;
}

/** The protocol that the user named, or the one that the service turns out to speak. */
export async function chooseProtocol(
  options: ServiceOptions,
  ask: SendProbe,
  signal: AbortSignal,
  credentials: Credentials | null = null,
): Promise<Choice | Undetected> {
  const { protocol: name, to } = options;
  if (name !== "auto") return { name, address: to, settings: options, found: null };
  const detected = await detectService(to, ask, signal);
  const secrets = [options.headers, options.params].flatMap(secretsIn);
  const hider = secretRedactor([
    ...allSecrets(to, options),
    ...secrets,
    ...(credentials?.secrets ?? []),
  ]);
  if ("problem" in detected) return { problem: hider.text(detected.problem) };
  const { model, field, params } = detected.settings;
  const settings = {
    ...options,
    model: options.model ?? model ?? null,
    field: options.field ?? field ?? null,
    params: { ...params, ...options.params },
  };
  const found = hider.text(detected.description);
  return { name: detected.protocol, address: detected.address, settings, found };
}

/** A protocol that has not asked yet what it must know, and the service's own address. */
export interface MadeProtocol {
  readonly made: Protocol;
  readonly service: string;
}

/** @throws FrameferryError `ERR_OPTION` for settings that do not fit. */
export async function makeProtocol(
  { name, address, settings }: Choice,
  credentials: Credentials | null = null,
): Promise<MadeProtocol> {
  const template = await loadTemplate(settings.template);
  const secrets = allSecrets(address, settings);
  const made = createProtocol(name, { ...settings, template, address }, secrets, credentials);
  return { made, service: serviceAddress(address, made.route) };
}

/** Of its address, and of the proxy that leads there. */
function allSecrets(address: string, options: Pick<ServiceOptions, "proxy">): readonly string[] {
  return [...addressSecrets(address), ...proxySecrets(address, options)];
}
