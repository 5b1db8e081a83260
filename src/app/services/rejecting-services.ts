import type { SendProbe } from "../../core/service/probe-request.ts";
import { rejectionRemedy } from "../../core/service/rejection-remedy.ts";
import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { addressSecrets, secretsIn } from "../../core/service/secrets.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { byReader, option } from "../../core/option-spelling.ts";
import type { RejectingService, RunStop } from "../../core/summary.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { descriptionAddresses } from "../../protocols/openapi-uploads.ts";
import { openapiHint } from "../../protocols/openapi-hint.ts";
import { readBody } from "../../protocols/read-body.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import type { RunStats } from "../../results/run-stats.ts";
import { probeSender } from "../../submitter/http/probe-sender.ts";
import type { Transport } from "../../submitter/http/transport.ts";

/**
 * Finds the services that refused whatever they were sent, in the order in which they were named, and what
 * to do about each. They are asked what they publish, once and not for long.
 *
 * @param asking why the run has ended by itself, and what lets nobody be asked any more.
 */
export async function rejectingServices(
  options: SendOptions,
  stats: RunStats,
  { stop, signal, quotaFor }: Asking,
): Promise<readonly RejectingService[]> {
  const { to, routes } = options;
  const addresses = new Map(
    [...to, ...routes.flatMap((route) => route.to)].map(({ address }) => [
      redactedAddress(address),
      address,
    ]),
  );
  const rejecting: RejectingService[] = [];
  for (const [service, address] of addresses) {
    const status = stats.of(service).onlyRejection;
    if (status === null) continue;
    const isAboutFrames = stop?.cause !== "sameRejection" && ABOUT_FRAMES.has(status);
    const hint = isAboutFrames
      ? null
      : await hintOf(options, { address, status }, { signal, quotaFor });
    rejecting.push({ service, status, remedy: remedyFor(service, status, hint) });
  }
  return rejecting;
}

function remedyFor(service: string, status: number, hint: string | null): string {
  const likely = [hint, rejectionRemedy(status)].filter((words) => words !== null).join("; ");
  return byReader({
    commandLine: `${likely}; for details run: frameferry doctor ${option("to", service)}`,
    library: likely,
  });
}

async function hintOf(
  { headers, params }: Pick<SendOptions, "headers" | "params">,
  refused: { readonly address: string; readonly status: number },
  { signal, quotaFor }: Pick<Asking, "signal" | "quotaFor">,
): Promise<string | null> {
  const ask: SendProbe = probeSender(headers, ASKING_TIMEOUT_MS);
  // What the service behind a broker publishes, only its workers could ask.
  if (isBrokerAddress(refused.address)) return null;
  const hider = secretRedactor([
    ...addressSecrets(refused.address),
    ...[headers, params].flatMap(secretsIn),
  ]);
  for (const address of descriptionAddresses(refused.address)) {
    // Nobody waits for a quota to get advice.
    if (quotaFor?.(new URL(address))?.tryAcquire(QUESTION_BYTES) === false) return null;
    const answer = await ask({ method: "GET", address }, signal);
    if ("fault" in answer) return null;
    const hint = answer.status === 200 ? openapiHint(readBody(answer).value, refused) : null;
    if (hint !== null) return hider.text(hint);
  }
  return null;
}

/** Why a run has ended by itself, and what lets services be asked. */
interface Asking {
  readonly stop: RunStop | null;
  readonly signal: AbortSignal;
  readonly quotaFor?: Transport["quotaFor"] | undefined;
}

/** Size of a question, about. */
const QUESTION_BYTES = 512;

/** Statuses that a few bad frames may get as well, for which a service is not asked for advice. */
const ABOUT_FRAMES: ReadonlySet<number> = new Set([400, 413, 422]);

/** Nobody wants to wait for advice: deadline of one question, in milliseconds. */
const ASKING_TIMEOUT_MS = 2000;
