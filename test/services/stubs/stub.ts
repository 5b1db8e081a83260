import type { Answer as AnyAnswer } from "../../support/services/collector-answer.ts";
import {
  type Collector,
  type ReceivedRequest,
  startCollector,
} from "../../support/services/collector.ts";
import { Violation } from "./checks.ts";

/** An answer in full, with status 200 unless it names another. */
type Answer = Extract<AnyAnswer, { readonly kind?: "respond" }>;

/** How a service may be disposed. `telltale` refuses, and repeats all headers that it was sent. */
export type Mood =
  | "accepting"
  | "overloadedWithWait"
  | "overloadedWithoutWait"
  | "broken"
  | "refusing"
  | "telltale";

/** One protocol as its publisher describes it, from the side of the service. */
export interface StubRules {
  /** The images in a request; throws a `Violation` where the request is not as published. */
  readonly imagesIn: (request: ReceivedRequest) => readonly Buffer[];
  /** The published answer to a good request. */
  readonly accepted: (request: ReceivedRequest, images: readonly Buffer[]) => Answer;
  readonly overloadedWithWait: { readonly answer: Answer; readonly waitMs: number };
  readonly overloadedWithoutWait: Answer;
  readonly broken: Answer;
  readonly refusing: Answer;
  readonly readiness: Readiness;
  /** Further routes, such as metadata: path to answer. */
  readonly routes?: Readonly<Record<string, Answer>>;
}

/** The published route that tells whether the service is ready. */
export interface Readiness {
  readonly method: "GET" | "HEAD";
  readonly path: string;
  readonly ready: Answer;
  readonly notReady: Answer;
}

/** A running service that speaks one protocol to the letter and refuses everything else. */
export class Stub implements AsyncDisposable {
  mood: Mood = "accepting";
  isReady = true;
  /** The images of all good requests, in the order of their arrival. */
  readonly images: Buffer[] = [];
  /** What was wrong with requests, in words. */
  readonly violations: string[] = [];
  readonly #rules: StubRules;
  #collector!: Collector;

  private constructor(rules: StubRules) {
    this.#rules = rules;
  }

  static async start(rules: StubRules): Promise<Stub> {
    const stub = new Stub(rules);
    stub.#collector = await startCollector({ answer: (request) => stub.#answerTo(request) });
    return stub;
  }

  /** Without a path. */
  get url(): string {
    return this.#collector.url;
  }

  get requests(): readonly ReceivedRequest[] {
    return this.#collector.requests;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#collector[Symbol.asyncDispose]();
  }

  #answerTo(request: ReceivedRequest): Answer {
    const { readiness, routes = {} } = this.#rules;
    if (request.method === readiness.method && request.path === readiness.path)
      return this.isReady ? readiness.ready : readiness.notReady;
    if (request.method === "GET")
      return routes[request.path] ?? { status: 404, body: { detail: "Not Found" } };
    try {
      const images = this.#rules.imagesIn(request);
      this.images.push(...images);
      return this.#verdictOn(request, images);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.violations.push(error.message);
      return { status: 400, body: { error: error.message } };
    }
  }

  #verdictOn(request: ReceivedRequest, images: readonly Buffer[]): Answer {
    switch (this.mood) {
      case "accepting":
        return this.#rules.accepted(request, images);
      case "overloadedWithWait":
        return this.#rules.overloadedWithWait.answer;
      case "telltale":
        return { status: 400, body: { error: `who sent me ${JSON.stringify(request.headers)}?` } };
      case "overloadedWithoutWait":
      case "broken":
      case "refusing":
        return this.#rules[this.mood];
    }
  }
}
