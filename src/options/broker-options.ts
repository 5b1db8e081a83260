import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText } from "./units.ts";

/** Login and certificates for a broker. */
export interface BrokerOptions {
  /** User name at the broker, as it is, without percent codes. `null`: the one in its address, if any. @default null */
  readonly brokerUser: string | null;
  /** Password at the broker, as it is. `null`: the one in its address, if any. @default null */
  readonly brokerPassword: string | null;
  /** File whose first line is the password at the broker. `null`: none. @default null */
  readonly brokerPasswordFile: string | null;
  /**
   * Credentials file of NATS (`.creds`: a JWT and the seed of its key). It is read again at each connection. `null`:
   * none. @default null
   */
  readonly brokerCredentialsFile: string | null;
  /** File with the seed of an nkey of NATS. It is read again at each connection. `null`: none. @default null */
  readonly brokerNkeyFile: string | null;
  /**
   * PEM file of certificates to trust at a broker in addition to those of Node.js. It is read again at each connection.
   * `null`: none. @default null
   */
  readonly brokerCaFile: string | null;
  /**
   * PEM file of the client certificate and its chain, for a broker that asks for one. It is read again at each
   * connection. `null`: none. @default null
   */
  readonly brokerCert: string | null;
  /**
   * PEM file of the private key of that certificate, not encrypted. `null`: the key is in the file of `brokerCert`.
   * @default null
   */
  readonly brokerKey: string | null;
}

export const brokerSchema: OptionsSchema<BrokerOptions> = {
  brokerUser: optional(plainText, null),
  brokerPassword: optional(plainText, null),
  brokerPasswordFile: optional(plainText, null),
  brokerCredentialsFile: optional(plainText, null),
  brokerNkeyFile: optional(plainText, null),
  brokerCaFile: optional(plainText, null),
  brokerCert: optional(plainText, null),
  brokerKey: optional(plainText, null),
};
