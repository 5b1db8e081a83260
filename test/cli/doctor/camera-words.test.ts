import { afterEach, describe, expect, test, vi } from "vitest";
import { cameraWords } from "../../../src/cli/doctor/camera-words.ts";
import { cameraCommand } from "../../../src/cli/doctor/sending-command.ts";
import { type LiveAddress, liveAddress } from "../../../src/slicer/live/live-address.ts";

const NO_LOGIN = { cameraUser: null, cameraPassword: null, cameraPasswordFile: null };

afterEach(() => void vi.unstubAllEnvs());

/** The command for a camera. */
function commandFor(typed: string, login: object = {}, more: Partial<LiveAddress> = {}): string {
  const address = { ...liveAddress(typed), ...more };
  return cameraCommand(cameraWords(typed, address, { ...NO_LOGIN, ...login }));
}

const TO = "--to http://host/predict";

describe("the command that the doctor names for a camera", () => {
  test("has places for the user name and the password that were typed", () => {
    expect(commandFor("rtsp://anna:secret@10.0.0.5/1")).toBe(
      `FRAMEFERRY_CAMERA_USER='***' FRAMEFERRY_CAMERA_PASSWORD='***' frameferry run rtsp://10.0.0.5/1 ${TO}`,
    );
  });

  test("leaves out what the environment has", () => {
    vi.stubEnv("FRAMEFERRY_CAMERA_PASSWORD", "secret");
    expect(commandFor("rtsp://10.0.0.5/1", { cameraUser: "anna", cameraPassword: "secret" })).toBe(
      `FRAMEFERRY_CAMERA_USER='***' frameferry run rtsp://10.0.0.5/1 ${TO}`,
    );
  });

  test("names the file of the password", () => {
    expect(commandFor("rtsp://10.0.0.5/1", { cameraPasswordFile: "/run/secret" })).toBe(
      `frameferry run rtsp://10.0.0.5/1 --camera-password-file /run/secret ${TO}`,
    );
  });

  test("names the hosts that it may lead to", () => {
    expect(commandFor("http://10.0.0.5/1", { allowHosts: ["a.example", "b.example:81"] })).toBe(
      `frameferry run http://10.0.0.5/1 --allow-host a.example --allow-host b.example:81 ${TO}`,
    );
  });

  test("takes UDP for a camera that has nothing else, and quotes its address", () => {
    expect(commandFor("rtsp://10.0.0.5/cam?a=1&b=2", {}, { rtspTransport: "udp" })).toBe(
      `frameferry run 'rtsp://10.0.0.5/cam?a=1&b=2' --rtsp-transport udp ${TO}`,
    );
  });
});
