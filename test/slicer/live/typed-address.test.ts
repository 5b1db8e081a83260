import { describe, expect, test } from "vitest";
import { readTypedAddress } from "../../../src/slicer/live/typed-address.ts";

const HOST = "192.168.1.20:554/stream1";

describe("user and password in an address", () => {
  test.each([
    ["admin:secret", "admin", "secret"],
    ["admin:p@ss", "admin", "p@ss"],
    ["admin:p:ss", "admin", "p:ss"],
    ["admin:pa/ss", "admin", "pa/ss"],
    ["admin:pa#ss?", "admin", "pa#ss?"],
    ["admin:100%", "admin", "100%"],
    ["admin:p@ss:w/d%#1", "admin", "p@ss:w/d%#1"],
    ["admin:p%40ss%2Fword", "admin", "p@ss/word"],
    ["admin:", "admin", ""],
    ["admin", "admin", null],
    [":secret", "", "secret"],
  ])("are read as they are typed: %s", (login, user, password) => {
    const expected = { scheme: "rtsp", user, password, location: HOST };
    expect(readTypedAddress(`RTSP://${login}@${HOST}`)).toEqual(expected);
  });

  test.each([
    ["rtsp://cam/path@2x/1", "cam/path@2x/1"],
    ["rtsp://10.0.0.5/cam?mail=a@b.com", "10.0.0.5/cam?mail=a@b.com"],
    ["rtsp://[fe80::1]:554/a@b", "[fe80::1]:554/a@b"],
  ])("are not found in a path: %s", (address, location) => {
    expect(readTypedAddress(address)).toMatchObject({ user: null, password: null, location });
  });

  test("end before the first clear host, whatever follows in the path", () => {
    expect(readTypedAddress("rtsp://u:p@10.0.0.5/cam?mail=a@b.com")).toMatchObject({
      password: "p",
      location: "10.0.0.5/cam?mail=a@b.com",
    });
  });

  test("may go before a host without a dot", () => {
    const address = readTypedAddress("rtsp://u:p/w@camera/1");
    expect(address).toMatchObject({ user: "u", password: "p/w", location: "camera/1" });
  });
});

test("a path is no address", () => {
  expect(readTypedAddress("clip.mp4")).toBeNull();
});
