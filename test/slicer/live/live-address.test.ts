import { describe, expect, test } from "vitest";
import { withoutSecretsOf } from "../../../src/slicer/live/hide-secrets.ts";
import { isLiveAddress, liveAddress } from "../../../src/slicer/live/live-address.ts";

describe("a camera or stream", () => {
  test.each([
    ["rtsp://cam/1", "rtsp"],
    ["RTSPS://cam/1", "rtsp"],
    ["rtmp://host/app/key", "rtmp"],
    ["srt://host:9000?mode=caller", "srt"],
    ["udp://239.0.0.1:1234", "udp"],
    ["udp://:1234", "udp"],
    ["srt://:9000?mode=listener", "srt"],
    ["http://cam/mjpg/video.mjpg", "http"],
    ["https://host/live.m3u8", "http"],
    ["/dev/video0", "device"],
    ["v4l2:/dev/v4l/by-id/usb-cam", "device"],
    ["lavfi:testsrc2=rate=5", "test"],
  ])("is known by its address: %s", (source, kind) => {
    expect(isLiveAddress(source)).toBe(true);
    expect(liveAddress(source).kind).toBe(kind);
  });

  test.each(["clip.mp4", "/dev/sda", "./rtsp", "ftp://host/a", "file:///a.mp4", "-", "v4l2.mp4"])(
    "is not what a path or another address names: %s",
    (source) => expect(isLiveAddress(source)).toBe(false),
  );
});

describe("the name of a camera", () => {
  test.each([
    ["rtsp://admin:p@ss@10.0.0.5/1", "rtsp://10.0.0.5/1"],
    ["http://10.0.0.5/v?usr=joe&pwd=abcd&channel=1", "http://10.0.0.5/v?usr=***&pwd=***&channel=1"],
    [
      "rtsp://10.0.0.5/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp",
      "rtsp://10.0.0.5/user=***_password=***_channel=1_stream=0.sdp",
    ],
    [
      "rtsp://10.0.0.5/cam/realmonitor?channel=1&subtype=0",
      "rtsp://10.0.0.5/cam/realmonitor?channel=1&subtype=0",
    ],
    ["srt://host:9000?passphrase=long secret", "srt://host:9000?passphrase=***"],
    ["udp://@:1234", "udp://:1234"],
    ["udp://@239.0.0.1:1234", "udp://239.0.0.1:1234"],
    ["v4l2:/dev/video0", "/dev/video0"],
  ])("holds no secret, and tells cameras apart: %s", (source, name) => {
    expect(liveAddress(source).name).toBe(name);
  });
});

describe("the address for ffmpeg", () => {
  test("has all that is special in a login as percent codes", () => {
    const { input } = liveAddress("rtsp://a'b:p@ss:w/d%#1@10.0.0.5/1");
    expect(input).toBe("rtsp://a%27b:p%40ss%3Aw%2Fd%25%231@10.0.0.5/1");
  });

  test("takes a login that is named besides, letter by letter", () => {
    const login = { user: "root", password: "p%40ss" };
    expect(liveAddress("rtsp://admin:old@10.0.0.5/1", login).input).toBe(
      "rtsp://root:p%2540ss@10.0.0.5/1",
    );
  });

  test("is hidden in every line of its log, encoded or not", () => {
    const address = liveAddress("rtsp://admin:p@ss:w@10.0.0.5/1?token=abcdef");
    const lines = [
      `Impossible to open '${address.input}'`,
      "Opening 'http://admin:p%40ss%3Aw@10.0.0.5/2.ts' for reading",
      "user p@ss:w, token abcdef",
    ].map((line) => withoutSecretsOf(address, line));
    expect(lines).toEqual([
      "Impossible to open 'rtsp://10.0.0.5/1?token=***'",
      "Opening 'http://10.0.0.5/2.ts' for reading",
      "user ***, token ***",
    ]);
  });
});
