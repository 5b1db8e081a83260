import { describe, expect, test } from "vitest";
import {
  childrenOf,
  gapsIn,
  moreFrames,
  PATIENT,
  saysSo,
} from "../../support/cameras/camera-run.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { refusal } from "../../support/program/run-main.ts";
import { wordsOf } from "../../support/program/ffmpeg-processes.ts";
import { tracesOf } from "../../support/program/traces-of.ts";

const USER = "canary-user";
const PASSWORD = "c@nary:pass/word%#?1";
const SECRETS = [
  USER,
  PASSWORD,
  encodeURIComponent(PASSWORD),
  "c@nary",
  "nary:pass",
  "nary%3Apass",
];

describe("a camera that has snapshots", () => {
  test("and asks for a login by Digest is polled, each picture lands as it came, and the login is nowhere", async () => {
    const scheme = "Digest";
    await using camera = await SnapshotCamera.open({ user: USER, password: PASSWORD, scheme });
    await using delivery = await DeliveryCommand.open();
    const address = `http://${USER}:${PASSWORD}@${camera.host}/snapshot.jpg`;
    const run = delivery.start(["run", address, "--every", "100ms", "-vv"]);
    await moreFrames(delivery, 5);
    const words = childrenOf(run.pid).flatMap(wordsOf);
    const { exitCode, stdout, stderr, results, summary } = await run.stop();
    expect(exitCode).toBe(0);
    const sent = new Set(camera.sent.map((picture) => picture.toString("base64")));
    for (const { parts } of delivery.service.requests)
      expect(sent).toContain(parts[0]?.bytes.toString("base64"));
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(0);
    for (const { source, capturedAt, ptsSeconds, outcome } of results) {
      expect([source, outcome]).toEqual([`http://${camera.host}/snapshot.jpg`, "delivered"]);
      expect(Date.parse(capturedAt ?? "")).toBeGreaterThan(0);
      expect(ptsSeconds).toBeGreaterThanOrEqual(0);
    }
    expect(summary).toMatchObject({ failed: 0, gaps: { count: 0 }, aborted: true });
    expect(camera.login?.basicCount).toBe(0);
    const traces = tracesOf(delivery, words.join("\n"), stdout, stderr);
    for (const secret of SECRETS) expect(traces).not.toContain(secret);
  });

  test("with another password is told at once as what it is", async () => {
    const scheme = "Digest";
    await using camera = await SnapshotCamera.open({ user: USER, password: "another", scheme });
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `http://${USER}:${PASSWORD}@${camera.host}/1`, "-vv"]);
    await saysSo(run, "it refuses the user name or the password (401 Unauthorized)");
    const { stdout, stderr, exitCode } = await run.stop();
    expect(exitCode).toBe(0);
    for (const secret of SECRETS) expect(tracesOf(delivery, stdout, stderr)).not.toContain(secret);
  });

  test("and shows the same picture is asked on, and it is sent once", async () => {
    await using camera = await SnapshotCamera.open();
    camera.isStill = true;
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", camera.url, "--fps", "20", "--stall", "2s"]);
    await expect.poll(() => camera.sameCount, PATIENT).toBeGreaterThan(10);
    camera.isStill = false;
    await moreFrames(delivery, 2);
    const { summary } = await run.stop();
    expect(summary).toMatchObject({ failed: 0, skipped: 0, gaps: { count: 0 } });
    const sent = new Set(await filmIndexes(delivery.service.requests));
    // One that has just landed at the end is dropped.
    expect(sent.size).toBe(summary.landed - summary.dropped);
  });

  test("leaves out those in which too little has changed, by their images", async () => {
    await using camera = await SnapshotCamera.open();
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", camera.url, "--fps", "20", "--skip-similar", "90%"]);
    await expect.poll(() => camera.sent.length, PATIENT).toBeGreaterThan(10);
    const { summary, exitCode } = await run.stop();
    // One that has just landed at the end is dropped before it is looked at.
    const skipped = summary.landed - summary.dropped - 1;
    expect([exitCode, delivery.service.requestCount]).toEqual([0, 1]);
    expect(summary).toMatchObject({ delivered: 1, skipped, skippedBy: { similar: skipped } });
    expect(skipped).toBeGreaterThan(5);
  });

  test.each([
    ["stalls within the picture", "it sent no picture within 0.5 s"],
    ["sends half a picture as a whole one", "it sent a picture that is not whole"],
  ] as const)("and fails (%j) is asked again, and the gap is told", async (fault, reason) => {
    await using camera = await SnapshotCamera.open();
    await using delivery = await DeliveryCommand.open();
    const words = ["run", camera.url, "--every", "100ms", "--stall", "500ms"];
    const run = delivery.start(words);
    await moreFrames(delivery, 2);
    camera.fault = fault;
    await saysSo(run, `sends no frames, connecting again and again: ${reason}`);
    camera.fault = null;
    await saysSo(run, "is back after ");
    await moreFrames(delivery, 2);
    const exit = await run.stop();
    expect(exit.exitCode).toBe(0);
    expect(gapsIn(exit).map((gap) => gap.reason)).toEqual([expect.stringContaining(reason)]);
    expect(exit.summary).toMatchObject({ failed: 0, gaps: { count: 1 } });
    // Each picture that came carries an index.
    await filmIndexes(delivery.service.requests);
  });

  test("and sends a page at the start is waited for, and sends its pictures then", async () => {
    await using camera = await SnapshotCamera.open();
    camera.fault = "sends a page";
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", camera.url, "--every", "100ms"]);
    await saysSo(run, "it answers with text/html, which is no picture and no stream");
    camera.fault = null;
    await moreFrames(delivery, 2);
    const exit = await run.stop();
    expect(exit.exitCode).toBe(0);
    expect(exit.stderr).not.toContain("Warning:");
    expect(exit.summary).toMatchObject({ failed: 0, gaps: { count: 1 } });
  });

  test("and is away at the start is found when it is back, and given up when it is away for too long", async () => {
    await using camera = await SnapshotCamera.open();
    camera.refuse();
    await using delivery = await DeliveryCommand.open();
    const words = ["run", camera.url, "--every", "100ms", "--give-up", "3s"];
    const run = delivery.start(words);
    await saysSo(run, "nothing listens at its address (connection refused)");
    await camera.listen();
    await moreFrames(delivery, 3);
    expect(run.stderr).toContain("is back after ");
    camera.refuse();
    const { exitCode, stderr, summary } = await run.ended;
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`${camera.url} was away for longer than --give-up allows`);
    expect(summary.gaps.count).toBe(2);
  });

  test("is left after --max-frames, its pictures in the form that is asked for, and goes on with other names", async () => {
    await using camera = await SnapshotCamera.open();
    await using delivery = await DeliveryCommand.open();
    const words = ["run", camera.url, "--every", "50ms", "--max-frames", "3", "--format", "png"];
    const exits = [await delivery.run(words), await delivery.run([...words, "--width", "96"])];
    for (const { exitCode, summary } of exits) {
      expect(exitCode).toBe(0);
      expect(summary).toMatchObject({ landed: 3, delivered: 3, complete: true });
    }
    const names = exits.flatMap(({ results }) => results.map(({ frame }) => frame));
    expect(new Set(names).size).toBe(6);
    const images = delivery.service.requests.map(({ parts }) => parts[0]?.bytes);
    expect(images.map((image) => image?.readUInt32BE(16))).toEqual([192, 192, 192, 96, 96, 96]);
  });
});

