import type { Ask } from "../core/ask.ts";
import type { Clock } from "../core/clock.ts";
import { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events.ts";
import type { Protocol } from "../core/protocol.ts";
import { addressSecrets, shownAddress } from "../core/service-address.ts";
import type { ProtocolName, ProtocolOptions } from "../options/protocol-options.ts";
import type { SendOptions } from "../options/send-options.ts";
import { detectService } from "../protocols/detect-service.ts";
import { joinAddress, serviceAddress } from "../protocols/join-address.ts";
import { createProtocol } from "../protocols/kinds.ts";
import { loadTemplate } from "../protocols/load-template.ts";
import { awaitReady } from "../submitter/await-ready.ts";
import { serviceAsker } from "../submitter/service-asker.ts";

/** A service, and how to speak to it. */
export interface Service {
  readonly protocol: Protocol;
  /** Where requests go. */
  readonly address: string;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs: number;
}

/** Where a service is, and what is said of it. */
export type ServiceOptions = ProtocolOptions &
  Pick<SendOptions, "to" | "timeoutMs" | "waitReadyMs">;

/** What asking a service needs. */
export interface ServiceTools {
  readonly clock: Clock;
  readonly emit: EventListener;
  readonly signal: AbortSignal;
}

/**
 * Finds out what must be known of a service before the first frame, and waits until it is ready where
 * its protocol has a word for that.
 *
 * @throws FrameferryError `ERR_OPTION` for settings that do not fit, `ERR_SERVICE_SILENT` when nothing
 *   can be sent without its answer.
 */
export async function openService(options: ServiceOptions, tools: ServiceTools): Promise<Service> {
  const ask = serviceAsker(options.headers, ASKING_TIMEOUT_MS);
  const { name, address, settings } = await chosenProtocol(options, ask, tools);
  const template = await loadTemplate(settings.template);
  const made = createProtocol(name, { ...settings, template }, addressSecrets(options.to));
  const service = serviceAddress(address, made.route);
  await waitForService(service, made, { ...tools, ask, waitReadyMs: options.waitReadyMs });
  const protocol = await setUp(service, made, ask, tools);
  return {
    protocol,
    address: joinAddress(service, protocol.route),
    timeoutMs: options.timeoutMs ?? protocol.timeoutMs,
  };
}

const ASKING_TIMEOUT_MS = 5000;
const READY_WAIT_MS = 60_000;

interface Choice {
  readonly name: ProtocolName;
  readonly address: string;
  readonly settings: ServiceOptions;
}

async function chosenProtocol(
  options: ServiceOptions,
  ask: Ask,
  { emit, signal }: ServiceTools,
): Promise<Choice> {
  const { protocol: name, to } = options;
  if (name !== "auto") return { name, address: to, settings: options };
  const found = await detectService(to, ask, signal);
  if ("problem" in found) throw silent(to, found.problem);
  const message = `${shownAddress(to)} is ${found.words}`;
  emit({ type: "serviceFound", protocol: found.protocol, message });
  const { model, field, params } = found.settings;
  const settings = {
    ...options,
    model: options.model ?? model ?? null,
    field: options.field ?? field ?? null,
    params: { ...params, ...options.params },
  };
  return { name: found.protocol, address: found.address, settings };
}

async function waitForService(
  service: string,
  { probe, setUp: mustBeAsked }: Protocol,
  {
    clock,
    emit,
    signal,
    ask,
    waitReadyMs,
  }: ServiceTools & {
    readonly ask: Ask;
    readonly waitReadyMs: number | null;
  },
): Promise<void> {
  // A service whose only sign of life is an answer is better asked by the first frame.
  if (waitReadyMs === null && !probe.isTelling) return;
  const warn = (message: string): void => emit({ type: "warningRaised", message });
  const waitMs = waitReadyMs ?? READY_WAIT_MS;
  const shown = shownAddress(service);
  const tell = (reason: string): void =>
    warn(`waiting for ${shown}, which is not ready: ${reason}`);
  const reason = await awaitReady({ service, probe, ask, clock, waitMs, tell }, signal);
  if (reason === null || signal.aborted) return;
  if (mustBeAsked !== undefined) throw silent(service, `it is not ready: ${reason}`);
  warn(`${shown} is still not ready (${reason}); frames are sent as soon as it takes them`);
}

async function setUp(
  service: string,
  protocol: Protocol,
  ask: Ask,
  { emit, signal }: ServiceTools,
): Promise<Protocol> {
  const outcome = await protocol.setUp?.(service, ask, signal);
  if (outcome === undefined) return protocol;
  if ("problem" in outcome) throw silent(service, outcome.problem);
  const message = `${shownAddress(service)}: ${outcome.found}`;
  emit({ type: "serviceFound", protocol: null, message });
  return outcome.protocol;
}

function silent(service: string, reason: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_SERVICE_SILENT",
    kind: "service",
    message: `nothing can be sent to ${shownAddress(service)}: ${reason}`,
    remedy: `check that the service runs: frameferry doctor --to ${shownAddress(service)}`,
  });
}
