import { copyFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gapsIn, moreFrames, saysSo } from "../../support/cameras/camera-run.ts";
import { serveFolder } from "../../support/cameras/file-server.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { FILM_TRANSPORTS, openFilmSender } from "../../support/cameras/film-sender.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";
import { openTlsFront } from "../../support/cameras/tls-front.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { refusal } from "../../support/program/run-main.ts";
import { Authority, type CertificateFiles } from "../../support/services/certificates.ts";

let folder: TemporaryFolder;
let authority: Authority;
let good: CertificateFiles;
let expired: CertificateFiles;
let ofOtherHost: CertificateFiles;
/** Self-signed, and names no host, as those of cameras do. */
let own: CertificateFiles;

beforeAll(async () => {
  folder = await temporaryFolder();
  authority = await Authority.make(folder.path);
  good = await authority.issue({ name: "good" });
  const period = ["20200101000000Z", "20210101000000Z"] as const;
  expired = await authority.issue({ name: "expired", period });
  ofOtherHost = await authority.issue({ name: "other", host: "other.example" });
  own = authority.files("authority");
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

describe("the certificate of a camera over rtsps", () => {
  test("of an authority that is named is taken, and one that expires meanwhile is told as that", async () => {
    await using camera = await RtspCamera.open({
      user: "anna",
      password: "secret",
      scheme: "Digest",
    });
    await using front = await openTlsFront(camera.host, good);
    await using delivery = await DeliveryCommand.open();
    const address = `rtsps://anna:secret@${front.host}/live`;
    const run = delivery.start(["run", address, "--camera-ca-file", authority.cert, "-vv"]);
    await moreFrames(delivery, 10);
    front.show(expired);
    await saysSo(run, "its certificate has expired: renew it there");
    const exit = await run.stop();
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, problems: [] } });
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(0);
    expect(gapsIn(exit)).toHaveLength(1);
    for (const { source } of exit.results) expect(source).toBe(`rtsps://${front.host}/live`);
    expect(exit.stderr + exit.stdout).not.toMatch(/secret|anna/u);
  });

  test.each([
    ["of an unknown authority", () => good, [], "comes from an authority that is not known here"],
    [
      "that is self-signed",
      () => own,
      [],
      "is self-signed: trust it by its file with --camera-ca-file",
    ],
    [
      "of another host",
      () => ofOtherHost,
      ["--camera-ca-file", "AUTHORITY"],
      "is for DNS:other.example, and not for localhost",
    ],
  ])("%s is refused, and told as that", async (_, files, words, reason) => {
    await using camera = await RtspCamera.open();
    await using front = await openTlsFront(camera.host, files());
    await using delivery = await DeliveryCommand.open();
    const named = words.map((word) => word.replace("AUTHORITY", authority.cert));
    const run = delivery.start(["run", `rtsps://${front.host}/live`, ...named]);
    await saysSo(run, `its certificate ${reason}`);
    expect(await run.stop()).toMatchObject({ exitCode: 0, summary: { landed: 0 } });
    expect(camera.playCount).toBe(0);
    const said = await delivery.plain(["doctor", `rtsps://${front.host}/live`, ...named, "--json"]);
    expect(said.exitCode).toBe(4);
    expect(said.stdout).toContain(`its certificate ${reason}`);
  });

  test("that is itself in the file may name no host", async () => {
    await using camera = await RtspCamera.open();
    await using front = await openTlsFront(camera.host, own);
    await using delivery = await DeliveryCommand.open();
    const address = `rtsps://127.0.0.1:${front.port}/live`;
    const words = ["run", address, "--camera-ca-file", own.cert, "--max-frames", "5"];
    const { exitCode } = await delivery.run([...words, "--give-up", "60s"]);
    expect(exitCode).toBe(0);
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(0);
  });

  test("is missing on a port without TLS, which is told", async () => {
    await using server = await serveFolder(folder.path);
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", server.url.replace("http://", "rtsps://")]);
    await saysSo(run, "it speaks no TLS on this port: write rtsp:// in place of rtsps://");
    expect((await run.stop()).exitCode).toBe(0);
  });
});

test("a film over rtmps comes whole where its certificate is trusted", async () => {
  const [rtmp] = FILM_TRANSPORTS;
  await using sender = await openFilmSender(rtmp!);
  await using front = await openTlsFront(new URL(sender.address).host, good);
  await using delivery = await DeliveryCommand.open();
  const words = ["run", `rtmps://${front.host}/live/film`, "--camera-ca-file", authority.cert];
  const { exitCode } = await delivery.run([...words, "--max-frames", "10", "--give-up", "60s"]);
  expect(exitCode).toBe(0);
  expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(0);
});

describe("the certificate of an address over https", () => {
  test("is checked, until its file names it, and counts from then on", async () => {
    await using camera = await SnapshotCamera.open();
    await using front = await openTlsFront(camera.host, own);
    await using delivery = await DeliveryCommand.open();
    const file = delivery.path("camera.pem");
    copyFileSync(good.cert, file);
    const address = `https://127.0.0.1:${front.port}/snapshot.jpg`;
    const words = ["run", address, "--every", "100ms", "--camera-ca-file", file];
    const first = delivery.start(words);
    await saysSo(first, "its certificate is self-signed: trust it by its file");
    expect(await first.stop()).toMatchObject({ exitCode: 0, summary: { landed: 0 } });
    expect(camera.requestCount).toBe(0);
    copyFileSync(own.cert, file);
    const { exitCode } = await delivery.run([...words, "--max-frames", "3", "--give-up", "60s"]);
    expect(exitCode).toBe(0);
    expect(delivery.service.requests).toHaveLength(3);
  });

  test("is not checked with --camera-insecure, which is told", async () => {
    await using camera = await SnapshotCamera.open();
    await using front = await openTlsFront(camera.host, expired);
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `https://${front.host}/snapshot.jpg`, "--every", "100ms"];
    const limits = ["--camera-insecure", "--max-frames", "3", "--give-up", "60s"];
    const { exitCode, stderr } = await delivery.run([...words, ...limits]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      "with --camera-insecure, the certificate of the camera is not checked",
    );
  });
});

describe("an option about certificates", () => {
  test.each([
    [
      ["rtsp://127.0.0.1:9/1", "--camera-insecure"],
      "--camera-insecure is for https, rtsps and rtmps",
    ],
    [["rtsps://127.0.0.1:9/1", "--camera-ca-file", "gone.pem"], "gone.pem cannot be read"],
    [
      ["https://127.0.0.1:9/1", "--camera-ca-file", "/dev/null"],
      "holds no certificate in PEM form",
    ],
  ])("that does not fit is refused with 2: %j", async (words, message) => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await refusal(delivery, ["run", ...words]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
