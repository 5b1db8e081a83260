import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addressWithPlaceholders,
  recordableAddress,
  redactedAddress,
} from "../../../src/core/service/service-address.ts";

test.each([
  ["http://127.0.0.1:8000/predict", "http://127.0.0.1:8000/predict"],
  ["https://anna:secret@host/predict", "https://host/predict"],
  ["https://token@host/predict", "https://host/predict"],
  ["http://host/p?key=secret&v=2", "http://host/p?key=***&v=***"],
  ["http://host/p?key=first&key=second", "http://host/p?key=***"],
])("the address %s is shown as %s", (address, shown) => {
  expect(redactedAddress(address)).toBe(shown);
});

test("no user name, password or query value is ever shown", () => {
  const secret = fc.stringMatching(/^CANARY[\w!@:/?#%&=+ äß-]{0,20}$/);
  const secrets = fc.tuple(secret, secret, secret, secret);
  fc.assert(
    fc.property(secrets, ([user, password, first, second]) => {
      const url = new URL("http://host.example/predict");
      url.username = user;
      url.password = password;
      url.searchParams.append("key", first);
      url.searchParams.append("key", second);
      expect(url.href).toContain("CANARY");
      const shown = redactedAddress(url.href);
      expect(shown).not.toContain("CANARY");
      expect(addressWithPlaceholders(url.href)).not.toContain("CANARY");
      expect(recordableAddress(url.href)).toBeNull();
      expect(new URL(shown).pathname).toBe("/predict");
    }),
  );
});

test.each([
  ["http://127.0.0.1:8000/predict", "http://127.0.0.1:8000/predict"],
  ["http://host", "http://host"],
  ["http://host/p?key=secret", null],
  ["http://host/p?flag", null],
  ["http://anna@host/p", null],
  ["http://anna:secret@host/p", null],
])("of the address %s, %s may be put on record", (address, recorded) => {
  expect(recordableAddress(address)).toBe(recorded);
});

test.each([
  ["http://host/predict", "http://host/predict"],
  ["http://host/p?key=secret", "http://host/p?key=***"],
  ["http://token@host/p", "http://***@host/p"],
  ["http://anna:secret@host/p", "http://***:***@host/p"],
])("the address %s is given again as %s", (address, shown) => {
  expect(addressWithPlaceholders(address)).toBe(shown);
});
