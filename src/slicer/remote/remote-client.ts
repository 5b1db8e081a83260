import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { request as requestEncrypted } from "node:https";
import { option } from "../../core/option-spelling.ts";
import { percentDecoded } from "../../core/service/percent-decoding.ts";
import { AllowedPlaces } from "./allowed-places.ts";
import { type CameraTrust, type TrustSettings, USUAL_TRUST } from "./camera-trust.ts";
import { Login } from "./login.ts";
import { faultOfError, RemoteFault } from "./remote-fault.ts";

/** The head of an answer, and what follows it. */
export interface RemoteAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** To be read to its end, or destroyed. */
  readonly body: IncomingMessage;
  /** Where it came from, after all redirects. */
  readonly url: URL;
}

export interface RemoteRequest {
  /** Where it leads. @default the address itself */
  readonly url?: URL;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks the server of one address, and those that it may lead to. Node's own client reads answers that break the
 * rules, as those of cameras do.
 */
export class RemoteClient {
  /** The address without its login. */
  readonly url: URL;
  readonly places: AllowedPlaces;
  readonly hasLogin: boolean;
  readonly #login: Login | null;
  readonly #trust: CameraTrust;

  /**
   * @param input the address, with its login percent-encoded.
   * @param allowedHosts hosts that it may lead to besides its own origin.
   * @param trust of all of them. @default what Node.js trusts
   */
  constructor(input: string, allowedHosts: readonly string[], trust: CameraTrust = USUAL_TRUST) {
    this.#trust = trust;
    const url = new URL(input);
    const [user, password] = [percentDecoded(url.username), percentDecoded(url.password)];
    this.hasLogin = user !== "" || password !== "";
    this.#login = this.hasLogin ? new Login({ user, password }) : null;
    url.username = "";
    url.password = "";
    url.hash = "";
    this.url = url;
    this.places = new AllowedPlaces(url.origin, allowedHosts);
  }

  /**
   * Sends a GET, logs in where the server of the address asks for it, and follows redirects.
   *
   * @throws RemoteFault if there is no answer, or it leads where it may not.
   */
  async get(
    { url = this.url, headers = {} }: RemoteRequest,
    signal: AbortSignal,
  ): Promise<RemoteAnswer> {
    let next = url;
    for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
      this.#refuseElsewhere(next);
      const body = await this.#getOnce(next, headers, signal);
      const { statusCode: status = 0, headers: answered } = body;
      const { location } = answered;
      if (!REDIRECTS.has(status) || location === undefined)
        return { status, headers: answered, body, url: next };
      body.destroy();
      if (!URL.canParse(location, next.href))
        throw new RemoteFault("refused", "it leads to no address");
      next = new URL(location, next);
    }
    throw new RemoteFault("refused", `it leads on more than ${MAX_REDIRECTS} times`);
  }

  #refuseElsewhere(url: URL): void {
    if (!this.places.allows(url)) throw leadsElsewhere(url);
  }

  async #getOnce(
    url: URL,
    headers: RemoteRequest["headers"],
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    // A login is for the server that it was given for.
    const login = this.places.isOwn(url) ? this.#login : null;
    for (let attempt = 0; ; attempt += 1) {
      const wanted = { method: "GET", target: `${url.pathname}${url.search}` };
      const authorization = login?.headerFor(wanted) ?? null;
      const all = { ...COMMON, ...headers, ...(authorization === null ? {} : { authorization }) };
      const answer = await send(url, { headers: all, ...this.#trust.settings }, signal);
      if (answer.statusCode !== 401 || login === null || attempt >= MAX_LOGINS) return answer;
      const offers = answer.headers["www-authenticate"] ?? "";
      if (!login.isWorthAnother(offers, authorization !== null)) return answer;
      answer.destroy();
    }
  }
}

/** Fault of an address, redirect or playlist that leads where nothing may be opened. */
export function leadsElsewhere({ protocol, origin, host }: URL): RemoteFault {
  if (!/^https?:$/u.test(protocol))
    return new RemoteFault(
      "refused",
      `it leads to ${protocol}…, and only http and https are opened`,
    );
  const way = `${option("allowHosts", [host])} allows that`;
  return new RemoteFault("refused", `it leads to ${origin}, another server: ${way}`);
}

const COMMON = { accept: "*/*", "user-agent": "frameferry" } as const;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 5;
/** One after the question, and one after a nonce that has run out. */
const MAX_LOGINS = 2;

async function send(
  url: URL,
  given: TrustSettings & { readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const begin = url.protocol === "https:" ? requestEncrypted : request;
  const settings = { ...given, signal, agent: false, insecureHTTPParser: true } as const;
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      begin(url, settings, resolve).on("error", reject).end();
    });
  } catch (error) {
    signal.throwIfAborted();
    throw faultOfError(error);
  }
}
