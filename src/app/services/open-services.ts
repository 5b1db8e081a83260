import type { Clock } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { ServiceTarget } from "../../options/service-targets.ts";
import type { FrameRoute } from "../../pipeline/routes.ts";
import { StopConditions } from "../../submitter/dispatch/stop-conditions.ts";
import { HttpSubmitter } from "../../submitter/dispatch/http-submitter.ts";
import { LazySender } from "../../submitter/send/lazy-sender.ts";
import { Mirror } from "../../submitter/dispatch/mirror.ts";
import type { RequestQuota } from "../../submitter/request-quota.ts";
import type { Sender } from "../../submitter/send-result.ts";
import { openCredentials } from "./open-credentials.ts";
import { checkServices } from "./check-services.ts";
import { routeMatch } from "./route-match.ts";
import { senderFor } from "./sender.ts";
import type { RememberedLimits } from "./remembered-limits.ts";
import { openService, type ServiceTools } from "./service.ts";
import type { ServiceQuotas } from "./service-quotas.ts";
import { transportTo } from "./service-transport.ts";
import { allAddresses } from "../destination.ts";

/** The way to the broker that frames go to, instead of to services. */
interface EdgeTool {
  /** @default null, where they go to services */
  readonly edge?: { readonly sender: Sender; readonly window: number } | null;
}

/** All that frames of a run are sent to. */
export interface OpenServices extends AsyncDisposable {
  readonly branches: readonly FrameRoute[];
  readonly mirror: Mirror | null;
}

/**
 * Finds out what must be known of the services. The only one must be there for that; of several, one is
 * enough, and the others come when they do.
 *
 * @param limits where `--concurrency auto` begins at each.
 * @throws FrameferryError what `openService` throws, if no frame could be sent at all; nothing once the
 *   signal has aborted.
 */
export async function openServices(
  options: SendOptions,
  given: ServiceTools & EdgeTool,
  limits: RememberedLimits | null,
): Promise<OpenServices> {
  await checkServices(options);
  const { emit, signal } = given;
  const warn = (message: string): void => emit({ type: "warningRaised", message });
  const { quotas = null, edge = null, gateFor } = given;
  const direct = transportTo(allAddresses(options), options, warn);
  const transport = { ...direct, gateFor, ...(quotas !== null && { quotaFor: quotas.of }) };
  const opened = await openCredentials(options, { warn, signal });
  const tools = { ...given, transport, credentials: opened.credentials };
  const mirror = mirrorTo(options, tools);
  const openers: Promise<void>[] = [];
  const senderTo = ({ address }: ServiceTarget): Sender => {
    if (edge !== null) {
      openers.push(Promise.resolve());
      return edge.sender;
    }
    const late = lateSender(address, options, tools);
    openers.push(late.open());
    return mirror === null ? late : mirror.beside(late);
  };
  // Answers that come by way of a broker may take long, and say nothing of how many may be on their way.
  const limited = edge === null ? options : { ...options, concurrency: edge.window };
  const branches = branchesOf(limited, { senderTo, limits, quotas, clock: tools.clock });
  const services = {
    branches,
    mirror,
    [Symbol.asyncDispose]: async () => {
      const all = [...branches.map(({ submitter }) => submitter), ...(mirror ? [mirror] : [])];
      opened[Symbol.dispose]();
      await Promise.all(all.map((part) => part[Symbol.asyncDispose]()));
    },
  };
  try {
    await firstOpen(openers);
    return services;
  } catch (error) {
    // Nothing is sent any more: whoever carries the frames draws up the account of that.
    if (signal.aborted) return services;
    await services[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Resolves with the first service that can be sent to.
 *
 * @throws what is wrong with the first, when none can; what cannot be mended by waiting, as soon as it is
 *   known before that.
 */
async function firstOpen(openers: readonly Promise<void>[]): Promise<void> {
  const unfit = openers.map(
    (opener) =>
      new Promise<never>((_, reject) => {
        opener.catch((error: unknown) =>
          isUsageError(error) ? reject(error as Error) : undefined,
        );
      }),
  );
  try {
    await Promise.race([Promise.any(openers), ...unfit]);
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    throw error.errors.find(isUsageError) ?? error.errors[0];
  }
}

function isUsageError(error: unknown): boolean {
  return error instanceof FrameferryError && error.kind === "usage";
}

interface BranchTools {
  readonly senderTo: (target: ServiceTarget) => Sender;
  readonly limits: RememberedLimits | null;
  readonly quotas: Pick<ServiceQuotas, "of"> | null;
  readonly clock: Clock;
}

function branchesOf(
  options: SendOptions,
  { senderTo, limits, quotas, clock }: BranchTools,
): readonly FrameRoute[] {
  const earlyEnd = new StopConditions(options.maxFailures);
  const submitterTo = (targets: readonly ServiceTarget[]): HttpSubmitter => {
    const endpoints = targets.map((target) => ({
      service: redactedAddress(target.address),
      sender: senderTo(target),
      weight: target.weight,
      rememberedLimit: limits?.of(redactedAddress(target.address)) ?? null,
      quota: quotaOf(target, quotas),
    }));
    return new HttpSubmitter(endpoints, options, clock, Math.random, earlyEnd);
  };
  return [
    ...options.routes.map(({ pattern, to }) => ({
      takes: routeMatch(pattern),
      submitter: submitterTo(to),
    })),
    { takes: () => true, submitter: submitterTo(options.to) },
  ];
}

function quotaOf({ address }: ServiceTarget, quotas: BranchTools["quotas"]): RequestQuota | null {
  return isBrokerAddress(address) ? null : (quotas?.of(new URL(address)) ?? null);
}

function mirrorTo(options: SendOptions, tools: ServiceTools): Mirror | null {
  const { mirror: address } = options;
  if (address === null) return null;
  // A copy waits for no others, and nothing finds out how many the mirror can take.
  const concurrency = options.concurrency === "auto" ? COPIES_AT_ONCE : options.concurrency;
  const sender = lateSender(address, { ...options, batch: 1, concurrency }, tools);
  sender.open().catch(() => {});
  const { clock, emit } = tools;
  const service = redactedAddress(address);
  return new Mirror({
    ...{ service, sender, maxInFlight: 2 * concurrency, clock, random: Math.random, emit },
  });
}

function lateSender(to: string, options: SendOptions, tools: ServiceTools): LazySender {
  return new LazySender(async (closing) => {
    const signal = AbortSignal.any([tools.signal, closing]);
    const service = await openService({ ...options, to }, { ...tools, signal });
    return await senderFor(options, service, tools.clock, tools.credentials);
  });
}

const COPIES_AT_ONCE = 16;
