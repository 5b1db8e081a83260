import type { BrokerOptions } from "../../options/broker-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags for the login and the certificates of a broker. */
export const BROKER_FLAGS: readonly Flag<BrokerOptions>[] = inGroup("Broker:", [
  {
    key: "brokerUser",
    spelling: "--broker-user <name>",
    help: "user name at the broker, as it is (default: the one in its address)",
  },
  {
    key: "brokerPassword",
    spelling: "--broker-password <text>",
    help: "its password; keep it in FRAMEFERRY_BROKER_PASSWORD (default: the one in its address)",
  },
  {
    key: "brokerPasswordFile",
    spelling: "--broker-password-file <file>",
    help: "file whose first line is its password (default: none)",
  },
  {
    key: "brokerCredentialsFile",
    spelling: "--broker-credentials-file <file>",
    help: "credentials file of NATS, .creds; read again at each connection (default: none)",
  },
  {
    key: "brokerNkeyFile",
    spelling: "--broker-nkey-file <file>",
    help: "file with the seed of an nkey of NATS; read again at each connection (default: none)",
  },
  {
    key: "brokerCaFile",
    spelling: "--broker-ca-file <file>",
    help: "PEM file of certificates to trust at the broker besides the usual ones (default: none)",
  },
  {
    key: "brokerCert",
    spelling: "--broker-cert <file>",
    help: "PEM file of the client certificate, for a broker that asks for one (default: none)",
  },
  {
    key: "brokerKey",
    spelling: "--broker-key <file>",
    help: "PEM file of the private key of that certificate (default: it is in the file of --broker-cert)",
  },
]);
