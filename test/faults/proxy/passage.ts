import type { Socket } from "node:net";
import type { FaultPlan } from "../fault-plan.ts";
import { Lane } from "./lane.ts";
import type { LineConditions, ProxyAction, ProxyFault } from "./proxy-fault.ts";

/** What the passages of a proxy share. */
export interface PassageContext {
  readonly plan: () => FaultPlan<ProxyAction>;
  readonly conditions: () => LineConditions;
  readonly onExchange: () => void;
}

/**
 * A client's connection and the one to the service behind it. HTTP/1.1 without pipelining takes
 * turns: a request begins with the client's first bytes after an answer.
 */
export class Passage {
  readonly #client: Socket;
  readonly #service: Socket;
  readonly #toService: Lane;
  readonly #toClient: Lane;
  readonly #context: PassageContext;
  #exchangeCount = 0;
  #turn: "client" | "service" | "nobody" = "nobody";
  #isOver = false;
  #fault: { readonly fault: ProxyFault; readonly plan: FaultPlan<ProxyAction> } | null = null;

  constructor(client: Socket, service: Socket, context: PassageContext) {
    this.#client = client;
    this.#service = service;
    this.#context = context;
    this.#toService = new Lane(client, service, context.conditions);
    this.#toClient = new Lane(service, client, context.conditions);
    client.on("data", (bytes) => this.#onRequestBytes(bytes));
    service.on("data", (bytes) => this.#onAnswerBytes(bytes));
    client.on("end", () => this.#end(this.#toService)).on("error", () => this.break());
    service.on("end", () => this.#end(this.#toClient)).on("error", () => this.break());
    client.on("close", () => service.destroy());
  }

  /** Breaks both connections. */
  break(): void {
    this.#client.resetAndDestroy();
    this.#service.resetAndDestroy();
  }

  #end(lane: Lane): void {
    if (!this.#isOver) lane.end();
  }

  #onRequestBytes(bytes: Buffer): void {
    if (this.#isOver) return;
    const isFirstPiece = this.#turn !== "client";
    if (isFirstPiece) this.#beginExchange();
    const action = isFirstPiece ? this.#fault?.fault.action : undefined;
    if (action?.kind === "idleClose") {
      this.#isOver = true;
      this.#fire();
      this.#client.destroy();
    } else if (action?.kind === "reset" && action.during === "request") {
      void this.#passHalfAndBreak(this.#toService, bytes);
    } else {
      if (action?.kind === "stall" && action.during === "request") this.#stall(this.#toService);
      void this.#toService.pass(bytes);
    }
  }

  #onAnswerBytes(bytes: Buffer): void {
    if (this.#isOver) return;
    const isFirstPiece = this.#turn === "client";
    this.#turn = "service";
    const action = isFirstPiece ? this.#fault?.fault.action : undefined;
    if (action?.kind === "reset" && action.during === "beforeAnswer") {
      this.#fire();
      this.break();
    } else if (action?.kind === "reset" && action.during === "answer") {
      void this.#passHalfAndBreak(this.#toClient, bytes);
    } else {
      if (action?.kind === "stall" && action.during === "answer") this.#stall(this.#toClient);
      void this.#toClient.pass(bytes);
    }
  }

  #beginExchange(): void {
    this.#turn = "client";
    this.#exchangeCount += 1;
    this.#context.onExchange();
    const plan = this.#context.plan();
    const isKeptAlive = this.#exchangeCount > 1;
    const target = { digest: null, nowMs: performance.now() };
    const fault = plan.choose(target, ({ kind }) => kind !== "idleClose" || isKeptAlive);
    this.#fault = fault === null ? null : { fault, plan };
  }

  async #passHalfAndBreak(lane: Lane, bytes: Buffer): Promise<void> {
    this.#isOver = true;
    await lane.pass(bytes.subarray(0, Math.ceil(bytes.length / 2)));
    this.#fire();
    // A break that follows at once may overtake what was written before it.
    setTimeout(() => this.break(), MOMENT_MS);
  }

  #stall(lane: Lane): void {
    const action = this.#fault?.fault.action;
    if (action?.kind !== "stall") return;
    this.#fire();
    lane.stall(action.stallMs);
  }

  #fire(): void {
    this.#fault?.plan.hasFired(this.#fault.fault);
    this.#fault = null;
  }
}

const MOMENT_MS = 20;
