import { formatDuration } from "../../core/text/format-duration.ts";
import type { PostOnce, WebhookAnswer, WebhookRequest } from "../../hooks/delivery/post-webhook.ts";
import { requestedWait } from "../../protocols/retry-after.ts";
import { commonHeaders } from "../../submitter/http/common-headers.ts";

/**
 * Sends a request of a webhook once, with Node's own fetch: its connections are none of those that frames use. It follows
 * no redirection, which would lead a signed event to somebody else.
 */
export const postOnce: PostOnce = async (given, signal) => {
  const deadline = AbortSignal.timeout(given.timeoutMs);
  try {
    return await post(given, AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (signal.aborted) throw error;
    if (deadline.aborted)
      return { problem: `it did not answer within ${formatDuration(given.timeoutMs / 1000)}` };
    return { problem: problemOf(error as Error) };
  }
};

async function post(
  { url, headers, body }: WebhookRequest,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const address = new URL(url);
  const own = commonHeaders(address);
  address.username = "";
  address.password = "";
  const response = await fetch(address, {
    ...({ method: "POST", body, signal, redirect: "manual" } as const),
    headers: { ...own, ...headers },
  });
  // What it says besides is nobody's concern.
  await response.body?.cancel();
  const { status } = response;
  const answer = { status, headers: Object.fromEntries(response.headers), body: Buffer.alloc(0) };
  return { status, waitMs: requestedWait(answer, Date.now()).waitMs };
}

/** fetch has the fault of the connection as the cause of its own. */
function problemOf(error: Error): string {
  const { code = "", message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return REASONS[code] ?? `it cannot be reached: ${code === "" ? message : code}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "there is no host of its name",
  EAI_AGAIN: "the name of its host cannot be looked up now",
  UND_ERR_SOCKET: "it closed the connection without an answer",
  UND_ERR_CONNECT_TIMEOUT: "it did not accept the connection in time",
};
