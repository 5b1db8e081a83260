import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

const LAUNCHER = new URL("../../scripts/frameferry", import.meta.url);
const HEAP_FLAG = /^--(?:max-semi-space-size|heap-growing-percent)=\d+$/u;
/** The program without what the launcher sets. */
const bare = (line: readonly string[]): readonly string[] =>
  line.filter((word) => !HEAP_FLAG.test(word));
const why = existsSync("/proc/self/environ") ? undefined : "only Linux shows them";

/** Arenas of our own process, and what a program that we start gets to see, as a wrapped command finds them. */
async function arenas(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  await using delivery = await DeliveryCommand.open();
  delivery.land("in/a.jpg");
  const script = `tr '\\0' '\\n' < /proc/$PPID/environ | sed -n s/^MALLOC_ARENA_MAX=//p > ours
    echo "\${MALLOC_ARENA_MAX-none}" > theirs`;
  const command = ["/bin/sh", "-c", script];
  const { exitCode } = await delivery.run(["watch", "in"], { command, environment, launch: bare });
  expect(exitCode).toBe(0);
  return ["ours", "theirs"].map((name) => readFileSync(delivery.path(name), "utf8").trim());
}

test.skipIf(why !== undefined)(
  `a watch has V8 keep its heap small, with the flags that the launcher sets${why === undefined ? "" : ` (${why})`}`,
  async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const command = ["/bin/sh", "-c", String.raw`tr '\0' '\n' < /proc/$PPID/cmdline > words`];
    const { exitCode } = await delivery.run(["watch", "in"], { command, launch: bare });
    expect(exitCode).toBe(0);
    const words = readFileSync(delivery.path("words"), "utf8").split("\n");
    const flags = words.filter((word) => HEAP_FLAG.test(word));
    expect(flags).toHaveLength(2);
    expect(readFileSync(LAUNCHER, "utf8")).toContain(` ${flags.join(" ")} `);
  },
);

test.skipIf(why !== undefined)(
  `a watch limits the arenas of its allocator, and not those of the programs that it starts${why === undefined ? "" : ` (${why})`}`,
  async () => {
    expect(await arenas({ MALLOC_ARENA_MAX: undefined })).toEqual(["02", "none"]);
  },
);

test.skipIf(why !== undefined)(
  `arenas that the user has chosen are kept by both${why === undefined ? "" : ` (${why})`}`,
  async () => {
    expect(await arenas({ MALLOC_ARENA_MAX: "4" })).toEqual(["4", "4"]);
  },
);
