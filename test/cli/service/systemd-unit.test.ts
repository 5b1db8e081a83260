import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ServiceSetup } from "../../../src/cli/service/service-setup.ts";
import { systemdUnit } from "../../../src/cli/service/systemd-unit.ts";
import { unitWord } from "../../../src/cli/service/systemd-words.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const page = readFileSync(new URL("../../../src/site/service.md", import.meta.url), "utf8");
const analyze = (...words: readonly string[]) =>
  spawnSync("systemd-analyze", words, { encoding: "utf8" });
const isMissing = analyze("--version").status !== 0;

/** What the page shows the unit of. */
const PLAIN: ServiceSetup = {
  ...{ name: "frameferry", user: null, node: "/usr/bin/node" },
  program: "/usr/lib/node_modules/frameferry/dist/cli/bin.js",
  ...{ file: "/etc/frameferry/frameferry.yaml", workingFolder: "/etc/frameferry" },
  ...{ writtenFolders: [], devices: [], namesState: false, usesHomes: false },
};
/** With all that a site may need, and names that mean something to systemd. */
const OPEN: ServiceSetup = {
  ...PLAIN,
  user: "camera",
  file: String.raw`/etc/a "b" 100% $HOME c\d's;.yaml`,
  workingFolder: String.raw`/srv/it's 5% "here"\ `,
  writtenFolders: ["/srv/done", String.raw`/srv/a "b" 9%q $x c\q's`],
  ...{ devices: ["/dev/video0"], namesState: true, usesHomes: true },
};

/** What systemd says of a unit; its program is one that exists. */
async function verify(text: string) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "frameferry.service");
  const program = join(folder.path, "no$de 5%", "node");
  mkdirSync(join(folder.path, "no$de 5%"));
  copyFileSync("/bin/true", program);
  writeFileSync(
    file,
    text.replace("ExecStart=/usr/bin/node ", `ExecStart="${program.replace("%", "%%")}" `),
  );
  const { status, stderr } = analyze("verify", file);
  const { stdout } = analyze("security", "--offline=yes", "--threshold=30", file);
  const [, exposure] = /exposure level for frameferry\.service: ([\d.]+)/u.exec(stdout) ?? [];
  return { status, said: stderr, exposure: Number(exposure) };
}

test("the page shows the very unit that is written", () => {
  expect(/```ini\n(.*?)```/su.exec(page)?.[1]).toBe(systemdUnit(PLAIN));
});

test("the service begins when the clock is right, on a machine that waits for that, and is not held up on another", () => {
  const unit = systemdUnit(PLAIN);
  expect(/^After=(.*)$/mu.exec(unit)?.[1]?.split(" ")).toContain("time-sync.target");
  expect(/^Wants=(.*)$/mu.exec(unit)?.[1]).not.toContain("time-sync.target");
});

describe.skipIf(isMissing)("systemd", () => {
  test.each([
    ["of a plain site", PLAIN],
    ["with all that a site may need, and odd names", OPEN],
  ])("understands a unit %s, and it is hardened", async (_, setup) => {
    const { exposure, ...verified } = await verify(systemdUnit(setup));
    expect(verified).toEqual({ status: 0, said: "" });
    expect(exposure).toBeLessThan(3);
  });

  test("reads a word of a unit as it was meant", async () => {
    // It repeats a path that is not absolute.
    const word = String.raw`a "b" 9%q $x c\q's`;
    const { said } = await verify(
      `[Service]\nExecStart=/usr/bin/node x\nReadWritePaths=${unitWord(word)} /srv\n`,
    );
    expect(said).toContain(`path is not absolute, ignoring: ${word}\n`);
  });
});

test("a unit opens no more than a site needs", () => {
  const unit = systemdUnit(OPEN);
  expect(unit).toContain(String.raw`up "/etc/a \"b\" 100%% $$HOME c\\d's;.yaml"`);
  expect(unit).toContain(String.raw`ReadWritePaths=-/srv/done "-/srv/a \"b\" 9%%q $x c\\q's"`);
  expect(unit).toContain("User=camera\n");
  expect(unit).not.toMatch(/DynamicUser|PrivateDevices|FRAMEFERRY_STATE/u);
  expect(unit).toContain("DeviceAllow=/dev/video0 rw\n");
  expect(unit).toContain("ProtectHome=read-only\n");
});

test.each([
  ["a line break in a path", { ...PLAIN, file: "/etc/a\nUser=root" }, "control characters"],
  ["a quote in the path of Node", { ...PLAIN, node: '/opt/"node"' }, "no program with a quote"],
])("%s is refused", (_, setup, message) => {
  expect(() => systemdUnit(setup)).toThrow(message);
});
