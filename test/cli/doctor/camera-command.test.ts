import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

const LOGIN = { user: "canary-user", password: "c@nary:pass/word%#?1", scheme: "Digest" } as const;

/** The findings of `doctor --json`, by their subject. */
function findingsIn(stdout: string): ReadonlyMap<string, Finding> {
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
  return new Map(findings.map((finding) => [finding.subject, finding]));
}

describe("doctor with the address of a camera", () => {
  test("ends with 0 and the command for it and the service, without user and password", async () => {
    await using camera = await RtspCamera.open(LOGIN);
    await using delivery = await DeliveryCommand.open();
    const address = `rtsp://${LOGIN.user}:${LOGIN.password}@${camera.host}/live`;
    const words = ["doctor", address, "--to", delivery.service.url, "--protocol", "raw", "--json"];
    const { exitCode, stdout, stderr } = await delivery.plain(words);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const findings = findingsIn(stdout);
    expect(findings.get("camera")).toMatchObject({ state: "ok", remedy: null });
    expect(findings.get("transport")?.detail).toMatch(
      /^TCP works, which a run uses; UDP does not: .*461/u,
    );
    expect(findings.get("command")?.detail).toBe(
      `FRAMEFERRY_CAMERA_USER='***' FRAMEFERRY_CAMERA_PASSWORD='***' frameferry run rtsp://${camera.host}/live --protocol raw --to ${delivery.service.url}/`,
    );
    expect(findings.get("login")?.detail).toContain("user name and password are never shown");
    for (const secret of [LOGIN.user, LOGIN.password, encodeURIComponent(LOGIN.password)])
      expect(stdout).not.toContain(secret);
  });

  test("ends with 4 if it shows no picture, and names no command", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stdout } = await delivery.plain(["doctor", "rtsp://127.0.0.1:9/1", "--json"]);
    expect(exitCode).toBe(4);
    const findings = findingsIn(stdout);
    expect(findings.get("camera")?.state).toBe("problem");
    expect(findings.has("command")).toBe(false);
  });

  test("names a service to fill in if there is none", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stdout } = await delivery.plain(["doctor", "lavfi:testsrc2=size=64x48"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^ok +command +frameferry run lavfi:testsrc2=size=64x48 --to http:\/\/host\/predict$/mu,
    );
  });

  test.each([
    ["http://127.0.0.1:9/1", "--rtsp-transport", "udp"],
    ["rtsp://127.0.0.1:9/1", "--allow-host", "a.example"],
  ])("refuses options of other addresses: %j", async (...words) => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await delivery.plain(["doctor", ...words]);
    expect(stderr).toContain(`${words[1]} is for `);
    expect(exitCode).toBe(2);
  });

  test("refuses a path with 2", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await delivery.plain(["doctor", "clip.mp4"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("clip.mp4 is not the address of a camera, stream or broker");
  });

  test.each([["doctor"], ["failures"], ["run"], []])(
    "shows no password of an address without its scheme: %s",
    async (...command) => {
      await using delivery = await DeliveryCommand.open();
      const words = [...command, "anna:secret@10.0.0.5/live"];
      const { exitCode, stdout, stderr } = await delivery.plain(words);
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain("10.0.0.5");
      expect(stdout + stderr).not.toMatch(/secret|anna/u);
    },
  );
});
