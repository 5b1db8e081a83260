import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { PROTOCOL_NAMES } from "../src/options/protocol-options.ts";
import { temporaryFolder } from "./support/files/temporary-folder.ts";
import { resultLines } from "./support/results/result-lines.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";
import { anthropicStub } from "./services/stubs/anthropic.ts";
import { bentomlStub } from "./services/stubs/bentoml.ts";
import { base64In, check, checkPost, jsonIn, objectWith } from "./services/stubs/checks.ts";
import { deepstackStub } from "./services/stubs/deepstack.ts";
import { geminiStub } from "./services/stubs/gemini.ts";
import { jsonStub } from "./services/stubs/json.ts";
import { kserveV2Stub } from "./services/stubs/kserve-v2.ts";
import { multipartStub } from "./services/stubs/multipart.ts";
import { ollamaStub } from "./services/stubs/ollama.ts";
import { openaiResponsesStub } from "./services/stubs/openai-responses.ts";
import { openaiStub } from "./services/stubs/openai.ts";
import { rawStub } from "./services/stubs/raw.ts";
import { roboflowStub } from "./services/stubs/roboflow.ts";
import { Stub, type StubRules } from "./services/stubs/stub.ts";
import { tfservingStub } from "./services/stubs/tfserving.ts";
import { torchserveStub } from "./services/stubs/torchserve.ts";
import { ultralyticsStub } from "./services/stubs/ultralytics.ts";
import { startAnnounced } from "./support/services/announced-service.ts";
import { frameIndexOfImage } from "./support/frames/frame-index-of-image.ts";
import { BIN } from "./support/program/command-run.ts";
import { whyNoFastApi, whyNoFlask } from "./support/services/python-service.ts";
import { codeBlocks, readPages, readReadme } from "./support/docs/readme.ts";

const page = (await readPages()).find(({ path }) => path === "src/protocols/README.md")?.text ?? "";
const block = codeBlocks(page, "sh").find((code) => code.includes("--protocol")) ?? "";
const lines = block.split("\n").filter((line) => line.startsWith("frameferry"));
const protocolOf = (line: string): string => /--protocol (\S+)/u.exec(line)?.[1] ?? "multipart";

/** A service that wants the page's own template to the letter. */
const templateStub: StubRules = {
  ...jsonStub,
  imagesIn: (request) => {
    checkPost(request, "/predict");
    const { image, frame, seconds } = objectWith(jsonIn(request), ["image", "frame", "seconds"]);
    check(Number.isInteger(frame) && typeof seconds === "number", "frame or seconds are missing");
    return [base64In(image)];
  },
};

const STUBS: Readonly<Record<string, StubRules>> = {
  multipart: multipartStub,
  raw: rawStub,
  json: templateStub,
  torchserve: torchserveStub,
  tfserving: tfservingStub,
  "kserve-v2": kserveV2Stub({ name: "image", datatype: "BYTES", shape: [-1, 1] }, true),
  roboflow: roboflowStub,
  bentoml: bentomlStub,
  openai: openaiStub,
  "openai-responses": openaiResponsesStub,
  anthropic: anthropicStub,
  gemini: geminiStub,
  ollama: ollamaStub,
  deepstack: deepstackStub,
  ultralytics: ultralyticsStub,
  auto: multipartStub,
};

/** The line as it stands, but for where the service is and what the reader has to fill in. */
function pointedAt(url: string, line: string): string {
  const path = protocolOf(line) === "raw" ? "?size=640" : "";
  return line
    .replace(/(?<=--to )https?:\/\/[^/\s]+(\S*)/u, (_, rest: string) => `'${url}${rest}${path}'`)
    .replace("MODEL_ID", "R6nMlK6kQjSsQ76MPqQM");
}

async function ran(line: string, folder: string) {
  const shell = spawn("/bin/sh", ["-c", `frameferry() { "$NODE" "$BIN" "$@"; }; ${line}`], {
    cwd: folder,
    env: {
      ...process.env,
      ...{ NODE: process.execPath, BIN },
      ...{ XDG_STATE_HOME: join(folder, "state"), FRAMEFERRY_EVERY: "50" },
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [[exitCode], stderr] = await Promise.all([once(shell, "close"), text(shell.stderr)]);
  return { exitCode: exitCode as number, stderr };
}

/** A route that says that the service is up: the only one that the tests add. */
const HEALTH = '@app.get("/healthz")\ndef healthz():\n    return "ok"\n';

describe("the line of the page about protocols", () => {
  test("is there once for each protocol, and for whoever is not sure", () => {
    expect(lines.map(protocolOf)).toEqual([...PROTOCOL_NAMES, "auto"]);
  });

  test.each(lines.map((line) => [protocolOf(line), line] as const))(
    "for %s delivers a video's frames to a service that checks every byte",
    async (protocol, line) => {
      await using folder = await temporaryFolder();
      await copyFile(fixtureVideoPath(CFR_VIDEO.fileName), join(folder.path, "clip.mp4"));
      await using stub = await Stub.start(STUBS[protocol] ?? rawStub);
      const { exitCode, stderr } = await ran(pointedAt(stub.url, line), folder.path);
      expect(stub.violations).toEqual([]);
      expect(stderr).toContain("all 2 frames delivered");
      expect(exitCode).toBe(0);
      const drawn = stub.images.map(async (image) => await frameIndexOfImage(image));
      expect(new Set(await Promise.all(drawn))).toEqual(new Set([0, 50]));
    },
  );
});

describe.each([
  ["Flask", "from flask", "gunicorn ", ["--bind", "127.0.0.1:0"], whyNoFlask()],
  ["FastAPI", "from fastapi", "uvicorn ", ["--port", "0"], whyNoFastApi()],
] as const)("the README's service in %s", (_, beginning, server, port, why) => {
  test.skipIf(why !== undefined)(`takes every frame of a video ${why ?? ""}`, async () => {
    await using folder = await temporaryFolder();
    await copyFile(fixtureVideoPath(CFR_VIDEO.fileName), join(folder.path, "clip.mp4"));
    const readme = await readReadme();
    const script = codeBlocks(readme, "python").filter((code) => code.startsWith(beginning));
    expect(script).toHaveLength(1);
    await writeFile(join(folder.path, "app.py"), `${script[0] ?? ""}\n${HEALTH}`);
    const typed = codeBlocks(readme, "sh").flatMap((code) => code.split("\n"));
    const start = typed.filter((line) => line.startsWith(server));
    expect(start).toHaveLength(1);
    const words = (start[0] ?? "").replace(/#.*/u, "").trim().split(/\s+/u);
    await using service = await startAnnounced({
      command: ["/usr/bin/python3", "-m", ...words, ...port],
      cwd: folder.path,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
      healthRoute: "/healthz",
    });
    const command = `frameferry run clip.mp4 --to ${service.url}/predict --results answers.jsonl`;
    const { exitCode, stderr } = await ran(command, folder.path);
    expect(stderr).toContain("all 2 frames delivered");
    expect(exitCode).toBe(0);
    const answers = await resultLines(join(folder.path, "answers.jsonl"));
    for (const answer of answers)
      expect(answer).toMatchObject({
        response: { bytes: expect.any(Number) as number },
      });
  });
});
