/**
 * A service of a given capacity, in a process of its own.
 *
 * usage: limited-service.ts PHASES   -> its address, as the first line of standard output
 *
 * POST anything   a frame; answers when its work is done, or 429 when there is no room for it
 * GET /begin      begins the first phase; until then it is on
 *
 * PHASES is JSON: `ServicePhase[]`, each for so many seconds, the last for ever.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LimitedBackend, ServicePhase } from "./service-phase.ts";

/** One backend: workers and a queue. */
class Backend {
  readonly #line: (() => void)[] = [];
  #plan: LimitedBackend;
  #working = 0;

  constructor(plan: LimitedBackend) {
    this.#plan = plan;
  }

  become(plan: LimitedBackend): void {
    this.#plan = plan;
    this.#workOn();
  }

  /** `false` if the queue is full. */
  take(done: () => void): boolean {
    const { workers, room = Number.POSITIVE_INFINITY } = this.#plan;
    if (this.#working >= workers && this.#line.length >= room) return false;
    this.#line.push(done);
    this.#workOn();
    return true;
  }

  #workOn(): void {
    while (this.#working < this.#plan.workers) {
      const done = this.#line.shift();
      if (done === undefined) return;
      this.#working += 1;
      setTimeout(() => this.#finish(done), this.#workMs());
    }
  }

  #workMs(): number {
    const { serviceMs, knee = Number.POSITIVE_INFINITY, kneeSlope = 0 } = this.#plan;
    const past = Math.max(0, this.#working - knee);
    // Spread over half to one and a half times the mean, since real work varies.
    return serviceMs * (0.5 + Math.random()) * (past === 0 ? 1 : 1 + kneeSlope * past);
  }

  #finish(done: () => void): void {
    this.#working -= 1;
    done();
    this.#workOn();
  }
}

const phases = JSON.parse(process.argv[2] ?? "[]") as readonly ServicePhase[];
const backends = (phases[0]?.backends ?? []).map((plan) => new Backend(plan));
let timers: NodeJS.Timeout[] = [];
let turn = 0;

const server = createServer((request, response) => {
  if (request.method === "POST") return takeFrame(request, response);
  begin();
  response.end("ok");
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/frames\n`);
});

function begin(): void {
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  let fromSeconds = 0;
  for (const phase of phases) {
    timers.push(setTimeout(() => become(phase), fromSeconds * 1000));
    fromSeconds += phase.seconds;
  }
}

function become({ backends: plans }: ServicePhase): void {
  for (const [index, plan] of plans.entries()) backends[index]?.become(plan);
}

function takeFrame(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on("end", () => {
    turn += 1;
    const isTaken = backends[turn % backends.length]?.take(() => answer(response, 200));
    if (isTaken !== true) answer(response, 429);
  });
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": 2 });
  response.end("{}");
}
