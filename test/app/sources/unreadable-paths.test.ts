import { expect, test } from "vitest";
import { unreadablePaths } from "../../../src/app/sources/unreadable-paths.ts";

test("a path that cannot be looked at is named, and counted where there are too many to name", () => {
  const unreadable = Array.from({ length: 25 }, (_, index) => ({
    path: `/in/${index}`,
    isFolder: index === 0,
    reason: "cannot be listed",
  }));
  const messages = unreadablePaths([{ unreadable: [] }, { unreadable }]).map(
    ({ message }) => message,
  );
  expect(messages).toHaveLength(21);
  expect(messages.slice(0, 2)).toEqual([
    "the folder /in/0 cannot be listed, so what it may hold was not delivered",
    "the file /in/1 cannot be listed, so a change of it was not delivered",
  ]);
  expect(messages.at(-1)).toBe("5 more folders and files cannot be accessed");
});
