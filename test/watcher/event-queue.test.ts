import { describe, expect, test } from "vitest";
import { EventQueue } from "../../src/watcher/event-queue.ts";

const MAX_HINTS = 4096;

describe("the event queue", () => {
  test("hands out events once each, in the order in which they came", () => {
    const hints = new EventQueue(() => {});
    for (const path of ["b", "a", "b", "c", "a"]) hints.add(path);
    expect([hints.count, hints.take(), hints.take(), hints.take(), hints.take()]).toEqual([
      3,
      "b",
      "a",
      "c",
      undefined,
    ]);
  });

  test("asks for a listing of their folder for those that have no room", () => {
    const unclear: string[] = [];
    const hints = new EventQueue((folder) => unclear.push(folder));
    for (let index = 0; index < MAX_HINTS; index += 1) hints.add(`a/${index}.jpg`);
    expect(unclear).toEqual([]);
    hints.add("a/0.jpg");
    expect(unclear).toEqual([]);
    hints.add("a/b/x.jpg");
    hints.add("x.jpg");
    expect([hints.count, unclear]).toEqual([MAX_HINTS, ["a/b", ""]]);
    hints.take();
    hints.add("y.jpg");
    expect([hints.count, unclear.length]).toEqual([MAX_HINTS, 2]);
  });

  test("always has room for those that are insisted on", () => {
    const hints = new EventQueue(() => {
      throw new Error("no listing is needed");
    });
    for (let index = 0; index < MAX_HINTS + 10; index += 1) hints.insist(`${index}.jpg`);
    hints.insist("0.jpg");
    expect([hints.count, hints.take()]).toEqual([MAX_HINTS + 10, "0.jpg"]);
  });
});
