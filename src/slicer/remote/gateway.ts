import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { leadThrough } from "./lead-through.ts";
import { isPlaylist } from "./playlist.ts";
import { collected, MAX_PLAYLIST_BYTES } from "./read-body.ts";
import { leadsElsewhere, type RemoteAnswer, type RemoteClient } from "./remote-client.ts";
import { faultOfError, faultOfStatus, RemoteFault } from "./remote-fault.ts";
import type { RemoteVersion } from "./remote-version.ts";
import { ResumedBody, type ResumePolicy } from "./resumed-body.ts";

/**
 * A server on the loopback through which ffmpeg reads one address over HTTP, and all that its playlists name. ffmpeg
 * itself opens nothing but it, which is what holds it to the allowed hosts: it has no protocol besides `http`, and this
 * server is its proxy as well. So each redirect, playlist, segment and key is asked for here, or not at all.
 */
export class Gateway implements AsyncDisposable {
  readonly #client: RemoteClient;
  readonly #server: Server;
  readonly #token = randomBytes(16).toString("hex");
  readonly #resume: ResumePolicy | null;
  readonly #versions = new Map<string, RemoteVersion>();
  #origin = "";
  #fault: RemoteFault | null = null;

  private constructor(client: RemoteClient, resume: ResumePolicy | null) {
    this.#client = client;
    this.#resume = resume;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /**
   * @param resume for an address with an end: what breaks off is asked for again; `null` for a stream.
   * @param version of the file that was seen there; @default none
   */
  static async open(
    client: RemoteClient,
    resume: ResumePolicy | null,
    version?: RemoteVersion,
  ): Promise<Gateway> {
    const gateway = new Gateway(client, resume);
    if (version !== undefined) gateway.#versions.set(client.url.href, version);
    gateway.#server.listen(0, "127.0.0.1");
    await once(gateway.#server, "listening");
    const { port } = gateway.#server.address() as AddressInfo;
    gateway.#origin = `http://127.0.0.1:${port}`;
    return gateway;
  }

  /** The address as ffmpeg opens it. */
  get address(): string {
    return this.#through(this.#client.url);
  }

  /** Value of ffmpeg's option `http_proxy`. */
  get proxy(): string {
    return this.#origin;
  }

  /** Texts in the log of ffmpeg, and what they stand for. */
  get spellings(): readonly (readonly [string, string])[] {
    return ["https", "http"].map((scheme) => [`${this.#base}/${scheme}/`, `${scheme}://`]);
  }

  /** Why something was not read, or where it led; of a stream, only the address itself counts. `null` if all was. */
  get fault(): RemoteFault | null {
    return this.#fault;
  }

  forgetFault(): void {
    this.#fault = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #base(): string {
    return `${this.#origin}/${this.#token}`;
  }

  #through(url: URL): string {
    if (!this.#client.places.allows(url)) throw leadsElsewhere(url);
    const { protocol, host, pathname, search } = url;
    return `${this.#base}/${protocol.slice(0, -1)}/${host}${pathname}${search}`;
  }

  /** What a request is for, of this server or of a proxy. */
  #targetOf({ url = "" }: IncomingMessage): URL {
    const path = url.startsWith(this.#origin) ? url.slice(this.#origin.length) : url;
    const [, token, scheme, rest = ""] = /^\/([^/]*)\/(https?)\/([^]+)$/u.exec(path) ?? [];
    if (token === this.#token && URL.canParse(`${scheme}://${rest}`))
      return new URL(`${scheme}://${rest}`);
    throw URL.canParse(path)
      ? leadsElsewhere(new URL(path))
      : new RemoteFault("refused", "it leads to no address");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    response.on("error", () => {});
    let isOwn = false;
    try {
      // ffmpeg would go on behind a segment that is missing, and give later frames the numbers of those in it.
      if (this.#resume !== null && this.#fault !== null) throw this.#fault;
      const url = this.#targetOf(request);
      isOwn = url.href === this.#client.url.href;
      const { range } = request.headers;
      if (isOwn && this.#resume === null && this.#fault?.kind === "away") this.#fault = null;
      const part = await (this.#resume === null
        ? this.#ask(url, range, gone.signal)
        : this.#askForFile(url, range, { ...this.#resume, signal: gone.signal }));
      if (isOwn && part.answer.status >= 400)
        this.#fault = faultOfStatus(part.answer.status, this.#client.hasLogin);
      await this.#pass(part, response);
    } catch (error) {
      if (gone.signal.aborted) return;
      const fault = faultOfError(error);
      if (isOwn || fault.kind === "refused" || this.#resume !== null) this.#fault = fault;
      if (response.headersSent) response.destroy();
      else response.writeHead(fault.kind === "refused" ? 403 : 502).end();
    }
  }

  async #ask(url: URL, range: string | undefined, signal: AbortSignal): Promise<Part> {
    const headers = range === undefined ? {} : { range };
    const answer = await this.#client.get({ url, headers }, signal);
    return { answer, chunks: answer.body };
  }

  async #askForFile(
    url: URL,
    range: string | undefined,
    { signal, ...policy }: ResumePolicy & { readonly signal: AbortSignal },
  ): Promise<Part> {
    const start = Number(/^bytes=(\d+)-/u.exec(range ?? "")?.[1] ?? 0);
    const version = this.#versions.get(url.href) ?? null;
    const parts = { client: this.#client, url, start, version, policy };
    const body = await ResumedBody.open(parts, signal);
    this.#versions.set(url.href, version ?? body.version);
    return { answer: body.answer, chunks: body.chunks() };
  }

  async #pass({ answer, chunks }: Part, response: ServerResponse): Promise<void> {
    const { status, headers, url } = answer;
    const type = headers["content-type"] ?? "";
    if ((status === 200 || status === 206) && isPlaylist(type, url)) {
      const text = (await collected(chunks, MAX_PLAYLIST_BYTES)).toString();
      const led = leadThrough(text, url, (named) => this.#through(named));
      response.writeHead(200, { "content-type": "application/vnd.apple.mpegurl" }).end(led);
      return;
    }
    const passed = PASSED.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    response.writeHead(status, Object.fromEntries(passed));
    await pipeline(chunks, response);
  }
}

/** The head of an answer, and its bytes. */
interface Part {
  readonly answer: RemoteAnswer;
  readonly chunks: AsyncIterable<Buffer>;
}

const PASSED = ["content-type", "content-length", "content-range", "accept-ranges"] as const;
