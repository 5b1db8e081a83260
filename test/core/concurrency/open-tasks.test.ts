import { expect, test } from "vitest";
import { OpenTasks } from "../../../src/core/concurrency/open-tasks.ts";

test("tasks that join while another lasts are waited for, and none joins after the end", async () => {
  const tasks = new OpenTasks();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  expect(tasks.add(() => first.promise)).not.toBeNull();
  let isEnded = false;
  const ending = tasks.ended().then(() => (isEnded = true));
  expect(tasks.add(() => second.promise)).not.toBeNull();
  first.resolve();
  await new Promise(setImmediate);
  expect(isEnded).toBe(false);
  second.resolve();
  await ending;
  let isStarted = false;
  const late = tasks.add(async () => void (isStarted = true));
  expect([late, isStarted]).toEqual([null, false]);
});
