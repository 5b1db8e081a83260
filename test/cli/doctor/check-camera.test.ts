import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CameraCheck, checkCamera } from "../../../src/cli/doctor/check-camera.ts";
import { liveAddress } from "../../../src/slicer/live/live-address.ts";
import { serveFolder } from "../../support/cameras/file-server.ts";
import { openMjpegCamera } from "../../support/cameras/mjpeg-camera.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";
import { startCollector } from "../../support/services/collector.ts";

const LONG = { usualMs: 60_000, udpMs: 60_000 };

const TOOLS = { ffmpeg: null, allowHosts: [], cameraCaFile: null, cameraInsecure: false };

/** What the doctor says of a camera, a line each. */
async function saidOf(camera: string, patience = LONG): Promise<readonly string[]> {
  const address = liveAddress(camera);
  return linesOf(await forCommandLine(() => checkCamera(address, TOOLS, patience)));
}

function linesOf({ findings }: CameraCheck): readonly string[] {
  return findings.flatMap(({ state, subject, detail, remedy }) => {
    const said = `${state} ${subject}: ${detail}`.replace(/took [\d.]+ s/u, "took ? s");
    return remedy === null ? [said] : [said, remedy];
  });
}

describe("the doctor says of a camera that shows pictures", () => {
  test("its codec, size, rate and transport, and uses UDP only where nothing else works", async () => {
    await using camera = await RtspCamera.open();
    const address = `rtsp://${camera.host}/live`;
    const sends = `ok camera: ${address} sends h264, 192x108, 10 frames/s, no sound; the first frame took ? s`;
    camera.transports = ["TCP", "UDP"];
    expect(await saidOf(address)).toEqual([
      sends,
      "ok transport: TCP and UDP work; a run uses TCP, which loses nothing",
    ]);
    camera.transports = ["UDP"];
    expect(await saidOf(address)).toEqual([
      sends,
      expect.stringMatching(/^warning transport: only UDP works; over TCP, .*461/u),
      "pictures may be smeared where packets are lost",
    ]);
  });

  test("over HTTP the rate at which pictures come, since Motion JPEG names none", async () => {
    await using camera = await openMjpegCamera("user", "secret");
    const [said = "", ...others] = await saidOf(`http://user:secret@${camera.host}/video`);
    expect(others).toEqual([]);
    expect(said).toContain(`ok camera: http://${camera.host}/video sends mjpeg, 192x108, `);
    const rate = Number(/ ([\d.]+) frames\/s/u.exec(said)?.[1]);
    expect(rate).toBeGreaterThan(2);
    expect(rate).toBeLessThan(20);
  });

  test("over HTTP that it is a file", async () => {
    await using folder = await temporaryFolder();
    writeFileSync(`${folder.path}/clip.mp4`, "x");
    await using server = await serveFolder(folder.path);
    const address = `${server.url}/clip.mp4`;
    expect(await saidOf(address)).toEqual([
      `ok camera: ${address} is a video with an end, which a run sends as a file`,
    ]);
  });

  test("over HTTP that it is one picture", async () => {
    await using camera = await SnapshotCamera.open();
    expect(await saidOf(camera.url)).toEqual([
      `ok camera: ${camera.url} is one picture, which a run asks for once a second`,
    ]);
  });

  test("that it works over UDP, and nothing of TCP, where UDP is asked for", async () => {
    await using camera = await RtspCamera.open();
    camera.transports = ["UDP"];
    const address = { ...liveAddress(`rtsp://${camera.host}/live`), rtspTransport: "udp" } as const;
    const check = await forCommandLine(() => checkCamera(address, TOOLS, LONG));
    expect(check.rtspTransport).toBe("udp");
    expect(linesOf(check)).toEqual([
      expect.stringMatching(/^ok camera: .* sends h264, 192x108, /u),
    ]);
  });

  test("whether it has sound", async () => {
    const source = "lavfi:testsrc2=size=64x48:rate=25[out0];sine[out1]";
    expect(await saidOf(source)).toEqual([
      `ok camera: ${source} sends pictures of ffmpeg, 64x48, 25 frames/s, with sound; the first frame took ? s`,
    ]);
  });
});

