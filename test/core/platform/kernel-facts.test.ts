import { open } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  descriptorPath,
  eventLimit,
  hasDescriptorPaths,
  hasEventLimits,
  keptEvents,
  namesFileSystems,
  tellsProcessStarts,
} from "../../../src/core/platform/kernel-facts.ts";
import { fileSystemType } from "../../../src/ledger/refuse-network-folder.ts";
import { NETWORK_FILE_SYSTEMS } from "../../../src/core/files/network-file-systems.ts";
import { eventReachOf } from "../../../src/watcher/file-system-type.ts";

test("only Linux names file systems, starts of processes, limits of events and descriptors", () => {
  const facts = (platform: NodeJS.Platform): readonly boolean[] => [
    namesFileSystems(platform),
    tellsProcessStarts(platform),
    hasEventLimits(platform),
    hasDescriptorPaths(platform, () => true),
  ];
  expect(facts("linux")).toEqual([true, true, true, true]);
  expect(facts("darwin")).toEqual([false, false, false, false]);
  expect(facts("win32")).toEqual([false, false, false, false]);
});

test("descriptors have no paths on Linux where /proc is not mounted", () => {
  expect(hasDescriptorPaths("linux", () => false)).toBe(false);
});

test("no limit of events is read, and none is kept for certain, where there are none", async () => {
  expect(await eventLimit("max_user_watches", "darwin")).toBeNull();
  expect(keptEvents("win32")).toBe(0);
});

test.runIf(hasEventLimits())("the limits of events are read on this system", async () => {
  expect(await eventLimit("max_user_watches")).toBeGreaterThan(0);
  expect(await eventLimit("no_such_limit")).toBeNull();
  expect(keptEvents()).toBeGreaterThan(0);
});

test.runIf(hasDescriptorPaths())("an open file is reached by its descriptor", async () => {
  await using file = await open(import.meta.filename);
  await using again = await open(descriptorPath(file.fd));
  expect((await again.stat()).ino).toBe((await file.stat()).ino);
});

test("a share of Windows is on the network: its events are not trusted, and no ledger lies on it", async () => {
  const share = "\\\\server\\frames";
  expect(eventReachOf(share, "win32")).toBe("local");
  expect(eventReachOf("C:\\frames", "win32")).toBe("all");
  expect(NETWORK_FILE_SYSTEMS.get(await fileSystemType(share, "win32"))).toBe("SMB");
  expect(NETWORK_FILE_SYSTEMS.has(await fileSystemType("C:\\state", "win32"))).toBe(false);
});
