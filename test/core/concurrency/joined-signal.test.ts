import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { JoinedSignal } from "../../../src/core/concurrency/joined-signal.ts";

test("a joined signal aborts with the first of its signals, for the same reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  using joined = new JoinedSignal(one.signal, other.signal);
  expect(joined.signal.aborted).toBe(false);
  other.abort("enough");
  one.abort("too late");
  expect(joined.signal.reason).toBe("enough");
});

test("one of a signal that has aborted before is aborted", () => {
  using joined = new JoinedSignal(new AbortController().signal, AbortSignal.abort("over"));
  expect(joined.signal.reason).toBe("over");
});

test("disposed of, it leaves nothing behind at a signal that lives on", () => {
  const { signal } = new AbortController();
  const joined = new JoinedSignal(signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  joined[Symbol.dispose]();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
