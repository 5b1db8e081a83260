import type { BrokerAccess, BrokerConnection } from "../../brokers/broker.ts";
import { type BrokerAddress, readBrokerAddress } from "../../brokers/broker-address.ts";
import { FrameferryError } from "../../core/errors.ts";
import { secretInFile, twoPasswords } from "../../core/files/secret-file.ts";
import { optionName } from "../../core/option-spelling.ts";
import type { BrokerOptions } from "../../options/broker-options.ts";
import { BROKER_ENGINES, engineFor } from "./broker-engines.ts";

/**
 * Connects to the broker of an address; one that is away is connected to in the background.
 *
 * @throws FrameferryError `ERR_OPTION` for an address, options or files that cannot be used, `ERR_BROKER_REFUSED` for a
 *   login that the broker refuses.
 */
export async function openBroker(
  address: string,
  options: BrokerOptions,
): Promise<BrokerConnection> {
  const engine = engineFor(address);
  if (engine === undefined) throw noBroker();
  const read = readBrokerAddress(address, engine);
  return await engine.open(read, await brokerAccess(read, options));
}

/** Login and certificates; what the options say goes before the address. */
async function brokerAccess(address: BrokerAddress, options: BrokerOptions): Promise<BrokerAccess> {
  const { brokerPassword, brokerPasswordFile: file } = options;
  const { brokerCredentialsFile: credentialsFile, brokerNkeyFile: nkeyFile } = options;
  if (file !== null && brokerPassword !== null)
    throw twoPasswords("brokerPassword", "brokerPasswordFile");
  const password =
    file === null
      ? (brokerPassword ?? address.password)
      : await secretInFile(file, "brokerPasswordFile");
  const user = options.brokerUser ?? address.user;
  const ways = [user, credentialsFile, nkeyFile].filter((way) => way !== null);
  if (ways.length > 1) throw severalLogins();
  if (user === null && password !== null) throw passwordAlone();
  const { brokerCaFile: caFile, brokerCert: cert, brokerKey: key } = options;
  return { user, password, credentialsFile, nkeyFile, caFile, cert, key };
}

function noBroker(): FrameferryError {
  const schemes = BROKER_ENGINES.flatMap((engine) =>
    Object.keys(engine.schemes).map((it) => `${it}://`),
  );
  return usage(
    "this is not the address of a broker",
    `write it as ${schemes.join(" or ")}HOST:PORT/frames`,
  );
}

function severalLogins(): FrameferryError {
  const names = ["brokerUser", "brokerCredentialsFile", "brokerNkeyFile"].map(optionName);
  return usage(
    `a broker takes one login, and several are given: ${names.join(", ")}, or a user in its address`,
    "leave one of them",
  );
}

function passwordAlone(): FrameferryError {
  return usage(
    "a password for the broker is given, and no user",
    `name the user with ${optionName("brokerUser")}`,
  );
}

function usage(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
