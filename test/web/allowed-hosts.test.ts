import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { AllowedHosts } from "../../src/web/allowed-hosts.ts";

const LOCAL = "127.0.0.1";

describe("a server is called", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1:9464", LOCAL],
    ["127.0.0.1", "LocalHost:9464", LOCAL],
    ["::1", "[::1]:9464", "::1"],
    ["monitor.lan", "Monitor.LAN:9464", "192.168.1.5"],
    ["monitor.lan", "localhost:9464", LOCAL],
    ["0.0.0.0", "192.168.1.5:9464", "192.168.1.5"],
    ["::", "192.168.1.5:9464", "::ffff:192.168.1.5"],
    ["::", "[fe80::1]:9464", "fe80::1"],
    ["0.0.0.0", `${hostname()}:9464`, "192.168.1.5"],
  ])("where it listens on %s by %s", (host, name, address) => {
    const connection = { localAddress: address, localPort: 9464 };
    expect(new AllowedHosts(host).has(name, connection)).toBe(true);
  });

  test.each([
    ["127.0.0.1", undefined],
    ["127.0.0.1", ""],
    ["127.0.0.1", "evil.example:9464"],
    ["127.0.0.1", "127.0.0.1"],
    ["127.0.0.1", "127.0.0.1:80"],
    ["127.0.0.1", "127.0.0.1:9464.evil.example"],
    ["127.0.0.1", "localhost.evil.example:9464"],
    ["127.0.0.1", "192.168.1.5:9464"],
    ["0.0.0.0", "evil.example:9464"],
    ["0.0.0.0", "10.9.8.7:9464"],
  ])("and where it listens on %s not by %s", (host, name) => {
    const connection = { localAddress: "192.168.1.5", localPort: 9464 };
    expect(new AllowedHosts(host).has(name, connection)).toBe(false);
  });

  test("without a port, where that is the usual one", () => {
    const allowed = new AllowedHosts("127.0.0.1");
    const connection = { localAddress: LOCAL, localPort: 80 };
    expect(allowed.has("localhost", connection)).toBe(true);
    expect(allowed.has("localhost:80", connection)).toBe(true);
  });
});
