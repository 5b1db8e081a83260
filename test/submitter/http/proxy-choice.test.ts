import { describe, expect, test } from "vitest";
import { connectionSchema } from "../../../src/options/connection-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { type Environment, proxyFor } from "../../../src/submitter/http/proxy.ts";

const chosen = (address: string, environment: Environment, proxy: string | false | null = null) => {
  const found = proxyFor(new URL(address), { proxy }, environment);
  return found === null ? null : `${found.shown} by ${found.from}`;
};

describe("the proxy of the environment", () => {
  const all = { http_proxy: "http://a:1", HTTPS_PROXY: "b:2", ALL_PROXY: "http://c:3" };

  test("is that of the address's scheme, else that for all; lower case goes first", () => {
    expect(chosen("http://host/", all)).toBe("http://a:1 by http_proxy");
    expect(chosen("https://host/", all)).toBe("http://b:2 by HTTPS_PROXY");
    expect(chosen("https://host/", { ...all, https_proxy: "http://d:4" })).toContain("d:4");
    expect(chosen("https://host/", { HTTPS_PROXY: "", ALL_PROXY: "c:3" })).toContain("ALL_PROXY");
    expect(chosen("https://host/", { HTTP_PROXY: "http://a:1" })).toBeNull();
    expect(chosen("http://host/", {})).toBeNull();
  });

  test("may be HTTP_PROXY in upper case, but not where a web server makes that of a header", () => {
    expect(chosen("http://host/", { HTTP_PROXY: "http://a:1" })).toBe("http://a:1 by HTTP_PROXY");
    expect(chosen("http://host/", { HTTP_PROXY: "http://a:1", REQUEST_METHOD: "GET" })).toBeNull();
  });

  test.each([
    "http://127.0.0.1:8000/",
    "http://127.9.9.9/",
    "http://localhost/",
    "http://[::1]:8/",
  ])("is not used for this machine (%s), for which --proxy is", (address) => {
    expect(chosen(address, { ALL_PROXY: "http://c:3" })).toBeNull();
    expect(chosen(address, {}, "http://d:4")).toBe("http://d:4 by `proxy`");
  });

  test("counts for nothing beside --proxy, and with --no-proxy", () => {
    expect(chosen("http://host/", all, "https://d:4")).toBe("https://d:4 by `proxy`");
    expect(chosen("http://host/", all, false)).toBeNull();
  });

  test("is a usage error that names the variable, without its value, where it is none of HTTP", () => {
    const error = (): unknown => chosen("http://host/", { ALL_PROXY: "socks5://me:canary@c:3" });
    expect(error).toThrow(/^ALL_PROXY names no http or https proxy/u);
    expect(error).not.toThrow(/canary/u);
    expect(chosen("http://localhost/", { ALL_PROXY: "socks5://c:3" })).toBeNull();
  });

  test("is shown without its user name and password", () => {
    expect(chosen("http://host/", { http_proxy: "http://me:canary@a:1/" })).toBe(
      "http://a:1 by http_proxy",
    );
  });
});

describe("NO_PROXY of", () => {
  test.each([
    ["host.example", "http://host.example/", true],
    ["host.example", "http://sub.host.example/", true],
    [".host.example", "http://host.example/", true],
    ["*.host.example", "http://host.example/", false],
    ["*.host.example", "http://sub.host.example/", true],
    ["host.example", "http://otherhost.example/", false],
    ["HOST.example.", "http://host.EXAMPLE./", true],
    ["a, host.example:8080 b", "http://host.example:8080/", true],
    ["host.example:8080", "http://host.example/", false],
    ["host.example:443", "https://host.example/", true],
    ["*", "http://host.example/", true],
    ["10.0.0.0/8", "http://10.9.8.7/", true],
    ["10.0.0.0/8", "http://11.9.8.7/", false],
    ["10.0.0.0/99,x/8", "http://10.9.8.7/", false],
    ["fd00::/8", "http://[fd00::7]/", true],
    ["[::2]:8000", "http://[::2]:8000/", true],
    ["::2", "http://[::2]:8000/", true],
    ["", "http://host.example/", false],
  ])("%j exempts %s: %j", (noProxy, address, isExempt) => {
    const found = chosen(address, { ALL_PROXY: "http://c:3", NO_PROXY: noProxy });
    expect(found === null).toBe(isExempt);
    expect(chosen(address, { no_proxy: noProxy }, "http://d:4") === null).toBe(isExempt);
  });
});

test.each(["socks5://127.0.0.1:9", "http://proxy/path", "ftp://x", "", true])(
  "--proxy %j is a usage error",
  (proxy) => {
    const message = /^proxy: must be the address of an http or https proxy/u;
    expect(() => checkOptions(connectionSchema, { proxy })).toThrow(message);
  },
);
