import type { Clock } from "../../core/concurrency/clock.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { HookEvent } from "../event/hook-event.ts";
import { jsonBody, type EventBody } from "../template/event-body.ts";
import type { Deliver } from "./delivery.ts";
import { signatureHeaders } from "./signature.ts";

/** A request of a webhook. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the beginning to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** What one attempt came to. */
export type WebhookAnswer =
  /** `waitMs`: time to wait that it asks for, in milliseconds; `null` for none. */
  | { readonly status: number; readonly waitMs: number | null }
  /** Why there was no answer, as the end of a sentence. */
  | { readonly problem: string };

/** Sends a request once. It rejects only at an abort. */
export type PostOnce = (request: WebhookRequest, signal: AbortSignal) => Promise<WebhookAnswer>;

/** A webhook. */
export interface Webhook {
  readonly url: string;
  readonly secret: string | null;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `null`: the event as JSON. */
  readonly body: EventBody | null;
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
}

/** Dependencies of a webhook. */
export interface WebhookTools {
  readonly clock: Clock;
  readonly postOnce: PostOnce;
  /** A number from 0 up to, and without, 1. */
  readonly random: () => number;
}

/** Tells events to a web service; an attempt that may yet succeed is made again after a while. */
export function webhookDelivery(
  webhook: Webhook,
  { clock, postOnce, random }: WebhookTools,
): Deliver {
  return async (event, signal) => {
    const { body, contentType } = (webhook.body ?? jsonBody)(event);
    for (let attempt = 1; ; attempt += 1) {
      const headers = headersOf(webhook, { event, body, contentType });
      const { url, timeoutMs } = webhook;
      try {
        const answer = await postOnce({ url, headers, body, timeoutMs }, signal);
        if (isTold(answer)) return null;
        if (!isWorthRetrying(answer) || attempt > webhook.retries)
          return `${problemOf(answer)}${attempt > 1 ? ` at ${formatCount(attempt, "attempt")}` : ""}`;
        await clock.sleep(pauseMs(answer, attempt, random()), signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        return "the site ended before it was told";
      }
    }
  };
}

function headersOf(
  { headers, secret }: Webhook,
  {
    event,
    body,
    contentType,
  }: { readonly event: HookEvent; readonly body: string; readonly contentType: string },
): Readonly<Record<string, string>> {
  return {
    "content-type": contentType,
    ...headers,
    "x-frameferry-event": event.id,
    // Of each attempt anew: a receiver refuses what was signed long ago.
    ...(secret !== null && signatureHeaders(body, secret, Math.floor(Date.now() / 1000))),
  };
}

function isTold(answer: WebhookAnswer): boolean {
  return "status" in answer && answer.status >= 200 && answer.status < 300;
}

/** A 4xx says that the request is at fault, but for two that are about the moment. */
function isWorthRetrying(answer: WebhookAnswer): boolean {
  if ("problem" in answer) return true;
  return answer.status >= 500 || answer.status === 408 || answer.status === 429;
}

function problemOf(answer: WebhookAnswer): string {
  return "problem" in answer ? answer.problem : `it answered with ${answer.status}`;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** Doubled from attempt to attempt, by chance up to half less, and no less than what the answer asks for. */
function pauseMs(answer: WebhookAnswer, attempt: number, random: number): number {
  const ownMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (1 - random / 2);
  const askedMs = "status" in answer ? (answer.waitMs ?? 0) : 0;
  return Math.max(ownMs, askedMs);
}
