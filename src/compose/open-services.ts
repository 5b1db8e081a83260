import type { Clock } from "../core/clock.ts";
import { shownAddress } from "../core/service-address.ts";
import type { SendOptions } from "../options/send-options.ts";
import type { ServiceTarget } from "../options/service-targets.ts";
import type { Branch } from "../pipeline/branch.ts";
import { EarlyEnd } from "../submitter/early-end.ts";
import { HttpSubmitter } from "../submitter/http-submitter.ts";
import { LateSender } from "../submitter/senders/late-sender.ts";
import { Mirror } from "../submitter/senders/mirror.ts";
import type { Sender } from "../submitter/senders/sending.ts";
import { routeMatch } from "./route-match.ts";
import { senderFor } from "./sender.ts";
import { openService, type ServiceTools } from "./service.ts";
import { transportTo } from "./service-transport.ts";
import { allAddresses } from "./destination.ts";

/** All that frames of a run are sent to. */
export interface OpenServices extends AsyncDisposable {
  readonly branches: readonly Branch[];
  readonly mirror: Mirror | null;
}

/**
 * Finds out what must be known of the services. The only one must be there for that; of several, one is
 * enough, and the others come when they do.
 *
 * @throws FrameferryError what `openService` throws, if no frame could be sent at all.
 */
export async function openServices(
  options: SendOptions,
  given: ServiceTools,
): Promise<OpenServices> {
  const transport = transportTo(allAddresses(options), options, (message) =>
    given.emit({ type: "warningRaised", message }),
  );
  const tools = { ...given, transport };
  const mirror = mirrorTo(options, tools);
  const openers: Promise<void>[] = [];
  const senderTo = ({ address }: ServiceTarget): Sender => {
    const late = lateSender(address, options, tools);
    openers.push(late.open());
    return mirror === null ? late : mirror.beside(late);
  };
  const branches = branchesOf(options, senderTo, tools.clock);
  const services = {
    branches,
    mirror,
    [Symbol.asyncDispose]: async () => {
      const all = [...branches.map(({ submitter }) => submitter), ...(mirror ? [mirror] : [])];
      await Promise.all(all.map((part) => part[Symbol.asyncDispose]()));
    },
  };
  try {
    await Promise.any(openers);
    return services;
  } catch (error) {
    await services[Symbol.asyncDispose]();
    throw (error as AggregateError).errors[0];
  }
}

function branchesOf(
  options: SendOptions,
  senderTo: (target: ServiceTarget) => Sender,
  clock: Clock,
): readonly Branch[] {
  const earlyEnd = new EarlyEnd(options.maxFailures);
  const submitterTo = (targets: readonly ServiceTarget[]): HttpSubmitter => {
    const endpoints = targets.map((target) => ({
      service: shownAddress(target.address),
      sender: senderTo(target),
      weight: target.weight,
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

function mirrorTo(options: SendOptions, tools: ServiceTools): Mirror | null {
  const { mirror: address } = options;
  if (address === null) return null;
  // A copy waits for no others, and nothing finds out how many the mirror can take.
  const concurrency = options.concurrency === "auto" ? COPIES_AT_ONCE : options.concurrency;
  const sender = lateSender(address, { ...options, batch: 1, concurrency }, tools);
  sender.open().catch(() => {});
  const { clock, emit } = tools;
  const service = shownAddress(address);
  return new Mirror({
    ...{ service, sender, mostUnderWay: 2 * concurrency, clock, random: Math.random, emit },
  });
}

function lateSender(to: string, options: SendOptions, tools: ServiceTools): LateSender {
  return new LateSender(async (closing) => {
    const signal = AbortSignal.any([tools.signal, closing]);
    const service = await openService({ ...options, to }, { ...tools, signal });
    return await senderFor(options, service, tools.clock);
  });
}

const COPIES_AT_ONCE = 16;
