import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import sharp from "sharp";
import { paintPlainFrame } from "../../../scripts/fixtures/plain-scene.ts";
import { type AskedLogin, LoginCheck } from "./login-check.ts";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

const SIZE = { width: 192, height: 108 } as const;

/** A picture that carries its index in its pixels. */
export async function indexedPicture(
  index: number,
  format: "jpeg" | "png" | "webp" = "jpeg",
): Promise<Buffer> {
  const { bytes } = paintPlainFrame(index, SIZE);
  const raw = { ...SIZE, channels: 3 } as const;
  return await sharp(bytes, { raw }).toFormat(format, { quality: 95 }).toBuffer();
}

/** How a camera answers besides with its picture. */
type Fault =
  | "stalls"
  | "stalls within the picture"
  | "breaks off"
  | "sends half a picture as a whole one"
  | "sends a page"
  | "sends nothing"
  | { readonly status: number }
  | { readonly leadsTo: string };

/** A camera that has nothing but one picture at an address: the next one at each request, with its index in it. */
export class SnapshotCamera implements AsyncDisposable {
  readonly login: LoginCheck | null;
  #server: Server = createServer();
  #port = 0;
  #index = 0;
  /** `null` while it is well. */
  fault: Fault | null = null;
  /** True while nothing moves before it. */
  isStill = false;
  /** True if it says nothing of the version of its picture. */
  hasNoVersion = false;
  format: "jpeg" | "png" | "webp" = "jpeg";
  contentType: string | null = null;
  requestCount = 0;
  /** Answers without a picture, since it is the same one. */
  sameCount = 0;
  /** All pictures that were sent whole, in their order. */
  readonly sent: Buffer[] = [];

  private constructor(login: AskedLogin | null) {
    this.login = login === null ? null : new LoginCheck(login);
  }

  static async open(login: AskedLogin | null = null): Promise<SnapshotCamera> {
    const camera = new SnapshotCamera(login);
    await camera.listen();
    return camera;
  }

  /** `host:port`. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `http://${this.host}/snapshot.jpg`;
  }

  /** Begins to answer again, on the same port. */
  async listen(): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#port = await listenOn(this.#server, this.#port);
  }

  /** Takes no connection any more. */
  refuse(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.refuse();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requestCount += 1;
    const challenge = this.login?.challengeFor(request) ?? null;
    if (challenge !== null)
      return void response.writeHead(401, { "www-authenticate": challenge }).end("no");
    const { fault } = this;
    if (fault === "stalls") return;
    if (fault === "sends a page")
      return void response.writeHead(200, { "content-type": "text/html" }).end("<p>busy</p>");
    if (fault === "sends nothing")
      return void response.writeHead(200, { "content-type": "image/jpeg" }).end();
    if (fault !== null && typeof fault === "object")
      return void ("status" in fault
        ? response.writeHead(fault.status).end()
        : response.writeHead(302, { location: fault.leadsTo }).end());
    await this.#sendPicture(request, response);
  }

  async #sendPicture({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.isStill) this.#index += 1;
    const version = `"${this.#index}"`;
    if (headers["if-none-match"] === version) {
      this.sameCount += 1;
      return void response.writeHead(304).end();
    }
    const picture = await indexedPicture(this.#index, this.format);
    const head = {
      "content-type": this.contentType ?? `image/${this.format}`,
      ...(this.hasNoVersion ? {} : { etag: version }),
    };
    const half = picture.subarray(0, picture.length / 2);
    if (this.fault === "sends half a picture as a whole one")
      return void response.writeHead(200, head).end(half);
    response.writeHead(200, { ...head, "content-length": picture.length });
    if (this.fault === null) {
      this.sent.push(picture);
      return void response.end(picture);
    }
    response.write(half);
    if (this.fault === "breaks off") setTimeout(() => response.destroy(), 20);
  }
}
