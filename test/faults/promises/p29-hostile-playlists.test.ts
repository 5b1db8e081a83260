import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { startOracle } from "../oracle/start-oracle.ts";

const hls = (target: string): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`;
const dash = (target: string): string =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
const concat = (target: string): string => `ffconcat version 1.0\nfile '${target}'\n`;

describe("P29: a script that is named like a video", () => {
  test.each([
    ["an HLS playlist", "the web", hls],
    ["an HLS playlist", "a local file", hls],
    ["an HLS playlist", "itself", hls],
    ["a DASH manifest", "the web", dash],
    ["a concat script", "a local file", concat],
  ] as const)(
    "as %s that leads to %s is an error, opens nothing and sends nothing",
    async (_, target, script) => {
      await using folder = await temporaryFolder();
      await using oracle = await startOracle();
      // Whoever opens a pipe to which nobody writes hangs: that the run ends shows that nobody did.
      const pipe = join(folder.path, "pipe.ts");
      execFileSync("mkfifo", [pipe]);
      const video = join(folder.path, "clip.mp4");
      const targets = { "the web": `${oracle.url}/x.ts`, "a local file": pipe, itself: "clip.mp4" };
      await writeFile(video, script(targets[target]));
      const { exitCode, stderr } = await runCommand(
        ["run", video, "--to", oracle.url],
        folder.path,
      );
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/ERR_VIDEO_(?:REFUSED|UNREADABLE)/u);
      expect(await oracle.counts()).toMatchObject({ connections: 0, requests: 0 });
    },
  );
});
