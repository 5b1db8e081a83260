import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { Command } from "commander";
import { addCommands } from "../../src/cli/commands/commands.ts";
import { unknownVariables } from "../../src/cli/errors/unknown-variables.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { readCommandLine } from "../support/program/command-line.ts";
import { imageOf } from "../support/program/delivery-command.ts";
import { runCommand } from "../support/program/command-run.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

let home: TemporaryFolder;
let image = "";
let folder = "";
beforeAll(async () => {
  home = await temporaryFolder();
  image = `${home.path}/a.jpg`;
  folder = `${home.path}/frames`;
  writeFileSync(image, imageOf("a.jpg"));
  mkdirSync(folder);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

describe("words that commander does not know", () => {
  test.each([
    [["run", CFR, "--concurency", "4"], "Did you mean --concurrency?"],
    [["run", CFR, "--threads", "4"], "Did you mean --concurrency?"],
    [["watch", "in", "--workers=4"], "Did you mean --concurrency?"],
    [["run", CFR, "--url", "h"], "Did you mean --to?"],
    [["doctor", "--endpoint", "h"], "Did you mean --to?"],
    [["send", "in", "-o", "x"], "Did you mean --results?"],
    [["run", "-i", CFR], "A video is named without an option: frameferry run VIDEO"],
    [["watch", "--input", "in"], "A folder is named without an option: frameferry watch FOLDER"],
    [["wacth", "in"], "Did you mean watch?"],
    [["version"], "Did you mean --version?"],
    [["--verison"], "Did you mean --version?"],
    [["--fps", "2"], "Options stand behind their command: frameferry run "],
    [["doctor", "rtsp://h/1", "http://h/p"], "A service is named by --to URL"],
    [["tune", "in"], "images by --images FOLDER or --video FILE"],
    [["status", CFR], "frameferry failures SOURCE"],
    [["run", CFR, "--log-format", "jsno"], "must be one of text, json; did you mean json?"],
    [["run", CFR, "--colour", "never"], "Did you mean --color?"],
    [["run", CFR, "--move-to", "done"], "--move-to is an option of watch, send, resubmit"],
    [["watch", "in", "--on-lag", "wait"], "Did you mean --when-full?"],
    [["send", CFR, "--give-up=10m"], "Did you mean --max-outage?"],
  ])("come with what was probably meant: %j", async (words, hint) => {
    expect(await readCommandLine(words)).toContain(hint);
  });

  test("come with the help of their own command, and without a guess where nothing is near", async () => {
    const said = await readCommandLine(["send", "in", "--turbo"]);
    expect(said).toBe(
      "error: unknown option '--turbo'\n(frameferry send --help shows what there is)\n",
    );
  });
});

describe("a command line without a command", () => {
  test("names the one that takes the source, with the flags that it has", async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [[CFR, "--to", "h:1/p", "--fps", "2"], `frameferry run ${CFR} --to http://h:1/p --fps 2`],
      [["--to", "h:1/p", CFR], `frameferry run ${CFR} --to http://h:1/p`],
      [[image, "--demo", "--fps", "2"], `frameferry send ${image} --demo`],
      [[folder], `frameferry watch ${folder} --to http://host/predict`],
      [["nowhere.mp4"], "frameferry run nowhere.mp4 --to http://host/predict"],
      [["rtsp://cam/1"], "frameferry run rtsp://cam/1 --to http://host/predict"],
      [["rtsp://anna:secret@cam/1"], "frameferry run rtsp://cam/1 --to http://host/predict"],
    ];
    for (const [words, remedy] of cases)
      await expect(readCommandLine(words)).rejects.toMatchObject({
        kind: "usage",
        remedy: expect.stringContaining(remedy),
      });
  });
});

describe("a name or address in the wrong place", () => {
  test.each([
    ["run", "-video.mp4"],
    ["send", "-a.jpg"],
    ["send", "--cover.png"],
  ])("is to be named with its folder: %s %s", async (command, name) => {
    await expect(readCommandLine([command, name, "--demo"])).rejects.toMatchObject({
      kind: "usage",
      remedy: `name it with its folder: ./${name}`,
    });
  });

  test("is the address of a service among the sources, and the message says that it is an option", async () => {
    const words = ["send", image, "http://anna:secret@h/p"];
    await expect(readCommandLine(words)).rejects.toMatchObject({
      remedy: "name the service with an option: --to 'http://***:***@h/p'",
    });
  });

  test("stands behind -- and is no option", async () => {
    const words = ["run", "-n", "--to", "h:1/p", "--", "-nowhere.mp4"];
    await expect(readCommandLine(words)).rejects.toMatchObject({ code: "ERR_VIDEO_MISSING" });
  });
});

describe("variables of the environment that are no options", () => {
  const program = new Command();
  addCommands(program, [], () => {});

  test.each([
    ["FRAMEFERRY_CONCURENCY", "there is no such option; did you mean FRAMEFERRY_CONCURRENCY?"],
    ["FRAMEFERRY_DRY_RUN", "--dry-run can only be set on the command line"],
    ["FRAMEFERRY_ZZZZZZ", "there is no such option"],
  ])("such as %s are reported", (name, words) => {
    expect(unknownVariables(program, { [name]: "1" })).toEqual([
      `the environment variable ${name} is ignored: ${words}`,
    ]);
  });

  test("are none that any command has, that are empty, or that others use", () => {
    const env = { FRAMEFERRY_FPS: "2", FRAMEFERRY_JSON: "1", FRAMEFERRY_X: "", FRAME: "1" };
    expect(unknownVariables(program, env)).toEqual([]);
  });

  test("raise a warning on standard error, in the form of the log, but not with -q", async () => {
    const words = ["send", image, "--to", "h:1/p", "--dry-run"];
    const mistyped = { FRAMEFERRY_CONCURENCY: "4" };
    const said = async (...more: readonly string[]): Promise<string> =>
      (await runCommand([...words, ...more], home.path, mistyped)).stderr;
    expect(await said()).toMatch(/^warning: .*did you mean FRAMEFERRY_CONCURRENCY\?\n$/u);
    expect(JSON.parse(await said("--log-format", "json"))).toMatchObject({
      event: "warningRaised",
      msg: expect.stringContaining("FRAMEFERRY_CONCURENCY"),
    });
    expect(await said("-q")).toBe("");
  });
});
