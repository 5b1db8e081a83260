import { formatCount } from "../../core/text/format-count.ts";
import type { SendProbe } from "../../core/service/probe-request.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Protocol, SetUpProblem } from "../../core/service/protocol.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { byReader, option } from "../../core/option-spelling.ts";
import type { OneServiceOptions } from "../../options/send-options.ts";
import { joinAddress } from "../../protocols/join-address.ts";
import { checkBatch } from "../../protocols/protocol-registry.ts";
import { usageError } from "../../protocols/settings.ts";
import { awaitReady } from "../../submitter/http/await-ready.ts";
import { probeSender } from "../../submitter/http/probe-sender.ts";
import type { Transport } from "../../submitter/http/transport.ts";
import type { ImageOpener } from "../../submitter/image/read-image.ts";
import { chooseProtocol, makeProtocol, type ServiceOptions } from "./choose-protocol.ts";
import { reportingProtocol } from "./reporting-protocol.ts";
import type { ServiceQuotas } from "./service-quotas.ts";

/** A service, and how to speak to it. */
export interface Service {
  readonly protocol: Protocol;
  /** Address that requests go to. */
  readonly address: string;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs: number;
  /** Transport of its connections. @default to the service itself */
  readonly transport?: Transport | undefined;
  /** Source of the images of frames. @default their files */
  readonly images?: ImageOpener | undefined;
}

/** Address and settings of a service. */
export interface OpenOptions
  extends ServiceOptions, Pick<OneServiceOptions, "timeoutMs" | "waitReadyMs"> {
  /** Frames that are to share a request, at most. @default 1 */
  readonly batch?: number;
  /** Box that images are made to fit into. @default null */
  readonly resize?: OneServiceOptions["resize"];
}

/** Dependencies of a service. */
export interface ServiceTools {
  readonly clock: Clock;
  readonly emit: EventListener;
  readonly signal: AbortSignal;
  /** Credentials that the user's requests carry besides the options' headers. @default none */
  readonly credentials?: Credentials | null;
  /** Transport of the connections to services. @default to the services themselves */
  readonly transport?: Transport;
  /** Quotas of the services. @default none has one */
  readonly quotas?: Pick<ServiceQuotas, "of"> | null;
  /** The gates that requests to services go through. @default none has one */
  readonly gateFor?: Transport["gateFor"];
  /** Source of the images of frames. @default their files */
  readonly images?: ImageOpener;
}

/**
 * Finds out what must be known of a service before the first frame, and waits until it is ready where
 * its protocol has a word for that.
 *
 * @throws FrameferryError `ERR_OPTION` for settings that do not fit, and for a model that cannot be fed
 *   by them; `ERR_SERVICE_SILENT` when nothing can be sent without the service's answer; the signal's reason.
 */
export async function openService(options: OpenOptions, tools: ServiceTools): Promise<Service> {
  try {
    return await askAndOpen(options, tools);
  } catch (error) {
    // A question that was broken off says nothing of the service.
    tools.signal.throwIfAborted();
    throw error;
  }
}

async function askAndOpen(options: OpenOptions, tools: ServiceTools): Promise<Service> {
  const { credentials = null, transport } = tools;
  const ask = probeSender(options.headers, ASKING_TIMEOUT_MS, transport, credentials);
  const choice = await chooseProtocol(options, ask, tools.signal, credentials);
  // What was found by questions that were broken off may be anything.
  tools.signal.throwIfAborted();
  if ("problem" in choice) throw silent(options.to, choice.problem);
  const { name, found } = choice;
  const message = `${redactedAddress(options.to)} is ${found}`;
  if (found !== null) tools.emit({ type: "serviceFound", protocol: name, message });
  checkBatch(name, options.batch ?? 1);
  const { made, service } = await makeProtocol(choice, credentials);
  await waitForService(service, made, { ...tools, ask, waitReadyMs: options.waitReadyMs });
  const protocol = await setUp(service, made, ask, tools);
  checkModel(protocol, choice.settings, options);
  return {
    protocol: reportingProtocol(protocol, service, tools.emit),
    address: joinAddress(choice.address, protocol.route),
    timeoutMs: options.timeoutMs ?? protocol.timeoutMs,
    transport: tools.transport,
    images: tools.images,
  };
}

/** Deadline of one question, in milliseconds. */
export const ASKING_TIMEOUT_MS = 5000;
const READY_WAIT_MS = 60_000;

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
    readonly ask: SendProbe;
    readonly waitReadyMs: number | null;
  },
): Promise<void> {
  // A service whose only sign of life is an answer is better asked by the first frame.
  if (waitReadyMs === null && !probe.isConclusive) return;
  const warn = (message: string): void => emit({ type: "warningRaised", message });
  const waitMs = waitReadyMs ?? READY_WAIT_MS;
  const shown = redactedAddress(service);
  const tell = (reason: string): void =>
    warn(`waiting for ${shown}, which is not ready: ${reason}`);
  const reason = await awaitReady(
    { service, probe, sendProbe: ask, clock, waitMs, report: tell },
    signal,
  );
  if (reason === null || signal.aborted) return;
  if (mustBeAsked !== undefined) throw silent(service, `it is not ready: ${reason}`);
  warn(`${shown} is still not ready (${reason}); frames are sent as soon as it takes them`);
}

async function setUp(
  service: string,
  protocol: Protocol,
  ask: SendProbe,
  { emit, signal }: ServiceTools,
): Promise<Protocol> {
  const outcome = await protocol.setUp?.(service, ask, signal);
  if (outcome === undefined) return protocol;
  if ("problem" in outcome) throw cannotBeSent(service, outcome);
  const message = `${redactedAddress(service)}: ${outcome.description}`;
  emit({ type: "serviceFound", protocol: null, message });
  return outcome.protocol;
}

/** @throws FrameferryError `ERR_OPTION` for what cannot be done with the model as it was found. */
function checkModel(
  { batch: known, pixels }: Protocol,
  { model }: ServiceOptions,
  { batch = 1, resize = null }: OpenOptions,
): void {
  if (batch > 1 && known === undefined) throw oneAtATime({ model }, batch);
  const { maxFrames = batch } = known ?? {};
  if (batch > 1 && batch > maxFrames)
    throw usageError(
      `the model ${model} takes at most ${formatCount(maxFrames, "image")} in a request, fewer than ${option("batch", batch)}`,
      `lower ${option("batch")} to ${maxFrames}`,
    );
  if (pixels === undefined || resize === null) return;
  const { width, height } = pixels.size;
  throw usageError(
    `the model ${model} takes pixels of ${width}x${height}, so that ${option("resize")} has no effect`,
    `leave ${option("resize")} out`,
  );
}

function oneAtATime({ model }: Pick<OneServiceOptions, "model">, batch: number): FrameferryError {
  return usageError(
    `the model ${model} takes one image in a request, fewer than ${option("batch", batch)}`,
    `leave ${option("batch")} out, or let the model's input begin with a dimension of any size`,
  );
}

function cannotBeSent(service: string, { problem, remedy }: SetUpProblem): FrameferryError {
  if (remedy === undefined) return silent(service, problem);
  return usageError(`nothing can be sent to ${redactedAddress(service)}: ${problem}`, remedy);
}

function silent(service: string, reason: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_SERVICE_SILENT",
    kind: "service",
    message: `nothing can be sent to ${redactedAddress(service)}: ${reason}`,
    remedy: byReader({
      commandLine: `check that the service runs: frameferry doctor ${option("to", redactedAddress(service))}`,
      library: "check that the service runs, and its address",
    }),
  });
}
