import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  removeDefinition,
  unusable,
  writeDefinition,
} from "../../../src/cli/service/definition-file.ts";
import { MARK } from "../../../src/cli/service/service-setup.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "frameferry.service");
});
afterEach(async () => await folder[Symbol.asyncDispose]());
const text = `# ${MARK}\n[Unit]\n`;

test("a definition is written, found the same, and replaced", async () => {
  expect(await writeDefinition(path, text, "")).toBe("wrote");
  expect(await writeDefinition(path, text, "")).toBe("the same");
  expect(await writeDefinition(path, `${text}After=x\n`, "")).toBe("replaced");
  expect(readFileSync(path, "utf8")).toBe(`${text}After=x\n`);
});

test("what somebody else wrote is neither replaced nor removed, nor is what a link leads to", async () => {
  writeFileSync(path, "[Unit]\n");
  await expect(writeDefinition(path, text, "")).rejects.toThrow("was not written by frameferry");
  expect(() => removeDefinition(path, "")).toThrow("was not written by frameferry");
  expect(readFileSync(path, "utf8")).toBe("[Unit]\n");
  const masked = join(folder.path, "masked.service");
  symlinkSync("/dev/null", masked);
  await expect(writeDefinition(masked, text, "")).rejects.toThrow("was not written by frameferry");
});

test("a definition is removed with the link that starts it, once", () => {
  const wants = join(folder.path, "multi-user.target.wants");
  const link = join(wants, "frameferry.service");
  writeFileSync(path, text);
  mkdirSync(wants);
  symlinkSync(path, link);
  expect(removeDefinition(path, "")).toBe(true);
  expect([path, wants, link].map((one) => existsSync(one))).toEqual([false, true, false]);
  expect(removeDefinition(path, "")).toBe(false);
});

test("a missing permission and a missing folder are told with the way out", async () => {
  const denied = Object.assign(new Error("x"), { code: "EACCES", errno: -13, syscall: "open" });
  expect(unusable(path, denied, "use sudo")).toMatchObject({
    message: `this user may not change ${path}`,
    remedy: "use sudo",
  });
  const lost = join(folder.path, "none", "x.service");
  await expect(writeDefinition(lost, text, "use sudo")).rejects.toThrow("cannot be changed");
});
