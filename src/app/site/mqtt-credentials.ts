import type { SecureContext } from "node:tls";
import { FrameferryError } from "../../core/errors.ts";
import type { BrokerCredentials } from "../../hooks/mqtt/mqtt-client.ts";
import type { MqttOptions } from "../../options/mqtt-options.ts";
import type { CredentialFiles } from "../../submitter/http/read-credentials.ts";
import { TlsCredentials } from "../../submitter/http/tls-credentials.ts";

/** Certificates for an MQTT broker: those that a site file names, and once Node's own do not do, those of the system. */
export class MqttCredentials implements BrokerCredentials {
  readonly #files: CredentialFiles;
  readonly #warn: (message: string) => void;
  #credentials: TlsCredentials;
  #trustsSystem = false;

  /** @throws FrameferryError `ERR_OPTION` for files that cannot be used. */
  constructor(
    { mqttCaFile: caFile, mqttCert: cert, mqttKey: key }: MqttOptions,
    warn: (message: string) => void,
  ) {
    this.#files = { caFile, cert, key };
    this.#warn = warn;
    this.#credentials = this.#open();
  }

  get context(): SecureContext {
    return this.#credentials.context;
  }

  trustSystem(): boolean {
    if (this.#trustsSystem) return false;
    this.#trustsSystem = true;
    try {
      this.#credentials = this.#open();
      return true;
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      // The files have changed since, and will again.
      this.#trustsSystem = false;
      return false;
    }
  }

  #open(): TlsCredentials {
    const use = { options: OPTIONS, trustsSystem: this.#trustsSystem };
    return new TlsCredentials(this.#files, this.#warn, use);
  }
}

const OPTIONS = { caFile: "mqttCaFile", cert: "mqttCert", key: "mqttKey" };
