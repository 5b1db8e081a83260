import { hash } from "node:crypto";
import { brokerName, isBrokerAddress } from "../../core/service/broker-address.ts";
import type { RecordOptions } from "../../options/record-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { loadTemplate } from "../../protocols/load-template.ts";
import type { Destination } from "../destination.ts";

/** The options on which it depends what is sent of a frame, where to, and what counts as success. */
export type RequestOptions = Omit<SendOptions, "to"> &
  Destination &
  Pick<RecordOptions, "serviceName">;

/**
 * Tells one request from another, without telling what is in it: 22 characters of `A-Z a-z 0-9 - _`. A
 * frame that failed under one digest may well succeed under another; how many frames travel at once, or
 * together, changes nothing for a single one.
 *
 * @throws FrameferryError `ERR_OPTION` for a template that cannot be read.
 */
export async function requestDigest(options: RequestOptions): Promise<string> {
  const { protocol, model, field, prompt, metadata, resize } = options;
  const { timeoutMs, retries, retryOn, successOn } = options;
  const request = {
    // `sendResized` is the name under which jobs have it on record.
    ...{ protocol, model, field, prompt, metadata, sendResized: resize },
    ...{ timeoutMs, retries, retryOn: retryOn.toSorted(), successOn: successOn.toSorted() },
    params: sortedPairs(options.params),
    headers: sortedPairs(options.headers),
    // Where they are read from, and not what is read: that changes by itself. An absent one leaves no trace.
    headerFile: options.headerFile ?? undefined,
    tokenCommand: options.tokenCommand ?? undefined,
    // Absent without one, for then the digest is the one that earlier versions put on record.
    crop: options.crop ?? undefined,
    template: await loadTemplate(options.template),
    tensor: tensorOptions(options),
    to: addressesOf(options),
    routes: options.routes.map(({ pattern, to }) => ({
      pattern,
      to: addressesOf({ ...options, to }),
    })),
  };
  return hash("sha256", JSON.stringify(request), "base64url").slice(0, DIGEST_LENGTH);
}

const DIGEST_LENGTH = 22;

/** Absent without any, for then the digest is the one that earlier versions put on record. */
function tensorOptions(options: RequestOptions): readonly unknown[] | undefined {
  const { tensorSize, tensorFit, tensorChannels, tensorLayout, tensorMean, tensorStd } = options;
  const given = [tensorSize, tensorFit, tensorChannels, tensorLayout, tensorMean, tensorStd];
  return given.every((option) => option === null) ? undefined : given;
}

function sortedPairs(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .map((pair) => JSON.stringify(pair))
    .toSorted();
}

/** In one order. A service that was given a name stays the same at another host. */
function addressesOf({ to, serviceName }: Pick<RequestOptions, "to" | "serviceName">): string[] {
  return to.map(({ address }) => addressIn(address, serviceName !== null)).toSorted();
}

function addressIn(address: string, isNamed: boolean): string {
  if (isBrokerAddress(address)) return isNamed ? "broker" : brokerName(address);
  const url = new URL(address);
  if (isNamed) {
    url.hostname = "service";
    url.port = "";
  }
  return url.href;
}
