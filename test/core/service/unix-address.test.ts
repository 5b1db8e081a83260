import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactedAddress } from "../../../src/core/service/service-address.ts";
import {
  isUnixAddress,
  originOf,
  socketPath,
  unixUrl,
  writtenUrl,
} from "../../../src/core/service/unix-address.ts";

const urlOf = (text: string): URL => new URL(unixUrl(text) ?? "none:");

describe("the address of a Unix socket", () => {
  test.each([
    ["unix:/run/model.sock:/predict", "/run/model.sock", "/predict"],
    ["unix:/run/model.sock", "/run/model.sock", "/"],
    ["unix:/run/model.sock:", "/run/model.sock", "/"],
    ["unix:/run/model.sock:?a=1", "/run/model.sock", "/?a=1"],
    ["unix:///run/model.sock:/v1/predict?a=1", "/run/model.sock", "/v1/predict?a=1"],
    ["http://unix:/run/model.sock:/predict", "/run/model.sock", "/predict"],
    [" UNIX:/run/model.sock:/predict ", "/run/model.sock", "/predict"],
    ["unix:/run/model.sock:/a:/b", "/run/model.sock", "/a:/b"],
    ["unix:/run/a:b.sock:/p", "/run/a:b.sock", "/p"],
    ["unix:/run/50%2F.sock:/p", "/run/50%2F.sock", "/p"],
    ["http+unix://%2Frun%2Fmodel.sock", "/run/model.sock", "/"],
    ["http+unix://%2Frun%2Fmodel.sock/predict", "/run/model.sock", "/predict"],
  ])("%s names the socket %s and the route %s", (text, path, route) => {
    const url = urlOf(text);
    expect(socketPath(url)).toBe(path);
    expect(url.pathname + url.search).toBe(route);
    expect(originOf(url)).toBe(`unix:${path}`);
    expect(isUnixAddress(text)).toBe(true);
  });

  test.each(["unix:model.sock:/predict", "unix:", "http+unix://run/predict"])(
    "needs the whole path of the socket, which %s has not",
    (text) => {
      expect(unixUrl(text)).toBeNull();
      expect(isUnixAddress(text)).toBe(true);
    },
  );

  test.each(["http://unix/predict", "http://unix:80/predict", "unixes", "/run/model.sock", ""])(
    "is none of %j",
    (text) => {
      expect(unixUrl(text)).toBeNull();
      expect(isUnixAddress(text)).toBe(false);
    },
  );

  test("is written as it was given, and a port's as its URL", () => {
    expect(writtenUrl(urlOf("unix:/run/model.sock:/predict?a=1"))).toBe(
      "unix:/run/model.sock:/predict?a=1",
    );
    expect(writtenUrl(new URL("http://host:8000/predict"))).toBe("http://host:8000/predict");
    expect(originOf(new URL("http://host:8000/predict"))).toBe("http://host:8000");
  });

  test("is shown without secrets", () => {
    expect(redactedAddress(urlOf("unix:/run/model.sock:/p?key=secret").href)).toBe(
      "unix:/run/model.sock:/p?key=***",
    );
    expect(redactedAddress("http+unix://anna:secret@%2Frun%2Fmodel.sock/p")).toBe(
      "unix:/run/model.sock:/p",
    );
  });

  test("names the same socket again once it was written, whatever its path holds", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(part, part, (name, route) => {
        const path = `/run/${name}`;
        const given = `http+unix://${encodeURIComponent(path)}/${encodeURIComponent(route)}`;
        const url = urlOf(given);
        expect(socketPath(url)).toBe(path);
        const written = writtenUrl(url);
        expect(unixUrl(written)).toBe(url.href);
        // Services of a list stand between white space.
        expect(written).not.toMatch(/\s/u);
      }),
    );
  });
});
