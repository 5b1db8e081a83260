import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type AskedLogin, LoginCheck } from "./login-check.ts";

/** Serves the files of a folder over HTTP with ranges, as web servers do, and breaks off on request. */
export class VideoServer implements AsyncDisposable {
  readonly #folder: string;
  readonly #login: LoginCheck | null;
  #server: Server = createServer();
  /** Version of all files; `null` if none is told. */
  etag: string | null = '"1"';
  /** Whether parts of a file can be had. */
  hasRanges = true;
  /** Answers to files of at least 10 kB that end after some bytes, and how. */
  breaks: ("closes" | "stalls")[] = [];
  /** Bytes of an answer before it breaks. */
  breakAfterBytes = 10_000;
  /** Offset in a file from which on nothing comes any more; `null` for all of it. */
  stallsAt: number | null = null;
  /** Names that are not there any more. */
  readonly missing = new Set<string>();
  /** What was asked for, with its first byte. */
  readonly asked: string[] = [];

  private constructor(folder: string, login: AskedLogin | null) {
    this.#folder = folder;
    this.#login = login === null ? null : new LoginCheck(login);
  }

  static async open(folder: string, login: AskedLogin | null = null): Promise<VideoServer> {
    const server = new VideoServer(folder, login);
    server.#server = createServer((request, response) => server.#answer(request, response));
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  /** `host:port`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const challenge = this.#login?.challengeFor(request) ?? null;
    if (challenge !== null)
      return void response.writeHead(401, { "www-authenticate": challenge }).end();
    const name = new URL(request.url ?? "", "http://a").pathname.slice(1);
    const path = join(this.#folder, name);
    const { range } = request.headers;
    this.asked.push(`${name} ${range ?? ""}`.trim());
    if (this.missing.has(name) || statSync(path, { throwIfNoEntry: false }) === undefined)
      return void response.writeHead(404).end();
    this.#send(readFileSync(path), this.hasRanges ? range : undefined, response);
  }

  #send(bytes: Buffer, range: string | undefined, response: ServerResponse): void {
    const [, from = "0", to] = /^bytes=(\d+)-(\d*)$/u.exec(range ?? "") ?? [];
    const end = to ? Math.min(Number(to) + 1, bytes.length) : bytes.length;
    const part = bytes.subarray(Number(from), end);
    const version = this.etag === null ? {} : { etag: this.etag };
    const partly = { "content-range": `bytes ${from}-${end - 1}/${bytes.length}` };
    response.writeHead(range === undefined ? 200 : 206, {
      ...version,
      ...(this.hasRanges ? { "accept-ranges": "bytes" } : {}),
      ...(range === undefined ? {} : partly),
      "content-length": part.length,
    });
    const limit = (this.stallsAt ?? Number.POSITIVE_INFINITY) - Number(from);
    if (limit < part.length) return void response.write(part.subarray(0, Math.max(0, limit)));
    const fault = part.length > this.breakAfterBytes ? this.breaks.shift() : undefined;
    if (fault === undefined) return void response.end(part);
    response.write(part.subarray(0, this.breakAfterBytes), () => {
      if (fault === "closes") setTimeout(() => response.destroy(), 20);
    });
  }
}
