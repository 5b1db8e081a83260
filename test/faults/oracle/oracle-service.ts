import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { sendAnswer } from "../../support/services/collector-answer.ts";
import { type Fault, FaultPlan } from "../fault-plan.ts";
import { answerOfAction, type PlannedAnswer, WELL } from "./answer-of-action.ts";
import { CapacityQueue } from "./capacity-queue.ts";
import { type Exchange, isAccepted, type OracleCounts } from "./exchange.ts";
import { imageOfBody } from "./image-of-body.ts";
import type { Capacity, OracleAction, OracleFault } from "./oracle-fault.ts";
import { monotonicMs } from "../../../scripts/bench/harness/monotonic.ts";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

type OpenExchange = { -readonly [Key in keyof Exchange]: Exchange[Key] };

/**
 * An inference service that keeps the digest of every image it took and misbehaves on demand. Its
 * record decides in a fault test what was delivered.
 */
export class OracleService {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #exchanges: OpenExchange[] = [];
  readonly #accepted = new Set<string | null>();
  readonly #confirmed = new Set<string | null>();
  readonly #queue = new CapacityQueue();
  readonly #never = new AbortController().signal;
  #plan = new FaultPlan<OracleAction>([], 0);
  #connections = 0;
  #inFlight = 0;
  #maxInFlight = 0;
  #malformed = 0;
  #overCapacity = 0;

  /** Listens on a loopback port, a free one for 0; returns the address, without a slash at its end. */
  async listen(port: number): Promise<string> {
    this.#server.on("connection", () => (this.#connections += 1));
    // Idle connections stay open: closing them is a fault, and a fault is the test's choice.
    this.#server.keepAliveTimeout = 3_600_000;
    return `http://127.0.0.1:${await listenOn(this.#server, port)}`;
  }

  /** Takes the place of the former faults, and starts their counts and time windows anew. */
  setFaults(faults: readonly OracleFault[]): void {
    this.#plan = new FaultPlan(faults, performance.now());
  }

  setCapacity(capacity: Capacity | null): void {
    this.#queue.set(capacity);
  }

  exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Whether this image was accepted in an answer that the client could have seen in full. */
  isConfirmed(digest: string): boolean {
    return this.#confirmed.has(digest);
  }

  counts(): OracleCounts {
    return {
      requests: this.#exchanges.length,
      acceptedImages: this.#accepted.size,
      confirmedImages: this.#confirmed.size,
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      connections: this.#connections,
      malformed: this.#malformed,
      overCapacity: this.#overCapacity,
      fired: this.#plan.fired,
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = this.#begin(request);
    response.once("close", () => {
      this.#inFlight -= 1;
      exchange.endedAtMs = monotonicMs();
    });
    const early = this.#plan.choose({ digest: null, nowMs: performance.now() }, isBeforeBody);
    if (early !== null) {
      exchange.fault = early.name;
      request.socket.resetAndDestroy();
      this.#plan.hasFired(early);
      return;
    }
    const body = await buffer(request).catch(() => null);
    // A connection that we have closed already may still bring a request, which nobody takes.
    if (body === null || !request.socket.writable) return;
    const image = imageOfBody(body, request.headers["content-type"]);
    exchange.digest = image?.digest ?? null;
    exchange.fileName = image?.fileName ?? null;
    await this.#answer(exchange, response);
    // A question of what is spoken here carries no frame.
    if (request.method !== "POST") exchange.digest = null;
  }

  #begin(request: IncomingMessage): OpenExchange {
    const key = request.headers["idempotency-key"];
    const exchange: OpenExchange = {
      number: this.#exchanges.length + 1,
      digest: null,
      fileName: null,
      idempotencyKey: typeof key === "string" ? key : null,
      arrivedAtMs: monotonicMs(),
      endedAtMs: null,
      status: null,
      isAnsweredWhole: false,
      fault: null,
    };
    this.#exchanges.push(exchange);
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    return exchange;
  }

  async #answer(exchange: OpenExchange, response: ServerResponse): Promise<void> {
    const target = { digest: exchange.digest, nowMs: performance.now() };
    const fault = this.#plan.choose(target, (action) => !isBeforeBody(action));
    exchange.fault = fault?.name ?? null;
    const planned = await this.#plannedAnswer(exchange, fault);
    if (fault !== null && !response.destroyed) this.#plan.hasFired(fault);
    // A client that leaves in the middle of a slow answer is known before that answer has ended.
    response.once("close", () => this.#book(exchange, response, planned.rawStatus));
    const isSent = await sendAnswer(response, planned.answer, this.#never);
    exchange.isAnsweredWhole = isSent && planned.isValid;
    this.#book(exchange, response, planned.rawStatus);
  }

  #book(exchange: OpenExchange, response: ServerResponse, rawStatus: number | undefined): void {
    exchange.status = response.headersSent ? response.statusCode : (rawStatus ?? null);
    if (!isAccepted(exchange)) return;
    this.#accepted.add(exchange.digest);
    if (exchange.isAnsweredWhole) this.#confirmed.add(exchange.digest);
  }

  async #plannedAnswer(
    exchange: OpenExchange,
    fault: Fault<OracleAction> | null,
  ): Promise<PlannedAnswer> {
    if (exchange.digest === null) {
      this.#malformed += 1;
      return answerOfAction({ kind: "answer", status: 400, body: "malformed form" }, Date.now());
    }
    if (fault !== null && fault.action.kind !== "delay")
      return answerOfAction(fault.action, Date.now());
    if (!(await this.#queue.work())) {
      this.#overCapacity += 1;
      return answerOfAction({ kind: "answer", status: 429 }, Date.now());
    }
    return fault === null ? WELL : answerOfAction(fault.action, Date.now());
  }
}

function isBeforeBody(action: OracleAction): boolean {
  return action.kind === "reset" && action.during === "request";
}
