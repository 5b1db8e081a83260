import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sharp from "sharp";
import type { DashboardState, SeriesPoint } from "../../src/dashboard/page-data.ts";
import type { FrameCard } from "../../src/dashboard/frame-data.ts";
import { REPOSITORY } from "../support/docs/readme.ts";
import { madeMinutes, madePoint, madeState } from "./made-state.ts";

const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

/** As the server of a run sends it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** What a wish to send frames again is answered with. */
export interface ResendReply {
  readonly status: number;
  readonly body: object;
}

/** A server that serves the built page and what a test makes up, as `src/dashboard/README.md` says. */
export class FakeRun implements AsyncDisposable {
  state: DashboardState = madeState();
  minutes: Record<string, SeriesPoint[]> = madeMinutes(Date.now());
  frames: readonly FrameCard[] = [];
  /** Details of frames beside their cards. */
  details: Readonly<Record<string, object>> = {};
  /** Whether it takes connections; else it cuts each as soon as something is asked. */
  isAnswering = true;
  resendReply: ResendReply = { status: 202, body: { queued: 12 } };
  /** Wishes to send frames again, as they came. */
  readonly resends: IncomingMessage[] = [];
  readonly #server: Server;
  readonly #readers = new Set<ServerResponse>();
  readonly #sent: { readonly id: number; readonly point: SeriesPoint }[] = [];
  #lastId = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeRun> {
    const run = new FakeRun();
    run.#server.listen(0, "127.0.0.1");
    await once(run.#server, "listening");
    return run;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Time of the run: the end of its last second. */
  get nowMs(): number {
    return this.minutes["all"]?.at(-1)?.atMs ?? 0;
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** A second has passed. */
  tick(changes: Partial<DashboardState> = {}, point: Partial<SeriesPoint> = {}): void {
    const atMs = this.nowMs + 1000;
    this.state = { ...this.state, ...changes, atMs };
    const made = madePoint(atMs, point);
    for (const points of Object.values(this.minutes)) points.push(made);
    this.#lastId += 1;
    this.#sent.push({ id: this.#lastId, point: made });
    const points = Object.fromEntries(Object.keys(this.minutes).map((key) => [key, made]));
    this.#tell("tick", { state: this.state, points }, this.#lastId);
  }

  addFrame(card: FrameCard): void {
    this.frames = [...this.frames, card];
    this.#tell("frame", card);
  }

  /** The command has come to its end; the server stays, for it is the test's. */
  end(changes: Partial<DashboardState> = {}): void {
    this.state = { ...this.state, isOpen: false, ...changes };
    this.#tell("ended", { state: this.state });
  }

  /** Cuts the connection of every page, as a bad network does. */
  cut(): void {
    this.#server.closeAllConnections();
    this.#readers.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tell(type: string, data: unknown, id?: number): void {
    for (const reader of this.#readers) write(reader, type, data, id);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.isAnswering) {
      request.destroy();
      return;
    }
    const { pathname } = new URL(request.url ?? "/", this.url);
    const [, part, kind = "", id = "", of = ""] = pathname.split("/");
    if (pathname === "/") return await sendPage(response, "index.html");
    if (part === "assets") return await sendPage(response, kind);
    if (kind === "events") return this.#begin(request, response);
    if (kind === "series") return sendJson(response, 200, longSeries(id));
    if (kind === "failures") return this.#resend(request, response);
    if (of !== "") return await sendPicture(response);
    const card = this.frames.find((frame) => frame.id === id);
    if (card === undefined) return sendJson(response, 404, { error: "There is no such frame." });
    const rest = { response: { made: true }, isResponseCut: false, attemptsMade: [] };
    return sendJson(response, 200, { ...card, ...rest, ...this.details[id] });
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 200\n\n");
    const asked = new URL(request.url ?? "/", this.url).searchParams.get("lastEventId");
    const last = Number(request.headers["last-event-id"] ?? asked ?? Number.NaN);
    const missed = this.#sent.filter(({ id }) => id > last).map(({ point }) => point);
    const { state, frames, minutes } = this;
    if (Number.isNaN(last)) {
      const hello = { actionToken: "made-token", state, series: { minutes }, frames };
      write(response, "hello", hello, this.#lastId);
    } else {
      const series = Object.fromEntries(Object.keys(minutes).map((key) => [key, missed]));
      write(response, "catchup", { state, series, frames }, this.#lastId);
    }
    this.#readers.add(response);
    response.on("close", () => this.#readers.delete(response));
  }

  #resend(request: IncomingMessage, response: ServerResponse): void {
    this.resends.push(request);
    request.resume();
    sendJson(response, this.resendReply.status, this.resendReply.body);
  }
}

function write(reader: ServerResponse, type: string, data: unknown, id?: number): void {
  const head = id === undefined ? "" : `id: ${id}\n`;
  reader.write(`${head}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function sendPage(response: ServerResponse, name: string): Promise<void> {
  const type = TYPES[name.split(".").at(-1) as keyof typeof TYPES];
  const body = await readFile(join(REPOSITORY, "dist", "dashboard", "page", name));
  response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function sendPicture(response: ServerResponse): Promise<void> {
  const background = { r: 64, g: 84, b: 100 };
  const picture = sharp({ create: { width: 640, height: 360, channels: 3, background } }).jpeg();
  response.writeHead(200, { "content-type": "image/jpeg" }).end(await picture.toBuffer());
}

/** Points of an hour or a day, with an outage in their middle. */
function longSeries(range: string): Record<string, SeriesPoint[]> {
  const [seconds, count] = range === "hour" ? [15, 240] : [300, 288];
  const points = Array.from({ length: count }, (_, at) => {
    const isAway = at > count * 0.5 && at < count * 0.56;
    const frames = isAway ? 0 : Math.round(seconds * (20 + 6 * Math.sin(at / 17)));
    const changes = {
      seconds,
      landed: frames,
      delivered: frames,
      isAway,
      backlog: isAway ? 300 : 4,
    };
    return madePoint(Date.now() - (count - 1 - at) * seconds * 1000, changes);
  });
  return { all: points, "source:s1": points, "service:v1": points };
}
