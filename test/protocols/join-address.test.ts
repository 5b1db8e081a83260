import { describe, expect, test } from "vitest";
import { joinAddress, serviceAddress } from "../../src/protocols/join-address.ts";

describe("a route below a service's address", () => {
  test.each([
    ["http://h:8000", "/api/generate", "http://h:8000/api/generate"],
    ["http://h:8000/", "/api/generate", "http://h:8000/api/generate"],
    ["http://h/gpu/1/", "/api/generate", "http://h/gpu/1/api/generate"],
    ["http://h/v1", "/v1/chat/completions", "http://h/v1/chat/completions"],
    ["http://h/p/v1/", "/v1/chat/completions", "http://h/p/v1/chat/completions"],
    ["http://h/v1/chat/completions", "/v1/chat/completions", "http://h/v1/chat/completions"],
    ["http://u:p@h/x?api_key=k", "/infer/a", "http://u:p@h/x/infer/a?api_key=k"],
    ["http://h", "/predictions/my%20net/2", "http://h/predictions/my%20net/2"],
    ["http://h", "/v1/models/m:predict", "http://h/v1/models/m:predict"],
    ["http://h/v11", "/v1/models", "http://h/v11/v1/models"],
    ["http://h/p/api/generate/?a=b", "/api/generate", "http://h/p/api/generate/?a=b"],
    ["http://h/predictions/my net", "/predictions/my%20net", "http://h/predictions/my net"],
    ["http://h/predictions/a:b", "/predictions/a%3Ab", "http://h/predictions/a:b"],
    ["http://h/%zz", "/a", "http://h/%zz/a"],
  ])("joins %s with %s to %s", (address, route, expected) => {
    expect(joinAddress(address, route)).toBe(expected);
  });

  test("leaves the address alone where there is none", () => {
    expect(joinAddress("http://h/predict/?a=b", "")).toBe("http://h/predict/?a=b");
  });
});

describe("the address of a service", () => {
  test.each([
    ["http://h/p/api/generate?a=b", "http://h/p?a=b"],
    ["http://h/api/generate", "http://h/"],
    ["http://h/p", "http://h/p"],
    ["http://h/p/api/generate/", "http://h/p"],
    ["http://h/p/api?a=b", "http://h/p?a=b"],
    ["http://h/generate", "http://h/generate"],
  ])("in %s is %s, for the route /api/generate", (given, expected) => {
    expect(serviceAddress(given, "/api/generate")).toBe(expected);
  });
});
