import { constants, openSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  promptFlags,
  READ_UNLINKED,
  unlinkedFlags,
} from "../../../src/core/platform/open-flags.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const POSIX = { O_RDONLY: 0, O_NOFOLLOW: 0o400000, O_NONBLOCK: 0o4000 };

test("a file of others is opened without following a link and without waiting for a pipe", () => {
  expect(unlinkedFlags(POSIX)).toBe(0o404000);
  expect(promptFlags(POSIX)).toBe(0o4000);
});

test("a file is opened for reading where the system has neither flag, as on Windows", () => {
  expect([unlinkedFlags({ O_RDONLY: 0 }), promptFlags({ O_RDONLY: 0 })]).toEqual([0, 0]);
});

test.runIf(constants.O_NOFOLLOW > 0)("a link at the name of an image is not followed", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "a.jpg"), "x");
  await symlink("a.jpg", join(folder.path, "b.jpg"));
  expect(() => openSync(join(folder.path, "b.jpg"), READ_UNLINKED)).toThrow("ELOOP");
});
