import { expect, test } from "vitest";
import { BROKER_ENGINES } from "../../../src/app/brokers/broker-engines.ts";
import { BROKER_SCHEMES, isBrokerAddress } from "../../../src/core/service/broker-address.ts";
import {
  addressWithPlaceholders,
  recordableAddress,
  redactedAddress,
} from "../../../src/core/service/service-address.ts";

test("the address of each kind of broker is known for one, and no other", () => {
  expect(BROKER_ENGINES.flatMap(({ schemes }) => Object.keys(schemes))).toEqual(BROKER_SCHEMES);
  for (const scheme of BROKER_SCHEMES) expect(isBrokerAddress(`${scheme}://h:1/q`)).toBe(true);
  for (const address of ["http://nats/", "nats", "natss://h", "/nats://h"])
    expect(isBrokerAddress(address)).toBe(false);
});

test("the login in the address of a broker is shown nowhere, and not recorded", () => {
  const address = "nats://ann:p@ss:word@one:4222,two:4222/frames";
  const shown = "nats://one:4222,two:4222/frames";
  expect(redactedAddress(address)).toBe(shown);
  expect(addressWithPlaceholders(address)).toBe("nats://***:***@one:4222,two:4222/frames");
  expect(recordableAddress(address)).toBeNull();
  expect(recordableAddress(shown)).toBe(shown);
});
