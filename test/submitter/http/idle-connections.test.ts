import { describe, expect, test } from "vitest";
import { IdleConnections } from "../../../src/submitter/http/idle-connections.ts";

interface Named {
  readonly name: string;
  readonly expectedLatencyMs: () => number;
}

/** Connections that were freed in this order, with what is expected of each. */
function freed(...expectedMs: readonly number[]): IdleConnections<Named> {
  const idle = new IdleConnections<Named>();
  for (const [index, ms] of expectedMs.entries())
    idle.add({ name: `number ${index}`, expectedLatencyMs: () => ms });
  return idle;
}

function namesOf(idle: IdleConnections<Named>): string[] {
  const names: string[] = [];
  for (let next = idle.take(0); next !== undefined; next = idle.take(0)) names.push(next.name);
  return names;
}

describe("among idle connections", () => {
  test("the one with the quickest answer to expect goes first", () => {
    expect(namesOf(freed(3, 1, 2))).toEqual(["number 1", "number 2", "number 0"]);
  });

  test("the one that was freed last goes first where all are the same", () => {
    expect(namesOf(freed(1, 1, 1))).toEqual(["number 2", "number 1", "number 0"]);
  });

  test("those that would have to be opened go last", () => {
    expect(namesOf(freed(Number.POSITIVE_INFINITY, 5, Number.POSITIVE_INFINITY))).toEqual([
      "number 1",
      "number 2",
      "number 0",
    ]);
  });

  test("those beyond the eight that were freed last are left to close", () => {
    const [first] = namesOf(freed(0, 2, 2, 2, 2, 2, 2, 2, 1));
    expect(first).toBe("number 8");
  });

  test("none is left in the end", () => {
    expect(freed().take(0)).toBeUndefined();
  });
});