describe("the doctor says of a camera that shows nothing what to do:", () => {
  test("a wrong password, which is tried once, so that the camera locks nobody out", async () => {
    await using camera = await RtspCamera.open({
      user: "anna",
      password: "right",
      scheme: "Basic",
    });
    expect(await saidOf(`rtsp://anna:wrong@${camera.host}/live`)).toEqual([
      `problem camera: rtsp://${camera.host}/live shows no picture: it refuses the user name or the password (401 Unauthorized)`,
      expect.stringContaining("check both"),
    ]);
    // The first request comes without a login, as the protocol wants it.
    expect(camera.refusalCount).toBeLessThanOrEqual(2);
  });

  test("a wrong path", async () => {
    await using camera = await RtspCamera.open();
    expect(await saidOf(`rtsp://${camera.host}/wrong`)).toEqual([
      `problem camera: rtsp://${camera.host}/wrong shows no picture: it has no stream under this path (404 Not Found)`,
      "look its path up in the manual of the camera: each maker has another one",
    ]);
  });

  test("silence, which is not waited for without an end", async () => {
    await using camera = await RtspCamera.open();
    camera.isStalled = true;
    expect(await saidOf(`rtsp://${camera.host}/live`, { usualMs: 1000, udpMs: 1000 })).toEqual([
      `problem camera: rtsp://${camera.host}/live shows no picture: it sent no frame within 1 s`,
      "see whether a player such as VLC or ffplay shows the same address",
    ]);
  });

  test("a port where nothing listens", async () => {
    expect(await saidOf("rtsp://127.0.0.1:9/live")).toEqual([
      "problem camera: rtsp://127.0.0.1:9/live shows no picture: nothing listens at its address (connection refused)",
      expect.stringContaining("check address and port"),
    ]);
  });

  test("a name that is not known", async () => {
    const [said, remedy] = await saidOf("rtsp://camera.invalid/live");
    expect(said).toContain("the name of its host is not known");
    expect(remedy).toBe("check the name, or write the IP address of the camera");
  });

  test("a device that is not there", async () => {
    const [said, remedy] = await saidOf("/dev/video97");
    expect(said).toContain("/dev/video97 shows no picture: there is no such device");
    expect(remedy).toBe("see which there are: ls /dev/video*");
  });

  test("a program that does not speak its language", async () => {
    await using service = await startCollector({});
    const [said] = await saidOf(service.url.replace("http:", "rtsp:"), { ...LONG, usualMs: 5000 });
    expect(said).toContain("problem camera: ");
  });
});

describe("the doctor says what a run says of an address over HTTP", () => {
  test.each([
    ["sends half a picture as a whole one", "it sent a picture that is not whole: the JPEG has no"],
    ["breaks off", "its answer broke off before its end"],
    ["sends nothing", "it sent image/jpeg that is no JPEG, PNG or WebP picture"],
    [{ status: 404 }, "it has nothing under this path (404 Not Found)"],
    [
      { leadsTo: "http://127.0.0.2:9/x" },
      "it leads to http://127.0.0.2:9, another server: --allow-host",
    ],
    [{ leadsTo: "/snapshot.jpg" }, "it leads on more than 5 times"],
  ] as const)("%j", async (fault, reason) => {
    await using camera = await SnapshotCamera.open();
    camera.fault = fault;
    const [said, ...remedies] = await saidOf(camera.url);
    expect(said).toContain(`problem camera: ${camera.url} shows no picture: ${reason}`);
    expect(remedies).toHaveLength(1);
  });

  test("and follows it where --allow-host lets it", async () => {
    await using other = await SnapshotCamera.open();
    await using camera = await SnapshotCamera.open();
    camera.fault = { leadsTo: other.url };
    const tools = { ...TOOLS, allowHosts: [other.host] };
    expect(linesOf(await checkCamera(liveAddress(camera.url), tools, LONG))).toEqual([
      `ok camera: ${camera.url} is one picture, which a run asks for once a second`,
    ]);
  });
});

describe("the doctor tells an address over HTTP that is no camera from one", () => {
  test.each([
    [{}, "it answers with application/json, which is no picture and no stream"],
    [{ status: 405 }, "it answered with status 405 (Method Not Allowed)"],
    [
      { headers: { "content-type": "text/html; charset=utf-8" }, body: "<p>" },
      "it answers with text/html, which is no picture and no stream",
    ],
  ])("by its answer: %j", async (answer, reason) => {
    await using service = await startCollector({ answer: () => answer });
    expect(await saidOf(`${service.url}/predict`)).toEqual([
      `problem camera: ${service.url}/predict shows no picture: ${reason}`,
      "name an inference service with --to, and a camera by the address of its stream",
    ]);
  });
});
