import { describe, expect, test } from "vitest";
import { maxSocketPathBytes } from "../../src/core/platform/socket-files.ts";
import { hookSchema } from "../../src/options/hook-options.ts";
import { serviceUrl } from "../../src/options/http-address.ts";
import { routeList, serviceTargets, textOfTargets } from "../../src/options/service-targets.ts";
import { unixAddressFlaw } from "../../src/options/unix-address-flaw.ts";

const messageFor = (given: unknown): string | undefined =>
  serviceUrl().safeParse(given).error?.issues[0]?.message;

describe("the option of a service", () => {
  test("takes a Unix socket, among several services, with a weight, and in a route", () => {
    const [socket, port] = serviceTargets().parse(
      "unix:/run/a.sock:/predict weight=3 http://127.0.0.1:8000/predict",
    );
    expect(socket).toEqual({ address: "http+unix://%2Frun%2Fa.sock/predict", weight: 3 });
    expect(port).toEqual({ address: "http://127.0.0.1:8000/predict", weight: 1 });
    expect(serviceTargets().parse(textOfTargets([socket!]))).toEqual([socket]);
    expect(routeList().parse("cam=1/**=unix:/run/b.sock:/predict")).toEqual([
      {
        pattern: "cam=1/**",
        to: [{ address: "http+unix://%2Frun%2Fb.sock/predict", weight: 1 }],
      },
    ]);
  });

  test("names each socket once, in whichever spelling", () => {
    const twice = ["unix:/run/a.sock:/p", "http+unix://%2Frun%2Fa.sock/p"];
    expect(serviceTargets().safeParse(twice).error?.issues[0]?.message).toBe("must name each once");
  });

  test.each(["unix:model.sock:/predict", "unix:", "unix://run/model.sock", "http+unix://run/p"])(
    "wants the whole path of the socket in place of %s",
    (given) => {
      expect(messageFor(given)).toBe(
        "must name the socket by its whole path, as in unix:/run/model.sock:/predict",
      );
    },
  );

  test("wants a path that the system can open", () => {
    const max = maxSocketPathBytes();
    expect(messageFor(`unix:/${"a".repeat(max - 1)}`)).toBeUndefined();
    const message = `must name a socket whose path has at most ${max} bytes, which is all that the system takes`;
    expect(messageFor(`unix:/${"a".repeat(max)}:/predict`)).toBe(message);
    expect(messageFor(`unix:/${"é".repeat(Math.ceil(max / 2))}`)).toBe(message);
    expect(messageFor(`http+unix://%2F${"a".repeat(max)}`)).toBe(message);
  });

  test("wants a port on Windows", () => {
    expect(unixAddressFlaw("unix:/run/model.sock:/predict", "win32")).toContain("on Windows");
    expect(unixAddressFlaw("http://127.0.0.1:8000", "win32")).toBeNull();
  });

  test("tells of both kinds of addresses where it is given neither", () => {
    expect(messageFor("ftp://host/p")).toBe(
      "must be an http or https address, such as http://127.0.0.1:8000/predict, or unix:/run/model.sock:/predict",
    );
  });
});

test("a webhook goes to a host, and to no socket", () => {
  expect(hookSchema.post.check().safeParse("unix:/run/hook.sock:/").success).toBe(false);
});
