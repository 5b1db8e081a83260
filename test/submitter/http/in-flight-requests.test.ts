import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TransportFault } from "../../../src/core/service/answer.ts";
import {
  InFlightRequests,
  type InFlightRequest,
} from "../../../src/submitter/http/in-flight-requests.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TIMEOUT_MS = 1000;

/** A request that notes why it was given up, and then no longer waits. */
class NotedRequest implements InFlightRequest {
  readonly startedMs = performance.now();
  readonly signal: AbortSignal;
  readonly faults: TransportFault["fault"][] = [];
  readonly #underWay: InFlightRequests;
  readonly #place: number;

  constructor(underWay: InFlightRequests, signal: AbortSignal = new AbortController().signal) {
    this.signal = signal;
    this.#underWay = underWay;
    this.#place = underWay.add(this);
  }

  fail({ fault }: TransportFault): void {
    this.faults.push(fault);
    this.end();
  }

  end(): void {
    this.#underWay.free(this.#place);
  }
}

test("each request is late after its own time, however many there are", () => {
  using underWay = new InFlightRequests(TIMEOUT_MS);
  const first = new NotedRequest(underWay);
  vi.advanceTimersByTime(400);
  const answered = new NotedRequest(underWay);
  const second = new NotedRequest(underWay);
  answered.end();
  vi.advanceTimersByTime(599);
  expect(first.faults).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([first, second].map(({ faults }) => faults)).toEqual([["timeout"], []]);
  vi.advanceTimersByTime(400);
  expect([first, second, answered].map(({ faults }) => faults)).toEqual([
    ["timeout"],
    ["timeout"],
    [],
  ]);
});

test("a request that takes the place of another has all of its time", () => {
  using underWay = new InFlightRequests(TIMEOUT_MS);
  const former = new NotedRequest(underWay);
  vi.advanceTimersByTime(900);
  former.end();
  const later = new NotedRequest(underWay);
  vi.advanceTimersByTime(999);
  expect(later.faults).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([former.faults, later.faults]).toEqual([[], ["timeout"]]);
});

test("a request after a long silence has a deadline again, and no timer runs in between", () => {
  using underWay = new InFlightRequests(TIMEOUT_MS);
  new NotedRequest(underWay).end();
  vi.advanceTimersByTime(5 * TIMEOUT_MS);
  expect(vi.getTimerCount()).toBe(0);
  const request = new NotedRequest(underWay);
  vi.advanceTimersByTime(TIMEOUT_MS);
  expect(request.faults).toEqual(["timeout"]);
});

test("a thousand requests have one timer and one listener", () => {
  using underWay = new InFlightRequests(TIMEOUT_MS);
  const { signal } = new AbortController();
  const listen = vi.spyOn(signal, "addEventListener");
  const requests = Array.from({ length: 1000 }, () => new NotedRequest(underWay, signal));
  expect(vi.getTimerCount()).toBe(1);
  expect(listen).toHaveBeenCalledTimes(1);
  for (const request of requests) request.end();
});

test("a signal breaks off its own requests, and those only", () => {
  using underWay = new InFlightRequests(TIMEOUT_MS);
  const controller = new AbortController();
  const [one, answered, two] = [1, 2, 3].map(() => new NotedRequest(underWay, controller.signal));
  const other = new NotedRequest(underWay);
  answered?.end();
  controller.abort();
  expect([one, two, answered, other].map((request) => request?.faults)).toEqual([
    ["aborted"],
    ["aborted"],
    [],
    [],
  ]);
});

test("no timer of requests is left after disposal", () => {
  {
    using underWay = new InFlightRequests(TIMEOUT_MS);
    expect(new NotedRequest(underWay).faults).toEqual([]);
    expect(vi.getTimerCount()).toBe(1);
  }
  expect(vi.getTimerCount()).toBe(0);
});