describe("a snapshot that leads to another server", () => {
  test("is refused with the option that allows it", async () => {
    await using other = await SnapshotCamera.open();
    await using camera = await SnapshotCamera.open();
    camera.fault = { leadsTo: other.url };
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", camera.url]);
    await saysSo(run, `it leads to http://${other.host}, another server`);
    await saysSo(run, `--allow-host ${other.host}`);
    expect((await run.stop()).exitCode).toBe(0);
    expect(other.requestCount).toBe(0);
    const words = ["run", camera.url, "--allow-host", other.host, "--max-frames", "1"];
    expect(await delivery.run(words)).toMatchObject({ exitCode: 0, summary: { delivered: 1 } });
  });

  test.each([
    [["rtsp://127.0.0.1:9/1", "--allow-host", "a"], "--allow-host is for http and https addresses"],
    [["http://127.0.0.1:9/1", "--allow-host", "http://a"], "must be a host, such as cdn.example"],
    [["http://127.0.0.1:9/1", "--every", "10s", "--fps", "2"], "--every 10s and --fps 2 both say"],
    [["http://127.0.0.1:9/1", "--every", "0s"], "must be a whole number, or a length of time"],
  ])("needs options that fit: run %j", async (words, message) => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await refusal(delivery, ["run", ...words]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
