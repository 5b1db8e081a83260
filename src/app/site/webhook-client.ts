import { formatDuration } from "../../core/text/format-duration.ts";
import type { PostOnce, WebhookAnswer, WebhookRequest } from "../../hooks/delivery/post-webhook.ts";
import { requestedWait } from "../../protocols/retry-after.ts";
import { Agent, request } from "../../submitter/http/client.ts";
import { basicCredentials } from "../../submitter/http/common-headers.ts";

/** Sends requests of webhooks, over connections of their own: no frame waits for one of them. */
export class WebhookClient implements AsyncDisposable {
  readonly #agent = new Agent({ connections: 4, pipelining: 1 });

  readonly postOnce: PostOnce = async (given, signal) => {
    const deadline = AbortSignal.timeout(given.timeoutMs);
    try {
      return await this.#post(given, AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (signal.aborted) throw error;
      if (deadline.aborted)
        return { problem: `it did not answer within ${formatDuration(given.timeoutMs / 1000)}` };
      return { problem: problemOf(error as NodeJS.ErrnoException) };
    }
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  async #post({ url, headers, body }: WebhookRequest, signal: AbortSignal): Promise<WebhookAnswer> {
    const address = new URL(url);
    const login = basicCredentials(address);
    const { origin, pathname, search } = address;
    const answer = await request(`${origin}${pathname}${search}`, {
      ...({ method: "POST", body, signal, dispatcher: this.#agent } as const),
      headers: {
        "user-agent": "frameferry",
        ...(login !== null && { authorization: login }),
        ...headers,
      },
    });
    // What it says besides is nobody's concern, but must be read for the connection to go on.
    await answer.body.dump();
    const read = { status: answer.statusCode, headers: answer.headers, body: Buffer.alloc(0) };
    return { status: answer.statusCode, waitMs: requestedWait(read, Date.now()).waitMs };
  }
}

function problemOf({ code = "", message }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? `it cannot be reached: ${code === "" ? message : code}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "there is no host of its name",
  EAI_AGAIN: "the name of its host cannot be looked up now",
  UND_ERR_SOCKET: "it closed the connection without an answer",
  UND_ERR_CONNECT_TIMEOUT: "it did not accept the connection in time",
};
